"""After its years what was said cannot be read any more, by anybody, with any key; figures are left."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sunwai.casework import audit
from sunwai.casework.models import Event
from sunwai.core import clock, options
from sunwai.core.models import Setting
from sunwai.womenline import keys, perms, selectors, statistics, wall
from sunwai.womenline.actions import cases, closing, complaints, follow_ups, referrals, requests
from sunwai.womenline.actions.erasure import YEAR, erase_expired
from sunwai.womenline.actions.keys import rewrap
from sunwai.womenline.enums import Consent, Reached, ReferralKind, State, Triage, Verdict
from sunwai.womenline.errors import CaseErased
from sunwai.womenline.families import family
from sunwai.womenline.jobs import erase
from sunwai.womenline.models import CallRequest, Case, Person
from tests.womenline.conftest import CODE_WORD, HERS, SECRET, open_case
from tests.womenline.test_wall import WALLED
from tests.world import MONDAY

LATER = MONDAY + YEAR * 7 + timedelta(days=1)


def full_case(world, **facts):
    """A case with something sealed in every part, closed on Monday."""
    case = open_case(world, **facts)
    who = {"actor": world.counsellor, "now": MONDAY}
    referrals.refer(case=case, kind=ReferralKind.CHILD_HELPLINE, consent=Consent.GIVEN, words=SECRET, **who)
    complaints.register_complaint(case=case, consent=True, register=lambda: "481209375", known=0, **who)
    cases.review_case(
        case=case, verdict=Verdict.TO_IMPROVE, words=SECRET, actor=world.women_supervisor, now=MONDAY
    )
    follow_ups.begin_follow_up(case=case, **who)
    closing.close_with_consent(case=case, consent=True, words=SECRET, **who)
    with wall.opened(wall.KEEPER):
        Case.objects.filter(pk=case.pk).update(call_id=17)
        return Case.objects.get(pk=case.pk)


def fresh(case):
    with wall.opened(wall.KEEPER):
        return Case.objects.get(pk=case.pk)


def sealed_of(case):
    """Whatever of the case is sealed, with what it is about."""
    with wall.opened(wall.KEEPER):
        parts = [
            (bytes(part.sealed), f"{part._meta.model_name} {case.reference}")
            for name in ("notes", "assessments", "referrals", "reviews")
            for part in getattr(case, name).all()
            if part.sealed
        ]
    return [(bytes(case.sealed_person), f"person {case.reference}"), *parts]


def whole():
    """Every byte of the tables, as hexadecimal and as text."""
    with wall.opened(wall.KEEPER), connection.cursor() as cursor:
        found = []
        for model in WALLED:
            cursor.execute(f"SELECT t::text FROM {model._meta.db_table} t")
            found += [row[0] for row in cursor.fetchall()]
        return "".join(found)


def test_after_its_years_nothing_can_be_read_and_no_key_is_left(world):
    case = full_case(world)
    copies, wrapped = sealed_of(case), bytes(case.wrapped_key)
    assert len(copies) == 7
    assert all(keys.Safe.of(wrapped).open(*copy) for copy in copies)

    assert erase_expired(now=LATER) == 1
    gone = fresh(case)
    assert gone.erased_at == LATER
    with pytest.raises(keys.KeyMissing):
        _ = gone.safe
    tables = whole()
    for blob in (wrapped, bytes(case.number_index), bytes(case.safe_index), *(copy[0] for copy in copies)):
        assert blob.hex() not in tables
    for text in (SECRET, CODE_WORD, HERS.name, HERS.number, "4812 0937 5"):
        assert text not in tables
    assert gone.person == Person()
    assert gone.call_id is None
    with wall.opened(world.counsellor):
        assert {note.content for note in gone.notes.all()} == {""}
        assert gone.referrals.get().content == gone.assessments.get().content == ""
        assert selectors.find(world.counsellor, family("women"), HERS.number) == []


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(min_size=1, max_size=200).filter(str.strip), name=st.text(max_size=80))
def test_whatever_was_said_is_not_there_any_more(world, words, name):
    open_case(world)  # runs on: its key is there, and opens nothing of the other
    case = open_case(world, words=words, person=Person(name=name), triage=Triage.INFORMATION)
    copies, wrapped = sealed_of(case), bytes(case.wrapped_key)
    assert erase_expired(now=LATER) == 1
    with wall.opened(wall.KEEPER):
        left = [bytes(row.wrapped_key) for row in Case.objects.exclude(wrapped_key=b"")]
    assert left
    assert wrapped not in left
    for sealed, about in copies:
        for key in left:
            with pytest.raises(keys.KeyMissing):
                keys.Safe.of(key).open(sealed, about)


def test_figures_and_the_chain_stay(world):
    case = full_case(world)
    first = MONDAY.date().replace(day=1)

    def figures():
        with wall.opened(world.women_supervisor):
            return statistics.month(viewer=world.women_supervisor, family=family("women"), first=first)

    options.forget()
    before = figures()
    erase_expired(now=LATER)
    assert figures() == before
    gone = fresh(case)
    facts = ("state", "risk", "age", "gender", "relationship", "categories", "district", "closing")
    assert [getattr(gone, fact) for fact in facts] == [getattr(case, fact) for fact in facts]
    event = Event.objects.filter(case_kind="womenline", case_id=case.pk).latest("seq")
    assert (event.kind, event.actor_kind, event.data) == ("erased", "system", {})
    assert audit.verify()[1] == []


def test_it_stays_until_its_years_are_over_and_while_it_is_open(world):
    closed, running = full_case(world), open_case(world)
    assert erase_expired(now=MONDAY + YEAR * 7) == 0
    assert erase_expired(now=LATER) == 1
    assert erase_expired(now=LATER) == 0
    assert fresh(closed).erased_at
    assert fresh(running).person == HERS


def test_a_minors_case_stays_until_she_is_surely_grown_up(world):
    case = full_case(world, age="under_18")
    assert erase_expired(now=LATER + YEAR * 17) == 0
    assert erase_expired(now=LATER + YEAR * 18) == 1
    assert fresh(case).erased_at


@pytest.mark.parametrize(("years", "erased"), [(0, 0), (1, 1), (100, 0)])
def test_the_state_sets_the_years_and_nought_is_never(world, years, erased):
    full_case(world)
    Setting.objects.create(key="women.retention_years", value=years)
    options.forget()
    assert erase_expired(now=LATER) == erased


def test_nothing_can_be_done_with_what_was_erased(world):
    case = full_case(world)
    erase_expired(now=LATER)
    gone = fresh(case)
    who = {"actor": world.counsellor, "now": LATER}
    for refused in (
        lambda: closing.reopen(case=gone, words="x", **who),
        lambda: cases.add_note(case=gone, words="x", **who),
        lambda: follow_ups.safe_number(case=gone, **who),
        lambda: cases.review_case(
            case=gone, verdict=Verdict.GOOD, words="", actor=world.women_supervisor, now=LATER
        ),
    ):
        with pytest.raises(CaseErased):
            refused()
    assert perms.possible_actions(world.counsellor, gone) == []
    assert fresh(case).state == State.CLOSED
    assert rewrap() == 0
    with pytest.raises(IntegrityError, match="erased_is_empty"), wall.opened(wall.KEEPER):
        Case.objects.filter(pk=case.pk).update(wrapped_key=b"x")


def test_a_request_that_was_answered_goes_too_and_one_that_waits_stays(world):
    for _time in range(2):
        requests.ask_to_be_called(family=family("women"), person=HERS, address="10.0.0.1", now=MONDAY)
    with wall.opened(wall.KEEPER):
        answered, waiting = CallRequest.objects.order_by("pk")
    with clock.frozen(MONDAY):
        requests.take_request(request=answered, actor=world.counsellor, now=MONDAY)
        requests.finish_request(request=answered, reached=Reached.SAFE, actor=world.counsellor, now=MONDAY)
    with clock.frozen(LATER):
        erase(0)
    with wall.opened(wall.KEEPER):
        assert list(CallRequest.objects.all()) == [waiting]
