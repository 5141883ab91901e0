"""A program that files cases, through HTTP."""

from __future__ import annotations

import pytest

from sunwai.accounts.models import ApiKey, ApiScope

GRIEVANCES = "/api/v1/grievances"


class Program:
    """A client with a key."""

    def __init__(self, client, world, scopes=(ApiScope.FILE, ApiScope.READ)):
        self.client, self.world = client, world
        self.key, self.text = ApiKey.issue(name="Janpad portal", scopes=list(scopes))

    def body(self, **changes):
        """What is sent to file a case."""
        return {
            "mobile": "9800000001",
            "name": "राधा बाई",
            "category": "energy.no-supply",
            "place": self.world.village.code,
            "text": "तीन दिन से बिजली नहीं आ रही",
            "source_reference": "JP-77",
        } | changes

    def file(self, *, idempotency_key=None, reads="hi", **changes):
        headers = {"authorization": f"Bearer {self.text}", "accept-language": reads}
        if idempotency_key is not None:
            headers["idempotency-key"] = idempotency_key
        return self.client.post(
            GRIEVANCES, self.body(**changes), content_type="application/json", headers=headers
        )

    def read(self, reference, reads="hi"):
        headers = {"authorization": f"Bearer {self.text}", "accept-language": reads}
        return self.client.get(f"{GRIEVANCES}/{reference}", headers=headers)


@pytest.fixture
def program(client, world):
    return Program(client, world)
