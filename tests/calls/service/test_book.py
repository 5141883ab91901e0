"""What happened reaches the database, at once or by way of the journal."""

from __future__ import annotations

import asyncio
import threading
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError

from sunwai.calls.actions import book as writers
from sunwai.calls.enums import CallState, Outcome
from sunwai.calls.models import Call, CallStep
from sunwai.calls.service import book as service
from sunwai.calls.service.book import Book
from sunwai.calls.service.threads import DatabaseAway
from sunwai.core import clock
from sunwai.grievances.models import Interaction
from tests.calls_world import at_the_phone

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def journal(tmp_path):
    return tmp_path / "calls" / "journal.jsonl"


class Wall:
    """The way to the database, which can be closed."""

    def __init__(self):
        self.is_closed = False

    def write(self, entries):
        if self.is_closed:
            raise OperationalError("the connection is closed")
        writers.write_entries(entries)


@pytest.fixture
def wall(monkeypatch):
    wall = Wall()
    monkeypatch.setattr(service, "write_entries", wall.write)
    monkeypatch.setattr(service, "PAUSE", 0.01)
    return wall


def began(call: str, number: str = "9000000001", **more) -> dict:
    return {
        "call": call,
        "line_id": f"line-{call}",
        "route": "helpline",
        "number": number,
        "dialled": "181",
        "at": clock.now(),
    } | more


def run(journal, work):
    """`work` beside a running book."""

    async def both():
        book = Book(journal)
        writing = asyncio.create_task(book.run())
        try:
            return await work(book)
        finally:
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)

    return asyncio.run(both())


def test_what_is_noted_is_written_in_order(journal):
    call = str(uuid4())

    async def work(book):
        book.note("begin_call", **began(call))
        book.note("change_call", call=call, state=CallState.MENU, keys="12")
        book.note("step", call=call, at=clock.now(), happened="key", data={"key": "1"})
        book.note("end_call", call=call, outcome=Outcome.SERVED, ended_by="caller", at=clock.now())
        await book.settled()

    run(journal, work)

    row = Call.objects.get(pk=call)
    assert (row.state, row.keys, row.outcome) == (CallState.ENDED, "12", Outcome.SERVED)
    assert [step.data for step in row.steps.all()] == [{"key": "1"}]
    assert row.interaction.disposition == "informed"
    assert not journal.exists()


def test_a_promise_is_on_disk_when_it_is_kept_though_the_database_is_away(journal, wall):
    call = str(uuid4())

    async def away(book):
        wall.is_closed = True
        await asyncio.wait_for(book.keep("begin_call", **began(call)), 5)
        assert book.is_away

    run(journal, away)
    assert call in journal.read_text()
    assert journal.stat().st_mode & 0o777 == 0o600
    assert not Call.objects.exists()

    async def back(book):
        wall.is_closed = False
        await asyncio.wait_for(book.settled(), 5)

    run(journal, back)
    assert Call.objects.get().pk.hex == call.replace("-", "")
    assert not journal.exists()


def test_a_promise_does_not_wait_for_a_database_that_hangs(journal, monkeypatch):
    call, free = str(uuid4()), threading.Event()

    def hangs(entries):
        free.wait(10)
        writers.write_entries(entries)

    monkeypatch.setattr(service, "write_entries", hangs)
    monkeypatch.setattr(service, "PROMISED_IN", 0.1)

    async def work(book):
        await asyncio.wait_for(book.keep("begin_call", **began(call)), 2)
        assert call in journal.read_text()
        free.set()
        await asyncio.wait_for(book.settled(), 5)

    run(journal, work)
    assert Call.objects.get().pk.hex == call.replace("-", "")
    assert not journal.exists()


def test_whoever_cannot_reach_the_database_says_so_and_it_is_asked_until_it_answers(journal, monkeypatch):
    monkeypatch.setattr(service, "PAUSE", 0.01)
    is_there = threading.Event()

    def reach():
        if not is_there.is_set():
            raise OperationalError("the connection is closed")

    monkeypatch.setattr(service, "reach", reach)

    async def work(book):
        book.doubt(DatabaseAway("the connection is closed"))
        await asyncio.sleep(0.1)
        assert book.is_away
        is_there.set()
        await asyncio.wait_for(book.settled(), 5)
        assert not book.is_away

    run(journal, work)


