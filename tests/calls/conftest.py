"""Calls as the calls process would have written them, and a ear on what it is told."""

from __future__ import annotations

import pytest

from sunwai.accounts.roles import Role
from sunwai.calls.actions.agents import sign_in
from sunwai.calls.enums import AgentState, CallState, Route
from sunwai.calls.models import AgentSession, Call, Queue
from tests.world import MONDAY


class Phone:
    """Agents at the phone and calls in their hands."""

    def __init__(self, world) -> None:
        self.world = world
        self._lines = 0

    def call(self, **fields) -> Call:
        self._lines += 1
        citizen = self.world.citizen
        given = {"number": citizen.mobile, "citizen": citizen, "state": CallState.TALKING} | fields
        return Call.objects.create(
            line_id=f"line-{self._lines}", route=Route.HELPLINE, began_at=MONDAY, queued_at=MONDAY, **given
        )

    def at(self, user, *, state=AgentState.READY, call=None) -> AgentSession:
        """`user` at the phone, with `call` in hand."""
        session = sign_in(user=user, now=MONDAY)
        session.state, session.call = (AgentState.TALKING if call else state), call
        session.save()
        if call:
            call.agent = user
            call.save()
        return session

    def counsellor(self):
        return self.world.new_user("counsellor", Role.COUNSELLOR)

    def queue(self, code="general", **fields) -> Queue:
        return Queue.objects.create(code=code, name_hi=code, name_en=code, **fields)


@pytest.fixture
def phone(world) -> Phone:
    return Phone(world)


@pytest.fixture
def told(monkeypatch) -> list[str]:
    """What the calls process is told, as channel:word:key."""
    heard: list[str] = []
    monkeypatch.setattr("sunwai.calls.bus._notify", lambda channel, word, key: heard.append(f"{word}:{key}"))
    return heard
