"""Feedback and appeals are the citizen's word: they close a case, or open it at the next level, once each."""

from datetime import timedelta

import pytest

from sunwai.core import clock
from sunwai.cpgrams.actions.clock import close_silent
from sunwai.cpgrams.actions.telling import tell_all_changes
from sunwai.cpgrams.actions.words import apply_all_words, hear
from sunwai.cpgrams.models import AsideRecord, CentralWord
from sunwai.grievances.actions import closure, work
from sunwai.grievances.enums import EventKind, State
from sunwai.messages.enums import Channel
from tests.central_world import BRIBES, number, record


def word(n=1, kind="feedback", *, about=1, **fields):
    said = {"rating": "good"} if kind == "feedback" else {}
    return {
        "id": f"{kind}-{n}",
        "kind": kind,
        "registration_no": number(about),
        "at": f"2026-11-23T10:{n:02}:00+05:30",
        "text": "",
        **said,
        **fields,
    }


@pytest.fixture
def said(centre, now):
    """Somebody says something at the centre, and we hear it."""

    def say(*words, at=now):
        centre.said = list(words)
        from sunwai.cpgrams.models import CentreLink

        CentreLink.objects.update(words_mark="")
        new = hear(centre=centre)
        apply_all_words(now=at)
        return new

    return say


@pytest.fixture
def solved(world, taken, now):
    """A case without a mobile that its officer has reported solved."""
    (central,) = taken()
    case, officer = central.grievance, world.officer("ae")
    work.resolve(grievance=case, words="ठीक किया", proof=[world.photo(officer)], actor=officer, now=now)
    tell_all_changes(now=now)
    return central


def fresh(central):
    central.refresh_from_db()
    central.grievance.refresh_from_db()
    return central.grievance


def test_good_feedback_is_the_citizens_yes(solved, said):
    said(word(rating="Excellent"))

    case = fresh(solved)
    assert (case.state, case.rating) == (State.CLOSED_SATISFIED, 5)
    last = case.events().last()
    assert (last.kind, last.channel, last.actor_kind) == (EventKind.CONFIRMED, Channel.CPGRAMS, "citizen")


def test_poor_feedback_is_the_citizens_no_and_opens_it_at_the_next_level(world, solved, said):
    said(word(rating="Poor", text="कुछ नहीं हुआ"))

    case = fresh(solved)
    assert (case.state, case.level, case.post) == (State.OPEN, 3, world.post("se"))
    assert case.events().last().words.text == "कुछ नहीं हुआ"
    assert solved.rating == 1


def test_the_appeal_that_follows_finds_it_open_and_adds_its_words(solved, said):
    said(word(1, rating="poor"), word(2, "appeal", text="फिर से देखें"))

    case = fresh(solved)
    assert (case.state, case.level) == (State.OPEN, 3)
    assert [event.kind for event in case.events()][-2:] == [EventKind.DENIED, EventKind.CITIZEN_NOTE]
    assert solved.appeals == 1


def test_an_appeal_opens_a_closed_case_at_the_next_level(world, now, taken, said):
    (central,) = taken(record(mobile=world.citizen.mobile))
    case, officer = central.grievance, world.officer("ae")
    work.resolve(grievance=case, words="ठीक किया", proof=[world.photo(officer)], actor=officer, now=now)
    closure.confirm(grievance=case, rating=4, channel=Channel.PORTAL, actor=world.citizen, now=now)
    said(word(1, "appeal", text="फिर खराब"))

    case = fresh(central)
    assert (case.state, case.level, case.closed_at, case.rating) == (State.OPEN, 3, None, None)
    assert case.events().last().kind == EventKind.APPEALED
    assert case.due_at is not None


def test_good_feedback_on_what_is_closed_already_is_only_kept(world, now, solved, said):
    said(word(1, rating="good"))
    said(word(1, rating="good"), word(2, rating="excellent"))

    case = fresh(solved)
    assert (case.state, case.rating, solved.rating) == (State.CLOSED_SATISFIED, 3, 5)
    assert CentralWord.objects.get(word_id="feedback-2").did == "kept"


def test_what_is_heard_twice_counts_once(solved, said):
    assert said(word(rating="poor")) == 1
    assert said(word(rating="poor")) == 0

    assert fresh(solved).level == 3
    assert fresh(solved).events().filter(kind=EventKind.DENIED).count() == 1


def test_a_word_may_come_before_its_grievance(said, taken, now):
    said(word(about=7, rating="poor", text="जल्दी"))
    assert CentralWord.objects.get().applied_at is None
    (central,) = taken(record(7))
    apply_all_words(now=now)

    assert CentralWord.objects.get().did == "note"
    assert fresh(central).events().last().kind == EventKind.CITIZEN_NOTE


def test_words_are_taken_in_the_order_in_which_they_were_said(solved, said):
    said(word(5, "appeal", text="zweitens"), word(3, rating="poor", text="erstens"))

    notes = [event.words.text for event in fresh(solved).events() if event.channel == Channel.CPGRAMS][1:]
    assert notes == ["erstens", "zweitens"]


def test_words_that_cannot_be_understood_lie_aside(said, solved):
    assert said({"id": "x"}, "poor", word(rating="good")) == 1

    assert AsideRecord.objects.count() == 2
    assert fresh(solved).state == State.CLOSED_SATISFIED


def test_the_timeline_of_a_sealed_case_does_not_name_who_appealed(world, now, taken, said):
    (central,) = taken(record(CategoryV7=BRIBES, name="Sita Bai"))
    case, officer = central.grievance, world.officer("district-vigilance")
    work.resolve(grievance=case, words="जाँच की", proof=[world.photo(officer)], actor=officer, now=now)
    said(word(1, "appeal", text="गलत"))

    last = fresh(central).events().last()
    assert (last.kind, last.actor_kind, last.actor_id) == (EventKind.DENIED, "system", None)
    assert fresh(central).level == 2


# ── Silence ──────────────────────────────────────────────────────────────────────────────────────────────


def test_who_says_nothing_at_the_centre_for_thirty_days_was_not_reached_and_is_never_counted_as_satisfied(
    solved, now
):
    assert close_silent(now=now + timedelta(days=29)) == 0
    later = now + timedelta(days=31)
    with clock.frozen(later):
        assert close_silent(now=later) == 1
        assert close_silent(now=later) == 0

    assert fresh(solved).state == State.CLOSED_UNREACHED


def test_whom_we_can_ask_is_asked_by_us(world, now, taken):
    (central,) = taken(record(mobile=world.citizen.mobile))
    officer = world.officer("ae")
    work.resolve(
        grievance=central.grievance, words="ठीक", proof=[world.photo(officer)], actor=officer, now=now
    )
    later = now + timedelta(days=60)
    with clock.frozen(later):
        tell_all_changes(now=later)
        assert close_silent(now=later) == 0
    assert fresh(central).state == State.AWAITING_CONFIRMATION
