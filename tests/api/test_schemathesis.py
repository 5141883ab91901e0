"""The API keeps its own contract, whatever it is sent: requests made from the OpenAPI document, good and bad ones."""

from __future__ import annotations

import json
from itertools import count, cycle
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, settings

from sunwai.accounts.models import ApiScope
from sunwai.api.v1.pages import Mark
from sunwai.citizens.codes import issue_code
from sunwai.citizens.sessions import begin_app_session, token_of
from sunwai.config.wsgi import application
from sunwai.offices.models import Department, DepartmentKey
from sunwai.schemes.models import Scheme
from tests.api.conftest import Program
from tests.schemes.conftest import read_schemes_of_one
from tests.world import MONDAY

pytestmark = pytest.mark.django_db(transaction=True)

SETTINGS = {
    "seed": 181,
    "generation": {
        "deterministic": True,
        "database": "none",
        "max-examples": 4,  # of each of some fifty operations
        "with-security-parameters": False,  # the test sends the key itself; wrong keys: the check of ignored keys
        "allow-x00": False,  # NUL characters are sent in test_grievances, test_following and test_reference
    },
}

contract = schemathesis.openapi.from_dict(
    json.loads((Path(__file__).parents[2] / "docs" / "api" / "openapi.json").read_text(encoding="utf-8")),
    config=schemathesis.Config.from_dict(SETTINGS),
)
contract.app = application


class Known:
    """What there is: no schema tells, so a good request is given these."""

    def __init__(self, client, world):
        self.world, self.program = world, Program(client, world, list(ApiScope))
        department = Department.objects.get(code="energy")
        DepartmentKey.objects.create(key=self.program.key, department=department)
        session = begin_app_session(citizen=world.citizen, key=self.program.key, now=MONDAY)
        self.bearers = {"Key": self.program.text, "CitizenToken": token_of(session)}
        self.reference = self.program.file().json()["reference"]
        scheme = Scheme.objects.create(code="invented", department=department, **read_schemes_of_one()).code
        unfiltered = dict.fromkeys(
            ("q", "group", "kind", "benefit", "department"), ""
        )  # all have a next page
        self.of_schemes = unfiltered | {"after": scheme, "code": scheme}
        self.numbers = count()
        self.kinds = cycle(("demand", "suggestion", "complaint"))

    def names(self, case):
        """Parameter → what a good request has there."""
        names = {
            "reference": self.reference,
            "code": self.world.village.code,
            "district": self.world.district.code,
            "after": str(Mark(MONDAY, 1)),
        }
        return names | (self.of_schemes if case.operation.path.startswith("/api/v1/schemes") else {})

    def file(self, case):
        """One that was just given by who asks, and hangs on nothing."""
        by_citizen = "CitizenToken" in case.operation.definition.raw["security"][0]
        return [str(self.world.photo(self.world.citizen if by_citizen else self.program.key).pk)]

    def category(self, case):
        if "transfer" in case.operation.path:
            return "revenue.mutation"
        return "vigilance.bribe" if case.body.get("kind") == "corruption" else "energy.no-supply"


@pytest.fixture
def known(client, world):
    return Known(client, world)


# Field of a body → what a good request has there.
FIELDS = {
    "mobile": lambda known, case: "9800000001",
    "code": lambda known, case: issue_code(mobile="9800000001", now=MONDAY),
    "place": lambda known, case: known.world.village.code,
    "category": lambda known, case: known.category(case),
    "officer": lambda known, case: "je",
    "words": lambda known, case: case.body["words"] if str(case.body["words"]).strip() else "बिजली नहीं",
    "text": lambda known, case: case.body["text"] if str(case.body["text"]).strip() else "बिजली नहीं",
    "email": lambda known, case: "sita@example.org",
    "way": lambda known, case: "sms",
    "reference": lambda known, case: known.reference,
    "uploads": lambda known, case: known.file(case),
    "proof": lambda known, case: known.file(case),
    "evidence": lambda known, case: known.file(case),
    "facts": lambda known, case: {"age": 34},
}


# What a file is, its first bytes decide, which no schema says: test_citizen_app gives good ones and bad ones.
@contract.exclude(operation_id="giveFile").parametrize()
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # what was filed before may stay
def test_the_contract_is_kept(case, known):
    if case.meta.generation.mode.is_positive:
        _name_what_exists(case, known)
    opened_by = next(iter(case.operation.definition.raw["security"][0]))
    case.call_and_validate(headers={"Authorization": f"Bearer {known.bearers[opened_by]}"})


def _name_what_exists(case, known):
    names = known.names(case)
    for given in (case.path_parameters, case.query):
        for name in names.keys() & given.keys():
            given[name] = names[name]
    if (
        case.operation.path == "/api/v1/grievances"
        and "updated_since" not in case.query
        and "after" in case.query
    ):
        case.query["after"] = known.reference
    if "Idempotency-Key" in case.headers:  # one key is not for two requests
        case.headers["Idempotency-Key"] = f"{case.headers['Idempotency-Key'][:90]}{next(known.numbers)}"
    if isinstance(case.body, dict):
        case.body |= {name: FIELDS[name](known, case) for name in FIELDS.keys() & case.body.keys()}
        if case.operation.path.endswith("/change-form"):
            case.body["kind"] = next(known.kinds)
