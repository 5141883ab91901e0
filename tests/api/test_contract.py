"""docs/api/openapi.json is what the code does, and what is served."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "docs" / "api" / "openapi.py"

# operation id → method, address, scopes
OPERATIONS = {
    "fileGrievance": ("post", "/api/v1/grievances", ["grievances:write"]),
    "listGrievances": ("get", "/api/v1/grievances", ["grievances:read"]),
    "readGrievance": ("get", "/api/v1/grievances/{reference}", ["grievances:read"]),
    "readTimeline": ("get", "/api/v1/grievances/{reference}/timeline", ["grievances:read"]),
    "findPlaces": ("get", "/api/v1/places", []),
    "readPlace": ("get", "/api/v1/places/{code}", []),
    "listDepartments": ("get", "/api/v1/departments", []),
    "listCategories": ("get", "/api/v1/categories", []),
}


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("docs_openapi", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def contract(script):
    return json.loads(script.DOCUMENT.read_text(encoding="utf-8"))


def operations_of(contract):
    for path, methods in contract["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def test_the_document_is_up_to_date(script):
    assert script.DOCUMENT.read_text(encoding="utf-8") == script.document(), "run: python docs/api/openapi.py"


def test_the_document_is_served(client, contract):
    answer = client.get("/api/v1/openapi.json", headers={"accept-language": "en"})

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert answer.json() == contract


def test_every_operation_has_its_lasting_name_and_its_scope(contract):
    assert {
        operation["operationId"]: (method, path, operation["security"][0]["Key"])
        for method, path, operation in operations_of(contract)
    } == OPERATIONS


def test_every_error_is_described_as_a_problem(contract):
    for _method, path, operation in operations_of(contract):
        errors = {s: answer for s, answer in operation["responses"].items() if s >= "400"}
        assert {"401", "403", "422", "429"} <= errors.keys(), path
        for answer in errors.values():
            assert answer["content"] == {
                "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
            }
        assert "Retry-After" in errors["429"]["headers"]


def test_every_operation_says_what_it_is_for(contract):
    tags = {tag["name"] for tag in contract["tags"]}
    for _method, _path, operation in operations_of(contract):
        assert operation["summary"]
        assert operation["description"]
        assert set(operation["tags"]) <= tags
    assert contract["openapi"] == "3.1.0"
    assert "Idempotency-Key" in {
        parameter["name"] for parameter in contract["paths"]["/api/v1/grievances"]["post"]["parameters"]
    }
