"""Clients of Open311."""

from __future__ import annotations

import pytest
from lxml import etree

from sunwai.accounts.models import ApiKey, ApiScope
from sunwai.offices.models import Category, Department, DepartmentKey

V2 = "/open311/v2"
QUESTIONS = [
    {"code": "since", "kind": "date", "hi": "कब से?", "en": "Since when?"},
    {"code": "all", "kind": "yes_no", "hi": "पूरे गाँव में?", "en": "In the whole village?"},
]


class Open311:
    """A client, with or without a key."""

    def __init__(self, client, world, *scopes):
        self.client, self.world = client, world
        self.key, self.text = ApiKey.issue(name="City app", scopes=list(scopes)) if scopes else (None, "")

    def get(self, path, reads="en", **query):
        return self.client.get(f"{V2}/{path}", query, headers=self.headers(reads))

    def headers(self, reads="en", **more):
        key = {"authorization": f"Bearer {self.text}"} if self.text else {}
        return {"accept-language": reads} | key | more

    def post(self, path, reads="en", idempotency_key="", **sent):
        more = {"idempotency-key": idempotency_key} if idempotency_key else {}
        sent = {name: value for name, value in sent.items() if value is not None}
        key = {"api_key": self.text} if self.text else {}
        return self.client.post(f"{V2}/{path}", key | sent, headers={"accept-language": reads} | more)

    def body(self, **changes):
        """What is sent to file a request."""
        return {
            "service_code": "energy.no-supply",
            "address_id": self.world.village.code,
            "description": "तीन दिन से बिजली नहीं, पड़ोसी रामलाल 9876543210",
            "phone": "9800000001",
            "first_name": "राधा",
            "last_name": "बाई",
        } | changes

    def file(self, *, ending="json", **changes):
        return self.post(f"requests.{ending}", **self.body(**changes))


@pytest.fixture
def anybody(client, world):
    """No key."""
    return Open311(client, world)


@pytest.fixture
def filer(client, world):
    """A key that files and reads."""
    return Open311(client, world, ApiScope.FILE, ApiScope.READ)


@pytest.fixture
def board(client, world):
    """The own system of the electricity board."""
    system = Open311(client, world, ApiScope.DEPARTMENT_READ, ApiScope.DEPARTMENT_WRITE)
    DepartmentKey.objects.create(key=system.key, department=Department.objects.get(code="energy"))
    return system


@pytest.fixture
def questions(world):
    """The subject asks two things."""
    Category.objects.filter(code="energy.no-supply").update(questions=QUESTIONS)


def refused(answer):
    """Status and description of an error as the specification writes it, in either format."""
    if answer["Content-Type"].startswith("text/xml"):
        root = etree.fromstring(answer.content)
        assert root.tag == "errors"
        code, description = root.findtext("error/code"), root.findtext("error/description")
    else:
        (error,) = answer.json()
        code, description = error["code"], error["description"]
    assert int(code) == answer.status_code
    return answer.status_code, description
