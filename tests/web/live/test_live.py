"""Server-sent events: who may hear what, how soon, how often it reads, when it ends."""

from __future__ import annotations

import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection

from sunwai.accounts.models import User
from sunwai.accounts.roles import Role
from sunwai.calls.bus import Word, tell_floor
from sunwai.calls.enums import AgentState, CallState
from sunwai.womenline.enums import Triage
from tests.calls_world import at_the_phone, new_call, new_queue, women_queue
from tests.web.live.conftest import session_of
from tests.womenline.conftest import open_case

FLOOR, PHONE = "/live/floor/?language=en", "/live/phone/?language=en"
DANGER = "/live/danger/?language=en"


@pytest.fixture
def boss(world) -> str:
    return session_of(world.supervisor)


def text(message: dict) -> str:
    return " ".join(message["rows"].values())


# ── Who ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_only_who_may_hears_anything(live, world, boss):
    without_factor = world.new_user("new", Role.SUPERVISOR)
    closed = world.new_user("closed", Role.SUPERVISOR)
    keys = {name: session_of(user) for name, user in {"new": without_factor, "closed": closed}.items()}
    User.objects.filter(pk=closed.pk).update(is_active=False, is_demo=True)
    agent, officer = session_of(world.agent), session_of(world.officer("je"))
    asked = {
        (FLOOR, ""): 403,
        (FLOOR, "x" * 32): 403,
        (FLOOR, agent): 403,
        (FLOOR, officer): 403,
        (FLOOR, keys["new"]): 403,
        (FLOOR, keys["closed"]): 403,
        (FLOOR, boss): 200,
        (PHONE, officer): 403,
        (PHONE, agent): 200,
        ("/live/", boss): 404,
        ("/live/floor", boss): 404,
        ("/floor/", boss): 404,
    }

    assert {row: live.ask(row[0], key=row[1]).status_code for row in asked} == asked


def test_who_did_not_click_for_half_an_hour_hears_nothing(live, world, boss):
    store = import_module(settings.SESSION_ENGINE).SessionStore(boss)
    store["staff_seen"] = (datetime.now(UTC) - timedelta(minutes=31)).isoformat()
    store.save()
    assert live.ask(FLOOR, key=boss).status_code == 403


def test_pages_of_others_are_told_nothing(live, boss):
    assert live.ask(FLOOR, key=boss, Origin="https://elsewhere.example").status_code == 403
    answer = live.ask(FLOOR, key=boss, Origin="http://127.0.0.1:8181")
    assert answer.headers["access-control-allow-origin"] == "http://127.0.0.1:8181"
    assert answer.headers["access-control-allow-credentials"] == "true"
    assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"


def test_one_person_holds_a_few_streams_not_hundreds(live, boss):
    with ExitStack() as streams:
        for _time in range(8):
            streams.enter_context(live.open(FLOOR, boss))
        assert live.ask(FLOOR, key=boss).status_code == 429


# ── What, and how soon ───────────────────────────────────────────────────────────────────────────────────


def test_a_change_reaches_the_browser_at_once_and_alone(live, world, boss):
    queue = new_queue()
    with live.open(FLOOR, boss) as stream:
        _name, whole = stream.next()
        assert {"figures", "queues", "agents", "calls", "absent"} == set(whole["order"])
        took = []
        for number in range(1, 6):
            call = new_call(queue)
            began = time.monotonic()
            tell_floor([(Word.CALL, call.pk)])
            change, at = stream.until(lambda data, call=call: f"call-{call.pk}" in data["rows"])
            took.append(at - began)
            assert f"<strong>{number}</strong>" in change["rows"]["queue-general"]
            time.sleep(0.3)

    assert max(took) < 1.0, took
    assert not [key for key in change["rows"] if key.startswith("call-") and key != f"call-{call.pk}"]
    assert "agents" not in change["order"]


def test_a_call_that_ended_leaves_its_part(live, boss):
    call = new_call(new_queue())
    with live.open(FLOOR, boss) as stream:
        assert f"call-{call.pk}" in stream.next()[1]["rows"]
        call.state, call.ended_at = CallState.ENDED, call.began_at
        call.save()
        tell_floor([(Word.CALL, call.pk)])
        change, _at = stream.until(lambda data: "calls" in data["order"])
        assert change["order"]["calls"] == []