def test_the_journal_empties_when_the_database_is_back_and_the_order_holds(journal, wall):
    calls = [str(uuid4()) for _ in range(5)]

    async def work(book):
        book.note("begin_call", **began(calls[0]))
        await book.settled()
        wall.is_closed = True
        for call in calls[1:]:
            book.note("begin_call", **began(call))
            book.note("change_call", call=call, keys="9")
        await asyncio.sleep(0.05)
        assert len(journal.read_text().splitlines()) == 8
        wall.is_closed = False
        await asyncio.wait_for(book.settled(), 5)

    run(journal, work)
    assert Call.objects.filter(keys="9").count() == 4
    assert not journal.exists()


def test_what_was_written_already_does_no_harm_when_it_comes_again(journal):
    call = str(uuid4())
    entries = [
        ("begin_call", began(call)),
        ("end_call", {"call": call, "outcome": "left", "ended_by": "caller", "at": clock.now()}),
    ]

    async def work(book):
        for _ in range(2):
            for what, data in entries:
                book.note(what, **data)
        await book.settled()

    run(journal, work)
    assert Call.objects.count() == Interaction.objects.count() == 1


def test_an_entry_that_cannot_be_written_does_not_stop_the_others(journal, caplog):
    call = str(uuid4())

    async def work(book):
        book.note("change_call", call=call, state="no such state, and far too long")
        book.note("begin_call", **began(call, number="9" * 50))
        book.note("begin_call", **began(call))
        await book.settled()

    run(journal, work)
    assert Call.objects.get().number == "9000000001"
    assert "cannot be written" in caplog.text


def test_a_torn_line_is_left_out(journal, caplog):
    call = str(uuid4())
    journal.parent.mkdir()
    entry = writers.Entry("begin_call", began(call))
    journal.write_text(entry.as_line() + '["change_call", {"call": ')

    async def work(book):
        await book.settled()

    run(journal, work)
    assert Call.objects.get().number == "9000000001"
    assert "torn" in caplog.text


def test_an_entry_that_points_nowhere_is_refused_alone(journal, world):
    session = at_the_phone(world.agent)
    call = str(uuid4())

    async def work(book):
        book.note("change_session", session=session.pk, state="offered", at=clock.now(), call_id=str(uuid4()))
        book.note("begin_call", **began(call))
        await book.settled()

    run(journal, work)
    assert Call.objects.get().pk == UUID(call)
    session.refresh_from_db()
    assert session.call_id is None


def test_one_entry_that_is_refused_leaves_the_others_whole(journal):
    good, lost = str(uuid4()), str(uuid4())

    async def work(book):
        book.note("begin_call", **began(good))
        book.note("step", call=lost, at=clock.now(), happened="key", data={})  # of a call that nobody began
        book.note("change_call", call=good, state=CallState.MENU)
        book.note("end_call", call=good, outcome=Outcome.SERVED, ended_by="caller", at=clock.now())
        await book.settled()

    run(journal, work)

    assert Call.objects.get().state == CallState.ENDED
    assert not CallStep.objects.exists()


def test_many_calls_are_few_statements(django_assert_max_num_queries):
    entries = []
    for number in range(50):
        call = str(uuid4())
        entries.append(writers.Entry("begin_call", began(call, number=f"90000000{number:02}")))
        entries += [writers.Entry("change_call", {"call": call, "keys": f"{key}"}) for key in range(3)]
        entries.append(
            writers.Entry("step", {"call": call, "at": clock.now(), "happened": "key", "data": {}})
        )
    with django_assert_max_num_queries(12):
        writers.write_entries(entries)
    assert Call.objects.filter(keys="2").count() == CallStep.objects.count() == 50


def test_a_beginning_that_comes_again_changes_what_came_with_it():
    call = str(uuid4())
    writers.write_entries([writers.Entry("begin_call", began(call))])
    again = [
        writers.Entry("begin_call", began(call)),
        writers.Entry("change_call", {"call": call, "keys": "9"}),
    ]
    writers.write_entries(again)
    assert Call.objects.get().keys == "9"
