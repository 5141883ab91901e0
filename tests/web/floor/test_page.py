"""The floor now: what is shown to whom, what a supervisor does to calls and agents, what callers are told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from sunwai.accounts.models import User
from sunwai.accounts.roles import Role
from sunwai.calls.enums import AgentState, CallState, OrderKind
from sunwai.calls.models import Announcement, Order
from sunwai.core import clock
from tests.calls_world import at_the_phone, new_call, new_queue, women_queue

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(world):
    call = new_call(
        new_queue(),
        state=CallState.TALKING,
        agent=world.agent,
        talked_at=clock.now(),
        district=world.district,
    )
    at_the_phone(world.agent, AgentState.TALKING, call=call)
    return call


def act(client, **button):
    return client.post(reverse("floor:act"), button, follow=True)


def test_what_is_now_stands_on_the_page_without_numbers(floor, talk):
    page = floor.get(reverse("floor:page")).content.decode()
    assert f'id="call-{talk.pk}"' in page
    assert "बालाघाट" in page
    assert talk.number not in page
    assert 'data-live="http://127.0.0.1:8182/live/floor/?language=hi"' in page


def test_the_page_may_connect_to_the_stream_and_to_nothing_else(floor, settings):
    policy = floor.get(reverse("floor:page"))["Content-Security-Policy"]
    assert f"connect-src 'self' {settings.LIVE_URL}" in policy
    assert "connect-src" not in floor.get(reverse("floor:day"))["Content-Security-Policy"]


def test_a_supervisor_listens_whispers_joins_and_leaves(floor, world, talk):
    own = at_the_phone(world.supervisor, AgentState.NOT_READY)
    for name in ("listen", "whisper", "barge"):
        act(floor, **{name: talk.pk})
    assert list(Order.objects.order_by("pk").values_list("kind", "call", "session")) == [
        (kind, talk.pk, own.pk) for kind in (OrderKind.LISTEN, OrderKind.WHISPER, OrderKind.BARGE)
    ]
    assert 'name="leave"' in floor.get(reverse("floor:page")).content.decode()
    act(floor, leave="1")
    last = Order.objects.latest("pk")
    assert (last.kind, last.call_id, last.session_id) == (OrderKind.LEAVE, talk.pk, own.pk)
    assert 'name="leave"' not in floor.get(reverse("floor:page")).content.decode()


def test_without_an_own_phone_nothing_can_be_heard(floor, talk):
    assert "साइन इन" in act(floor, listen=talk.pk).content.decode()
    assert not Order.objects.exists()


def test_confidential_calls_are_neither_shown_nor_heard(floor, world):
    at_the_phone(world.supervisor, AgentState.NOT_READY)
    secret = new_call(women_queue(), state=CallState.TALKING)
    page = floor.get(reverse("floor:page")).content.decode()
    assert str(secret.pk) not in page
    assert act(floor, listen=secret.pk).status_code == 404
    head = world.new_user("head", Role.SUPERVISOR, Role.COUNSELLOR)
    User.objects.filter(pk=head.pk).update(is_demo=True)
    floor.force_login(head)
    assert str(secret.pk) in floor.get(reverse("floor:page")).content.decode()


@pytest.mark.parametrize(
    ("button", "wanted"), [("ready", "ready"), ("not_ready", "not_ready"), ("off", "off")]
)
def test_an_agents_state_is_forced(floor, world, button, wanted):
    session = at_the_phone(world.agent)
    act(floor, **{button: session.pk})
    session.refresh_from_db()
    assert session.wanted == wanted
    assert session.wanted_reason == ("supervisor" if wanted == "not_ready" else "")


@pytest.mark.parametrize("button", [{}, {"listen": "x"}, {"ready": "x"}, {"ready": "0"}, {"dance": "1"}])
def test_what_is_no_button_does_nothing(floor, button):
    assert act(floor, **button).status_code == 404


def test_callers_are_told_and_told_no_longer(floor, world):
    sent = {"words_hi": "बाढ़ की चेतावनी", "hours": "8", "place": world.district.pk, "is_disaster": "on"}
    floor.post(reverse("floor:announce"), sent)
    told = Announcement.objects.get()
    assert (told.place, told.is_disaster, told.until - told.since) == (
        world.district,
        True,
        timedelta(hours=8),
    )
    assert "बाढ़ की चेतावनी" in floor.get(reverse("floor:page")).content.decode()
    floor.post(reverse("floor:announcement-withdraw", args=[told.pk]))
    told.refresh_from_db()
    assert told.until == clock.now()


def test_an_announcement_needs_words_that_everybody_understands(floor, world):
    answer = floor.post(reverse("floor:announce"), {"words_en": "Flood", "hours": "8"})
    assert answer.status_code == 422
    assert "Flood" in answer.content.decode()
    assert not Announcement.objects.exists()
