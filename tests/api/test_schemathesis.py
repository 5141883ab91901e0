"""The API keeps its own contract, whatever it is sent: requests made from the OpenAPI document, good and bad ones."""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, settings

from sunwai.accounts.models import ApiScope
from sunwai.citizens.sessions import begin_app_session, token_of
from sunwai.config.wsgi import application
from sunwai.offices.models import Department, DepartmentKey
from tests.api.conftest import Program
from tests.world import MONDAY

pytestmark = pytest.mark.django_db(transaction=True)

SETTINGS = {
    "seed": 181,
    "generation": {
        "deterministic": True,
        "database": "none",
        "max-examples": 20,
        "with-security-parameters": False,  # the test sends the key itself; wrong keys: the check of ignored keys
        "allow-x00": False,  # NUL characters are sent in test_grievances, test_following and test_reference
    },
}

contract = schemathesis.openapi.from_dict(
    json.loads((Path(__file__).parents[2] / "docs" / "api" / "openapi.json").read_text(encoding="utf-8")),
    config=schemathesis.Config.from_dict(SETTINGS),
)
contract.app = application


@pytest.fixture
def known(client, world):
    """What there is: no schema tells, so a good request is given these."""
    program = Program(client, world, list(ApiScope))
    DepartmentKey.objects.create(key=program.key, department=Department.objects.get(code="energy"))
    session = begin_app_session(citizen=world.citizen, key=program.key, now=MONDAY)
    return {
        "Key": program.text,
        "CitizenToken": token_of(session),
        "reference": program.file().json()["reference"],
        "place": world.village.code,
        "district": world.district.code,
        "numbers": count(),
    }


@contract.parametrize()
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # what was filed before may stay
def test_the_contract_is_kept(case, known):
    if case.meta.generation.mode.is_positive:
        _name_what_exists(case, known)
    (opened_by, *_others) = case.operation.definition.raw["security"]
    case.call_and_validate(headers={"Authorization": f"Bearer {known[next(iter(opened_by))]}"})


def _name_what_exists(case, known):
    names = {
        "reference": known["reference"],
        "code": known["place"],
        "district": known["district"],
        "after": known["reference"],
    }
    for given in (case.path_parameters, case.query):
        for name in names.keys() & given.keys():
            given[name] = names[name]
    if "Idempotency-Key" in case.headers:  # one key is not for two requests
        case.headers["Idempotency-Key"] = f"{case.headers['Idempotency-Key'][:100]}{next(known['numbers'])}"
    if isinstance(case.body, dict) and {"category", "mobile", "text"} <= case.body.keys():
        sealed = case.body.get("kind") == "corruption"
        case.body |= {
            "mobile": "9800000001",
            "place": known["place"],
            "category": "vigilance.bribe" if sealed else "energy.no-supply",
            "text": case.body["text"] if case.body["text"].strip() else "बिजली नहीं",
        }
