"""Signed-in counsellors and supervisors, and a case."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.womenline.conftest import open_case


class Line:
    """What somebody does at the women's desk, by form."""

    def __init__(self, user):
        self.user, self.client = user, Client()
        self.client.force_login(user)

    def get(self, name, /, *more, **query):
        return self.client.get(reverse(f"women:{name}", args=["women", *more]), query)

    def post(self, name, /, *more, **typed):
        return self.client.post(reverse(f"women:{name}", args=["women", *more]), typed)


@pytest.fixture
def case(world):
    return open_case(world)


@pytest.fixture(autouse=True)
def second_factor(world):
    """The invented people of the demo need none."""
    for user in (world.counsellor, world.women_supervisor):
        user.is_demo = True
        user.save()


@pytest.fixture
def counsellor(world):
    return Line(world.counsellor)


@pytest.fixture
def supervisor(world):
    return Line(world.women_supervisor)
