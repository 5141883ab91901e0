"""The timeline: numbered and sealed by the database, refused to every hand that would change it."""

import pytest
from django.db import Error, connection, transaction

from sunwai.casework import audit, timeline
from sunwai.casework.models import CaseKind, Event, EventWords
from sunwai.core import clock, rows
from sunwai.core.actors import SYSTEM

pytestmark = pytest.mark.django_db


def record(case_id, kind="registered", **given):
    (number,) = rows.next_values(rows.sequence(Event))
    happened = timeline.new_event(
        CaseKind.GRIEVANCE, case_id, kind, number=number, actor=SYSTEM, at=clock.now(), **given
    )
    rows.insert(*happened)
    return happened[0]


def tamper(sql, *values):
    """Change rows as one who owns the tables could."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("casework_event", "casework_eventwords"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql, values)
        for table in ("casework_event", "casework_eventwords"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.fixture
def two_cases():
    for case_id in (1, 2):
        record(case_id, words="बिजली नहीं आ रही", level=1)
        record(case_id, "taken_up")
        record(case_id, "resolved", words="ठीक किया", अंक=1.5)


def test_events_are_numbered_and_chained(two_cases):
    chain = list(Event.objects.filter(case_id=1).order_by("seq"))

    assert [event.seq for event in chain] == [1, 2, 3]
    assert [bytes(event.previous_hash) for event in chain[1:]] == [bytes(event.hash) for event in chain[:-1]]


def test_an_untouched_record_verifies(two_cases):
    assert audit.verify() == (6, [])


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE casework_event SET kind = 'x'",
        "DELETE FROM casework_event",
        "TRUNCATE casework_event CASCADE",
        "UPDATE casework_eventwords SET text = 'x'",
    ],
)
def test_the_database_refuses_to_change_it(two_cases, sql):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(Error, match="append-only"), transaction.atomic():
            cursor.execute(sql)
    assert audit.verify() == (6, [])


@pytest.mark.parametrize(
    ("sql", "seq", "reason"),
    [
        ("UPDATE casework_event SET data = '{}' WHERE case_id = 2 AND seq = 3", 3, "changed after"),
        (
            "UPDATE casework_event SET at = at - interval '1 microsecond' WHERE case_id = 2 AND seq = 2",
            2,
            "changed",
        ),
        ("UPDATE casework_event SET actor_id = 7 WHERE case_id = 2 AND seq = 1", 1, "changed"),
        ("DELETE FROM casework_event WHERE case_id = 2 AND seq = 2", 3, "missing"),
        (
            """UPDATE casework_eventwords SET text = 'x'
               WHERE event_id = (SELECT id FROM casework_event WHERE case_id = 2 AND seq = 1)""",
            1,
            "words were changed",
        ),
    ],
)
def test_verifying_names_the_first_row_that_was_tampered_with(two_cases, sql, seq, reason):
    tamper(sql)

    _, broken = audit.verify()
    assert [(b.case_kind, b.case_id, b.seq) for b in broken] == [("grievance", 2, seq)]
    assert reason in broken[0].reason


def test_words_can_be_erased_without_breaking_the_chain(two_cases):
    EventWords.objects.filter(event__case_id=1).delete()

    assert audit.verify() == (6, [])


def test_a_whole_case_cannot_vanish_from_a_sealed_day(two_cases):
    audit.seal_day(day=clock.today())
    assert audit.verify()[1] == []

    EventWords.objects.all().delete()
    tamper("DELETE FROM casework_event WHERE case_id = 1")

    assert [b.case_kind for b in audit.verify()[1]] == ["day"]
