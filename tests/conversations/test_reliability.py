"""Nothing that came in is lost, done twice or dealt with out of turn, whatever fails in between."""

from __future__ import annotations

import json
import threading
from datetime import timedelta

import httpx
import pytest
from django.db import connection, connections

from sunwai.conversations import handling
from sunwai.conversations.actions import Update, take_in
from sunwai.conversations.enums import IncomingKind, IncomingState
from sunwai.conversations.jobs import forget_old, handle_waiting
from sunwai.conversations.models import Conversation, Incoming
from sunwai.core import clock
from sunwai.gateways.whatsapp.webhook import sign
from sunwai.grievances.actions.work import resolve, take_up
from sunwai.grievances.enums import EventKind, State
from sunwai.grievances.models import Grievance
from sunwai.messages.enums import Channel, Event
from sunwai.messages.models import Message
from tests.conversations.conftest import Chat
from tests.gateways.test_whatsapp_updates import body, message
from tests.world import MONDAY

pytestmark = pytest.mark.django_db
TEXT = {"kind": "text", "text": "namaste"}


def answers(chat):
    return list(
        Message.objects.filter(to=chat.mobile, event=Event.DIALOGUE)
        .order_by("pk")
        .values_list("text", flat=True)
    )


@pytest.fixture
def solved(world):
    case = world.register()
    officer = world.officer("je")
    take_up(grievance=case, actor=officer, now=MONDAY)
    proof = [world.photo(officer)]
    resolve(grievance=case, words="लाइन ठीक की", proof=proof, actor=officer, now=MONDAY + timedelta(hours=1))
    return case


def deal(chat, **later):
    with clock.frozen(chat.at + timedelta(**later)):
        handle_waiting()


def test_what_comes_twice_is_answered_once(chat):
    assert [chat.send(TEXT, provider_id="wamid.same") for _ in range(3)] == [1, 0, 0]
    deal(chat)
    chat.send(TEXT, provider_id="wamid.same")
    deal(chat)
    assert len(answers(chat)) == 1


def test_messages_are_dealt_with_in_the_order_in_which_they_were_said(chat):
    said = ["0", "yojana", "0", "status"]
    moments = [chat.at + timedelta(seconds=second) for second in range(4)]
    for text, at in reversed(list(zip(said, moments, strict=True))):  # the last comes in first
        chat.at = at - timedelta(seconds=1)
        chat.send({"kind": "text", "text": text}, later=timedelta(seconds=1))
    chat.at = moments[-1]
    deal(chat)
    assert chat.place == "case_number"
    assert len(answers(chat)) == 4


def test_a_digit_that_comes_late_does_not_answer_a_newer_question(chat, solved):
    chat.writes("namaste")
    chat.presses(f"no:{solved.reference}")
    newest = chat.at
    chat.at = newest - timedelta(seconds=30)
    chat.writes("1", later=timedelta(seconds=1))
    solved.refresh_from_db()
    assert solved.resolutions.get().reason in ("", "other")
    assert Conversation.objects.get().heard_at == newest


@pytest.fixture
def dies_once(monkeypatch):
    """The process dies after the deed and before it is written down that it is done."""
    real, deaths = handling._settle, []

    class Died(BaseException):
        pass

    def settle(*given):
        if not deaths:
            deaths.append(1)
            raise Died
        return real(*given)

    monkeypatch.setattr(handling, "_settle", settle)
    return Died


def test_a_worker_killed_half_way_does_nothing_twice(chat, solved, dies_once):
    chat.send({"kind": "choice", "id": f"yes:{solved.reference}", "title": "हाँ"})
    with pytest.raises(dies_once):
        deal(chat)
    solved.refresh_from_db()
    assert solved.state == State.CLOSED_SATISFIED
    deal(chat, seconds=60)
    assert answers(chat) == []  # the lease of the dead one still runs
    deal(chat, minutes=3)
    assert len(answers(chat)) == 1
    assert "दर्ज हो गया" in answers(chat)[0]
    assert solved.events().filter(kind=EventKind.CONFIRMED).count() == 1


@pytest.mark.usefixtures("filing_is_on")
def test_a_complaint_is_not_filed_twice_when_the_worker_dies(chat, world, monkeypatch, request):
    from sunwai.grievances import subjects
    from sunwai.grievances.suggestion import Suggestion

    monkeypatch.setattr(subjects, "suggest", lambda text, limit: [Suggestion("energy.no-supply", 0.9)])
    for code in ("do:file",):
        chat.presses(code)
    chat.writes("gaon mein bijli nahi aa rahi hai")
    chat.writes("1")
    chat.writes("rampayli")
    chat.presses(f"place:{world.village.pk}")
    chat.presses("proof:")
    died = request.getfixturevalue("dies_once")
    chat.send({"kind": "choice", "id": "send:", "title": "दर्ज करें"})
    with pytest.raises(died):
        deal(chat)
    deal(chat, minutes=3)
    case = Grievance.objects.get()
    assert case.spoken_reference in answers(chat)[-1]


