"""Officers at their screens, through HTTP."""

from __future__ import annotations

import pytest
from django.test import Client

from sunwai.accounts.models import User
from sunwai.grievances.actions.work import resolve
from sunwai.grievances.models import Grievance
from sunwai.messages.enums import Channel


class Office:
    """What officers do, by form. Each has a browser of their own."""

    def __init__(self, world):
        self.world = world
        self.clients = {}

    def of(self, who) -> Client:
        """The browser of an officer, given by designation, or of any user."""
        user = who if isinstance(who, User) else self.world.officer(who)
        if user.pk not in self.clients:
            self.clients[user.pk] = Client()
            self.clients[user.pk].force_login(user)
        return self.clients[user.pk]

    def page(self, who, case, language=""):
        return self.of(who).get(f"{language}/office/c/{case.reference}/")

    def do(self, who, case, action, **typed):
        return self.of(who).post(f"/office/c/{case.reference}/{action}/", typed)

    def done(self, who, case, action, **typed) -> Grievance:
        """The case after an action that must succeed."""
        answer = self.do(who, case, action, **typed)
        assert answer.status_code == 302, answer.content.decode()
        assert self.of(who).get(answer.url).status_code == 200
        return Grievance.objects.get(pk=case.pk)

    def resolved(self, who, case, now):
        user = self.world.officer(who)
        proof = [self.world.photo(user)]
        return resolve(grievance=case, words="बदल दिया", proof=proof, actor=user, now=now)


@pytest.fixture
def office(world):
    User.objects.update(is_demo=True)  # invented people need no second factor in a test
    return Office(world)


@pytest.fixture
def case(world):
    return world.register()


PORTAL = Channel.PORTAL
