"""Readers of the timelines lose no event, in whatever order transactions end, and are held up by none for ever."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from sunwai.casework.following import move_on, newest_event, reader
from sunwai.casework.models import Event
from sunwai.core import rows
from tests.another_transaction import another_transaction
from tests.world import World


@transaction.atomic
def read() -> list[int]:
    """The numbers that a reader reads now."""
    mark = reader("test")
    after = move_on(mark)
    mark.save()
    return list(
        Event.objects.filter(pk__gt=after, pk__lte=mark.floor).order_by("pk").values_list("pk", flat=True)
    )


@pytest.fixture
def committed(transactional_db, now):
    return World()


def take_number() -> int:
    (number,) = rows.next_values(rows.sequence(Event))
    return number


def test_every_event_is_read_once(committed):
    committed.register()
    committed.register()
    assert len(read()) == 2
    assert read() == []


def test_a_new_reader_can_begin_with_what_is_new(committed):
    committed.register()
    with transaction.atomic():
        mark = reader("late comer", start=newest_event())
        assert move_on(mark) == mark.floor == newest_event()


def test_what_lies_behind_a_number_that_is_still_to_come_waits_for_it(committed):
    with another_transaction() as late:
        late(take_number)  # only a number: this transaction has written nothing, so no snapshot knows of it
        committed.register()
        assert [read() for _look in range(3)] == [[], [], []]
    assert len(read()) == 1


def test_a_number_that_is_never_used_holds_nothing_up(committed):
    take_number()
    committed.register()
    assert len(read()) == 1


def test_others_who_keep_writing_hold_nothing_up_for_ever(committed):
    """There is always somebody in the middle of something, but never the same one."""
    with another_transaction() as one:
        one(take_number)
        committed.register()
        assert read() == []
        with another_transaction() as two:
            two(take_number)
    with another_transaction() as three:
        three(take_number)
        assert len(read()) == 1


@pytest.mark.django_db
def test_numbers_of_events_are_handed_out_one_by_one():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seqcache FROM pg_sequence WHERE seqrelid = %s::regclass", [rows.sequence(Event)]
        )
        assert cursor.fetchone() == (1,)
        cursor.execute("SHOW max_prepared_transactions")
        assert cursor.fetchone() == ("0",)
