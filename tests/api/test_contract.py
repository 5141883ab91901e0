"""docs/api/openapi.json is what the code does, and what is served."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "docs" / "api" / "openapi.py"

FILE, READ = "grievances:write", "grievances:read"
PULL, PUSH = "department:read", "department:write"
TOKEN = ["CitizenToken"]
ANY: list[str] = ["Key"]

# operation id → method, address, what opens it: scopes of keys, a citizen's token
OPERATIONS = {
    "fileGrievance": ("post", "/grievances", [FILE]),
    "fileGrievances": ("post", "/grievances/bulk", [FILE]),
    "listGrievances": ("get", "/grievances", [READ]),
    "lookUpGrievances": ("post", "/grievances/lookup", [READ]),
    "readGrievance": ("get", "/grievances/{reference}", [READ]),
    "readTimeline": ("get", "/grievances/{reference}/timeline", [READ]),
    "listDepartmentGrievances": ("get", "/department/grievances", [PULL]),
    "readDepartmentGrievance": ("get", "/department/grievances/{reference}", [PULL]),
    "readDepartmentTimeline": ("get", "/department/grievances/{reference}/timeline", [PULL]),
    "pushDepartment": ("post", "/department/grievances/bulk", [PUSH]),
    **{
        f"department{name}": ("post", f"/department/grievances/{{reference}}/{path}", [PUSH])
        for name, path in (
            ("TakeUp", "take-up"),
            ("Note", "note"),
            ("AskCitizen", "ask-citizen"),
            ("Resolve", "resolve"),
            ("ProposeTransfer", "propose-transfer"),
            ("ApproveTransfer", "approve-transfer"),
            ("RefuseTransfer", "refuse-transfer"),
            ("ProposeSpecialClosure", "propose-special-closure"),
            ("ApproveSpecialClosure", "approve-special-closure"),
            ("ReturnSpecialClosure", "return-special-closure"),
            ("MarkInvalid", "mark-invalid"),
            ("ChangeForm", "change-form"),
            ("Escalate", "escalate"),
            ("SendBack", "send-back"),
        )
    },
    "sendCode": ("post", "/citizen/codes", ["citizen:app"]),
    "signIn": ("post", "/citizen/tokens", ["citizen:app"]),
    "renewToken": ("post", "/citizen/tokens/renewed", TOKEN),
    "signOut": ("delete", "/citizen/tokens/current", TOKEN),
    "readCitizen": ("get", "/citizen", TOKEN),
    "changeCitizen": ("patch", "/citizen", TOKEN),
    "readCallback": ("get", "/citizen/callback", TOKEN),
    "askCallback": ("put", "/citizen/callback", TOKEN),
    "cancelCallback": ("delete", "/citizen/callback", TOKEN),
    "readReach": ("get", "/citizen/reach", TOKEN),
    "changeReach": ("patch", "/citizen/reach", TOKEN),
    "listOwnGrievances": ("get", "/citizen/grievances", TOKEN),
    "fileOwnGrievance": ("post", "/citizen/grievances", TOKEN),
    "findSimilar": ("post", "/citizen/similar", TOKEN),
    "readOwnGrievance": ("get", "/citizen/grievances/{reference}", TOKEN),
    "readOwnTimeline": ("get", "/citizen/grievances/{reference}/timeline", TOKEN),
    **{
        f"citizen{name}": ("post", f"/citizen/grievances/{{reference}}/{path}", TOKEN)
        for name, path in (
            ("Note", "note"),
            ("Answer", "answer"),
            ("Confirm", "confirm"),
            ("Deny", "deny"),
            ("Object", "object"),
            ("ObjectToKind", "object-to-kind"),
            ("Reopen", "reopen"),
            ("SupporterAnswer", "supporter-answer"),
            ("Join", "join"),
        )
    },
    "giveFile": ("post", "/uploads", [*TOKEN, FILE, PUSH]),
    "readFile": ("get", "/files/{number}", [*TOKEN, READ, PULL]),
    "findPlaces": ("get", "/places", ANY),
    "readPlace": ("get", "/places/{code}", ANY),
    "listDepartments": ("get", "/departments", ANY),
    "listCategories": ("get", "/categories", ANY),
    "listSchemes": ("get", "/schemes", ANY),
    "listSchemeQuestions": ("get", "/schemes/questions", ANY),
    "findEntitlement": ("post", "/schemes/entitlement", ANY),
    "readScheme": ("get", "/schemes/{code}", ANY),
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


def opened_by(operation):
    for way in operation["security"]:
        ((scheme, scopes),) = way.items()
        yield from scopes or [scheme]


def test_the_document_is_up_to_date(script):
    assert script.DOCUMENT.read_text(encoding="utf-8") == script.document(), "run: python docs/api/openapi.py"


def test_the_document_is_served(client, contract):
    answer = client.get("/api/v1/openapi.json", headers={"accept-language": "en"})

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert answer.json() == contract


def test_every_operation_has_its_lasting_name_and_its_scope(contract):
    assert {
        operation["operationId"]: (method, path.removeprefix("/api/v1"), list(opened_by(operation)))
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
