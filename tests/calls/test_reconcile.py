"""Our book against the switch's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sunwai.calls.actions.reconciling import explain_difference
from sunwai.calls.enums import CallbackReason, Outcome, Route
from sunwai.calls.models import Call, Callback, Difference, Number
from sunwai.calls.ports import SwitchRecord
from sunwai.calls.reconcile import reconcile
from sunwai.casework.errors import Missing
from sunwai.core.errors import NotAllowed
from sunwai.core.providers import _made
from tests.calls_world import ended_call, new_queue, women_queue

pytestmark = pytest.mark.django_db

RECORDS: list[SwitchRecord] = []


class Theirs:
    def records(self, *, since):
        return [record for record in RECORDS if record.started_at >= since]


@pytest.fixture
def theirs(settings, world):
    RECORDS.clear()
    _made.cache_clear()
    settings.PROVIDERS = settings.PROVIDERS | {"switch_book": ["tests.calls.test_reconcile:Theirs"]}
    Number.objects.get_or_create(digits="181", defaults={"route": Route.HELPLINE})
    yield RECORDS
    _made.cache_clear()


def record(
    line_id="a", *, began, seconds=65.0, linked=None, number="9876543210", dialled="181", answered=True
):
    return SwitchRecord(
        line_id=line_id,
        linked_id=linked or line_id,
        number=number,
        dialled=dialled,
        started_at=began,
        answered_at=began if answered else None,
        ended_at=began + timedelta(seconds=seconds),
        disposition="ANSWERED" if answered else "NO ANSWER",
    )


def of(call, **given):
    return record(call.line_id, began=call.began_at, **given)


def run(now, hours=24):
    return reconcile(since=now - timedelta(hours=hours), now=now)


def test_books_that_agree_have_no_difference(theirs, now):
    call = ended_call(new_queue())
    theirs += [of(call), record("leg", began=call.began_at, linked=call.line_id, dialled="agent-1")]

    assert (run(now).compared, Difference.objects.count(), Call.objects.count()) == (1, 0, 1)


def test_two_rows_of_one_line_are_one(theirs, now):
    call = ended_call(new_queue())
    theirs += [
        of(call, seconds=30),
        record(call.line_id, began=call.began_at + timedelta(seconds=30), seconds=35),
    ]

    assert run(now).differences == 0


@pytest.mark.parametrize(("seconds", "differs"), [(67, 0), (63, 0), (67.5, 1), (60, 1)])
def test_lengths_may_differ_by_two_seconds(theirs, now, seconds, differs):
    theirs.append(of(ended_call(new_queue()), seconds=seconds))

    assert run(now).differences == differs


def test_what_the_switch_does_not_know_is_listed_once(theirs, now):
    call = ended_call(new_queue())
    for _time in range(2):
        run(now)

    (found,) = Difference.objects.all()
    assert (found.line_id, found.what) == (call.line_id, "not_theirs")


def test_what_just_ended_is_left_to_the_next_time(theirs, now):
    ended_call(new_queue(), began=now - timedelta(seconds=70))

    assert run(now).differences == 0


def test_a_lost_caller_comes_into_the_book_and_is_called_back(theirs, now, world):
    began = now - timedelta(hours=1)
    theirs.append(record("lost", began=began, number=world.citizen.mobile))

    done = run(now)

    call = Call.objects.get(line_id="lost")
    assert (done.taken, done.differences) == (1, 0)
    assert (call.outcome, call.citizen, call.began_at) == (Outcome.FAILED, world.citizen, began)
    callback = Callback.objects.get()
    assert (callback.number, callback.reason, callback.from_call) == (
        world.citizen.mobile,
        CallbackReason.FAULT,
        call,
    )
    assert run(now).taken == 0
    assert Callback.objects.count() == 1


def test_whom_the_switch_put_through_to_an_agent_is_not_called_back(theirs, now):
    began = now - timedelta(hours=1)
    theirs += [record("kept", began=began), record("leg", began=began, linked="kept", dialled="agent-1")]

    assert run(now).taken == 1
    assert Call.objects.get().outcome == Outcome.ANSWERED
    assert not Callback.objects.exists()


@pytest.mark.parametrize(
    ("given", "outcome"), [({"seconds": 2}, Outcome.LEFT), ({"number": ""}, Outcome.FAILED)]
)
def test_who_left_at_once_or_withheld_the_number_is_not_called_back(theirs, now, given, outcome):
    theirs.append(record("x", began=now - timedelta(hours=1), **given))
    run(now)
    assert Call.objects.get().outcome == outcome
    assert not Callback.objects.exists()


def test_a_call_to_the_womens_number_stays_confidential(theirs, now):
    Number.objects.update_or_create(digits="1091", defaults={"route": Route.WOMEN, "queue": women_queue()})
    theirs.append(record("w", began=now - timedelta(hours=1), dialled="1091"))
    run(now)
    assert Call.objects.get().is_confidential


def test_what_is_no_call_to_us_is_listed_without_the_whole_number(theirs, now):
    theirs.append(record("odd", began=now - timedelta(hours=1), dialled="999"))
    run(now)
    found = Difference.objects.get()
    assert (found.what, found.data["number"]) == ("not_ours", "3210")


def test_a_difference_is_explained_by_words_and_goes_when_it_is_none_any_more(theirs, now, world):
    call = ended_call(new_queue())
    run(now)
    theirs.append(of(call))
    run(now)
    assert not Difference.objects.exists()

    theirs.clear()
    run(now)
    found = Difference.objects.get()
    with pytest.raises(Missing):
        explain_difference(difference=found, explanation=" ", actor=world.supervisor, now=now)
    with pytest.raises(NotAllowed):
        explain_difference(difference=found, explanation="x", actor=world.agent, now=now)
    explain_difference(difference=found, explanation="परीक्षण", actor=world.supervisor, now=now)
    theirs.append(of(call))
    run(now)
    found.refresh_from_db()
    assert found.explanation.startswith("परीक्षण")