def test_one_bad_message_holds_up_its_sender_for_a_while_and_nobody_else(chat, stranger, monkeypatch):
    real = handling.answer

    def fails(talk, heard):
        if heard.text == "bad":
            raise RuntimeError("a bug")
        return real(talk, heard)

    monkeypatch.setattr(handling, "answer", fails)
    chat.send({"kind": "text", "text": "bad"})
    chat.send(TEXT)
    stranger.at = chat.at
    stranger.send(TEXT, later=timedelta())
    deal(chat)
    assert (len(answers(chat)), len(answers(stranger))) == (0, 1)
    for minutes in (1, 2, 10, 60, 300, 2000):
        deal(chat, minutes=minutes)
    assert len(answers(chat)) == 1
    bad = Incoming.objects.get(said__text="bad")
    assert (bad.state, bad.attempts, bad.problem) == (IncomingState.FAILED, 6, "RuntimeError")


def test_a_flood_of_one_sender_is_kept_but_not_answered(chat):
    for _ in range(25):
        chat.send(TEXT, later=timedelta(milliseconds=10))
    deal(chat)
    assert len(answers(chat)) == 20
    assert Incoming.objects.filter(state=IncomingState.DONE).count() == 25


def test_what_came_in_is_forgotten_after_its_time_but_not_while_it_waits(chat):
    chat.send(TEXT)
    deal(chat)
    chat.send(TEXT)
    with clock.frozen(chat.at + timedelta(days=91)):
        forget_old(0)
    assert [one.state for one in Incoming.objects.all()] == [IncomingState.WAITING]


def watch_for_clashes(monkeypatch):
    """Senders of whom two messages were in hand at the same time."""
    real, in_hand, clashes = handling.answer, set(), []

    def watched(talk, heard):
        if talk.mobile in in_hand:
            clashes.append(talk.mobile)
        in_hand.add(talk.mobile)
        try:
            return real(talk, heard)
        finally:
            in_hand.discard(talk.mobile)

    monkeypatch.setattr(handling, "answer", watched)
    return clashes


def work():
    try:
        for _ in range(8):
            handle_waiting()
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_have_one_senders_messages_in_hand_together(world, monkeypatch):
    chats = [Chat(f"97777777{number:02}") for number in range(6)]
    for one in chats:
        for text in ("yojana", "0", "status"):
            one.send({"kind": "text", "text": text})
    clashes = watch_for_clashes(monkeypatch)
    with clock.frozen(chats[0].at + timedelta(minutes=1)):
        workers = [threading.Thread(target=work) for _ in range(3)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    assert clashes == []
    assert Message.objects.filter(event=Event.DIALOGUE).count() == 18
    assert set(Conversation.objects.values_list("place", flat=True)) == {"case_number"}


def test_the_database_may_restart_in_between(live_server, world):
    """All connections are cut, as a restart cuts them; the next report finds a new one."""
    content = json.dumps(body({"messages": [message("order")]})).encode()

    def report():
        return httpx.post(
            f"{live_server.url}/hooks/whatsapp",
            content=content,
            headers={"X-Hub-Signature-256": sign(content), "Content-Type": "application/json"},
        ).status_code

    assert report() == 200
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
        )
    answers = [report() for _ in range(3)]
    assert set(answers) <= {200, 503}
    assert answers[-1] == 200
    assert Incoming.objects.count() == 1


def test_an_aadhaar_number_is_kept_neither_as_said_nor_as_it_came(chat):
    words = "मेरा आधार 2341 2341 2346 है"  # invented
    update = Update(
        provider="whatsapp-cloud",
        provider_id="wamid.234123412346",  # digits of ids are none
        channel=Channel.WHATSAPP,
        kind=IncomingKind.MESSAGE,
        sender=chat.mobile,
        sent_at=MONDAY,
        said={"kind": "text", "text": words},
        raw={"from": "234123412346", "messages": [{"text": {"body": words}, "image": {"caption": words}}]},
    )
    take_in([update], now=MONDAY)
    kept = Incoming.objects.get()
    masked = "मेरा आधार xxxx xxxx 2346 है"
    assert kept.said["text"] == masked
    assert kept.raw == {
        "from": "234123412346",
        "messages": [{"text": {"body": masked}, "image": {"caption": masked}}],
    }
    assert kept.provider_id == "wamid.234123412346"
