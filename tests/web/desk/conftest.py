"""A signed-in agent, and helpers that go through HTTP like one."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from sunwai.accounts.models import User
from sunwai.grievances.models import Interaction


class Desk:
    """What an agent does, by form."""

    def __init__(self, client, world):
        self.client, self.world = client, world
        client.force_login(world.agent)

    def take(self, mobile: str) -> Interaction:
        """Take a call from `mobile`."""
        answer = self.client.post(reverse("desk:home"), {"mobile": mobile})
        assert answer.status_code == 302, answer.content.decode()
        return Interaction.objects.filter(agent=self.world.agent, ended_at=None).latest("pk")

    def url(self, call, name="call", *more):
        return reverse(f"desk:{name}", args=[call.pk, *more])

    def get(self, call, name="call", *more, **query):
        return self.client.get(self.url(call, name, *more), query)

    def token(self, call) -> str:
        """The name of the draft in the form."""
        return re.search(r'name="draft" value="([^"]+)"', self.get(call).content.decode())[1]

    def send(self, call, token=None, **typed):
        """Send the form of the caller page."""
        return self.client.post(self.url(call), {"draft": token or self.token(call), **typed})

    def complaint(self, **changes):
        """What fills the form."""
        return {
            "kind": "complaint",
            "text": "तीन दिन से बिजली नहीं आ रही",
            "category": "energy.no-supply",
            "place": self.world.village.pk,
            "landmark": "पीपल के पास",
            "name": "राधा बाई",
            "language": "hi",
            **changes,
        }


@pytest.fixture(autouse=True)
def without_second_factor(world):
    """Invented people need no second factor in a test."""
    User.objects.update(is_demo=True)


@pytest.fixture
def desk(client, world):
    return Desk(client, world)