def test_confidential_calls_are_counted_and_not_shown(live, world, boss):
    counsellor = world.new_user("counsellor", Role.COUNSELLOR)
    both = world.new_user("both", Role.SUPERVISOR, Role.COUNSELLOR)
    User.objects.update(is_demo=True)
    queue = women_queue()
    call = new_call(queue, state=CallState.TALKING, agent=counsellor)
    new_call(queue)
    at_the_phone(counsellor, AgentState.TALKING, call=call)
    with live.open(FLOOR, boss) as plain, live.open(FLOOR, session_of(both)) as seeing:
        message = plain.next()[1]
        assert message["order"]["calls"] == []
        assert "<strong>1</strong>" in message["rows"]["queue-women"]
        agent_row = next(html for key, html in message["rows"].items() if key.startswith("agent-"))
        assert "counsellor" in agent_row
        assert "women queue" not in agent_row
        message = seeing.next()[1]
        assert len(message["order"]["calls"]) == 2
        assert "women queue" in next(
            html for key, html in message["rows"].items() if key.startswith("agent-")
        )


def test_the_language_is_that_of_the_page(live, boss):
    with live.open("/live/floor/?language=hi", boss) as hindi, live.open(FLOOR, boss) as english:
        new_queue()
        tell_floor([(Word.SETUP, "")])
        assert "general कतार" in text(hindi.until(lambda data: "queue-general" in data["rows"])[0])
        assert "general queue" in text(english.until(lambda data: "queue-general" in data["rows"])[0])


def test_many_changes_are_few_readings(live, boss):
    queue = new_queue()
    with live.open(FLOOR, boss) as stream:
        stream.next()
        began = time.monotonic()
        for _time in range(200):
            tell_floor([(Word.CALL, new_call(queue).pk)])
        took = time.monotonic() - began
        stream.until(lambda data: "<strong>200</strong>" in data["rows"].get("queue-general", ""))
        messages = stream.events.qsize()
        assert messages <= 4 * took + 3


def test_an_agent_hears_of_the_own_phone_alone(live, world):
    other = world.new_user("other", Role.AGENT)
    User.objects.update(is_demo=True)
    with live.open(PHONE, session_of(world.agent)) as stream:
        assert stream.next() == ("phone", {"state": "off"})
        call = new_call(new_queue(), state=CallState.OFFERED)
        session = at_the_phone(world.agent, AgentState.OFFERED, call=call)
        tell_floor([(Word.SESSION, session.pk)])
        _name, told = stream.next()
        assert (told["state"], told["call"]["id"]) == ("offered", str(call.pk))
        assert "9876543210" not in str(told)
        tell_floor([(Word.SESSION, at_the_phone(other).pk)])
        assert stream.is_quiet(1.0)


# ── When it ends ─────────────────────────────────────────────────────────────────────────────────────────


def test_it_ends_with_the_session(live, world, boss):
    idle, agent = session_of(world.supervisor), session_of(world.agent)
    with live.open(FLOOR, boss) as left, live.open(FLOOR, idle) as kept, live.open(PHONE, agent) as demoted:
        for stream in (left, kept, demoted):
            stream.next()
        Session.objects.filter(session_key=boss).delete()
        User.objects.filter(pk=world.agent.pk).update(roles=["officer"])
        for stream in (left, demoted):
            assert stream.until(lambda data: data == {})
        assert kept.events.empty()


def test_it_hears_again_after_the_database_was_away(live, boss):
    queue = new_queue()
    with live.open(FLOOR, boss) as stream:
        stream.next()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        time.sleep(1.5)
        call = new_call(queue)
        tell_floor([(Word.CALL, call.pk)])
        stream.until(lambda data: f"call-{call.pk}" in data["rows"], 4)


# ── Who is in danger ─────────────────────────────────────────────────────────────────────────────────────


def test_who_reviews_a_helpline_hears_that_its_list_is_another_and_nothing_else(live, world):
    lead, counsellor = session_of(world.women_supervisor), session_of(world.counsellor)
    child = world.new_user("child-lead", Role.CHILD_SUPERVISOR)
    User.objects.update(is_demo=True)
    for key in (counsellor, session_of(world.supervisor), session_of(world.administrator)):
        assert live.ask(DANGER, key=key).status_code == 403
    with live.open(DANGER, lead) as hers, live.open(DANGER, session_of(child)) as theirs:
        first, other = hers.next(), theirs.next()
        assert first == ("danger", {"mark": first[1]["mark"]})
        began = time.monotonic()
        open_case(world, triage=Triage.EMERGENCY)
        change, at = hers.until(lambda data: data != first[1])
        assert set(change) == {"mark"}
        assert at - began < 2.0  # told, not found at the next look
        assert theirs.is_quiet(1.0)
        assert other[1]["mark"] == first[1]["mark"]
