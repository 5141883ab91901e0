"""What a case does: danger, consent, minors, safe hours, closing, keys."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from sunwai.casework.errors import Missing, TransitionNotAllowed
from sunwai.core import reference
from sunwai.core.errors import NotAllowed, TooMany
from sunwai.womenline import selectors, wall
from sunwai.womenline.actions import cases, closing, follow_ups, referrals, requests
from sunwai.womenline.actions.keys import rewrap
from sunwai.womenline.contacts import contacts_for, load_contacts
from sunwai.womenline.enums import (
    Age,
    Answer,
    Closing,
    Consent,
    Gender,
    Level,
    Reached,
    ReferralKind,
    ReferralState,
    State,
    Triage,
    Verdict,
)
from sunwai.womenline.errors import (
    ChildProtectionNeeded,
    ConsentNeeded,
    DoneAlready,
    NoConsentGround,
    NoSafeNumber,
    NotInFamily,
    OutsideSafeHours,
    ReferralOver,
)
from sunwai.womenline.families import families, family
from sunwai.womenline.instrument import ORDER, assess
from sunwai.womenline.models import CallRequest, Case, Contact, FollowUp, Person
from tests.womenline.conftest import HERS, SECRET, counsels, open_case
from tests.world import MONDAY

WOMEN = family("women")


def seen(world, case):
    with wall.opened(world.counsellor):
        return Case.objects.get(pk=case.pk)


# ── The instrument ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("answers", "level", "open_questions"),
    [
        ({}, Level.LOW, 17),
        ({"safe_to_talk": "yes", "weapon": "no"}, Level.LOW, 15),
        ({"controls": "yes", "drink": "yes", "dowry": "yes"}, Level.MEDIUM, 14),
        ({"strangled": "yes"}, Level.HIGH, 16),
        ({"weapon": "yes"}, Level.EXTREME, 16),
        ({"safe_to_talk": "no"}, Level.HIGH, 16),
        (
            {"threat_to_kill": "yes", "strangled": "yes", "own_fear": "yes", "leaving": "yes"},
            Level.EXTREME,
            13,
        ),
        ({"weapon": "unknown"}, Level.LOW, 17),
    ],
)
def test_what_answers_come_to(answers, level, open_questions):
    risk = assess(WOMEN, answers)

    assert risk.level == level
    assert risk.open == open_questions


ANSWERS = st.fixed_dictionaries(
    {question.code: st.sampled_from(list(Answer)) for question in WOMEN.questions}
)


@given(ANSWERS, st.sampled_from(WOMEN.questions))
def test_one_more_danger_never_lowers_the_risk(answers, question):
    before = assess(WOMEN, answers | {question.code: Answer.UNKNOWN})
    after = assess(WOMEN, answers | {question.code: Answer.NO if question.safe else Answer.YES})

    assert ORDER.index(after.level) >= ORDER.index(before.level)
    assert after.score > before.score


@pytest.mark.parametrize("code", families())
def test_every_helpline_asks_few_questions_first_and_has_a_duty_for_minors(code):
    one = family(code)

    assert 4 <= len(one.first_questions) <= 6
    assert one.first_questions[0].code == "safe_to_talk"
    assert one.minors_duty <= set(one.referrals)
    assert [least for _level, least in one.thresholds] == sorted(least for _level, least in one.thresholds)


def test_the_table_of_the_documentation_is_the_instrument():
    """Weights and what each answer alone makes of the risk, in the order of the questions."""
    text = (Path(__file__).parents[2] / "docs" / "womenline.md").read_text()
    rows = re.findall(r"^\| [^|]+ \| (\d) \| (\w*) ?\|$", text, re.MULTILINE)

    assert rows == [(str(question.weight), question.alone) for question in WOMEN.questions]


# ── Opening ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_case_opens_in_its_first_minute(world):
    case = seen(world, open_case(world, triage=Triage.EMERGENCY, answers={"weapon": "yes"}))

    assert (case.state, case.risk, case.holder) == (State.EMERGENCY, Level.EXTREME, world.counsellor)
    assert reference.is_valid(case.reference)
    assert case.person == HERS
    with wall.opened(world.counsellor):
        assert [note.content for note in case.notes.all()] == [SECRET]
        assert case.assessments.get().content == {"weapon": "yes"}
    assert [told.what for told in selectors.timeline(case)] == ["प्रकरण खुला", "ख़तरा आँका गया"]


@pytest.mark.parametrize("code", families())
def test_each_helpline_has_cases_and_numbers_of_its_own(world, code):
    case = open_case(world, of=code)

    assert case.family == code
    for other in families():
        who = counsels(world, other)
        with wall.opened(who):
            found = [selectors.open_cases(who, one) for one in families().values()]
            assert sum(found, []) == ([case] if other == code else [])  # noqa: RUF017


def test_what_a_helpline_does_not_have_is_refused(world):
    with pytest.raises(NotInFamily):
        open_case(world, of="child1098", relationship="husband")
    with pytest.raises(NotInFamily):
        open_case(world, categories=["school"])


def test_information_alone_ends_with_the_call(world):
    case = open_case(world, triage=Triage.INFORMATION)

    assert (case.state, case.closed_at) == (State.INFORMED, MONDAY)


def test_a_neighbour_calls_for_somebody_of_the_third_gender(world):
    person = replace(HERS, caller_name="पड़ोसी (काल्पनिक)", caller_relation="पड़ोसी")
    case = seen(world, open_case(world, person=person, on_behalf=True, gender=Gender.THIRD))

    assert (case.on_behalf, case.gender) == (True, Gender.THIRD)
    assert case.person.caller_relation == "पड़ोसी"


def test_a_caller_is_found_again_by_either_number_and_by_no_part_of_it(world, case):
    with wall.opened(world.counsellor):
        for text in (HERS.number, "+91 98765 54321", case.reference):
            assert selectors.find(world.counsellor, WOMEN, text) == [case]
        for text in ("98765", "", "9000000000"):
            assert selectors.find(world.counsellor, WOMEN, text) == []


def test_a_counsellor_may_see_more_danger_but_not_less_without_a_word(world, case):
    answers = {"strangled": "yes"}
    made = cases.assess_risk(
        case=case, answers=answers, judged=Level.EXTREME, actor=world.counsellor, now=MONDAY
    )
    assert (made.level, made.judged) == (Level.HIGH, Level.EXTREME)
    with pytest.raises(Missing):
        cases.assess_risk(case=case, answers=answers, judged=Level.LOW, actor=world.counsellor, now=MONDAY)
    assert seen(world, case).risk == Level.EXTREME


# ── Referrals ────────────────────────────────────────────────────────────────────────────────────────────


def refer(world, case, kind=ReferralKind.ONE_STOP_CENTRE, consent=Consent.GIVEN, **more):
    return referrals.refer(case=case, kind=kind, consent=consent, actor=world.counsellor, now=MONDAY, **more)


def test_nobody_is_told_without_a_ground(world, case):
    with pytest.raises(ConsentNeeded):
        refer(world, case, consent="")
    with pytest.raises(NoConsentGround):
        refer(world, case, kind=ReferralKind.POLICE, consent=Consent.CHILD)
    with pytest.raises(Missing):
        refer(world, case, kind=ReferralKind.POLICE, consent=Consent.VITAL)
    with pytest.raises(NotInFamily):
        refer(world, case, kind=ReferralKind.DISABILITY_OFFICE)
    with wall.opened(world.counsellor):
        assert not case.referrals.exists()


def test_a_referral_goes_from_sent_to_its_end_and_no_way_back(world, case):
    referral = refer(world, case)
    for state in (ReferralState.ACCEPTED, ReferralState.SERVED):
        referral = referrals.answer_referral(
            referral=referral, state=state, actor=world.counsellor, now=MONDAY
        )
    assert referral.ended_at == MONDAY
    for state in ReferralState:
        with pytest.raises(ReferralOver):
            referrals.answer_referral(referral=referral, state=state, actor=world.counsellor, now=MONDAY)


def test_a_minors_case_closes_only_after_child_protection_was_told(world):
    case = open_case(world, age=Age.UNDER_18)
    end = {"case": case, "consent": True, "words": "सुरक्षित है", "actor": world.counsellor, "now": MONDAY}
    refer(world, case)
    with pytest.raises(ChildProtectionNeeded):
        closing.close_with_consent(**end)
    with pytest.raises(ChildProtectionNeeded):
        closing.propose_closing(
            case=case, reason=Closing.UNREACHED, words="x", actor=world.counsellor, now=MONDAY
        )
    refer(world, case, kind=ReferralKind.CHILD_HELPLINE, consent=Consent.CHILD)

    assert closing.close_with_consent(**end).state == State.CLOSED


def test_contacts_of_the_district_stand_before_those_of_the_state(world):
    assert load_contacts() > 8
    assert load_contacts() == 0
    (whole_state,) = contacts_for("one_stop_centre", world.district)
    near = Contact.objects.create(
        kind="one_stop_centre", district=world.district, number="07632000000", name_en="x", name_hi="x"
    )
    Contact.objects.create(
        kind="one_stop_centre", district=world.village, number="07632000001", name_en="y", name_hi="y"
    )

    assert contacts_for("one_stop_centre", world.district) == [near, whole_state]


# ── Follow-ups ───────────────────────────────────────────────────────────────────────────────────────────


def test_follow_ups_come_due_on_the_days_of_the_helpline(world, case):
    follow_ups.begin_follow_up(case=case, actor=world.counsellor, now=MONDAY)
    with wall.opened(world.counsellor):
        days = [(row.due_on - MONDAY.date()).days for row in FollowUp.objects.order_by("due_on")]
        due = [
            len(selectors.follow_ups_due(world.counsellor, WOMEN, MONDAY.date() + timedelta(days=day)))
            for day in (0, 1, 3, 7, 30)
        ]

    assert days == [1, 3, 7, 30]
    assert due == [0, 1, 2, 3, 4]


def test_who_wishes_no_more_calls_gets_none(world, case):
    follow_ups.begin_follow_up(case=case, actor=world.counsellor, now=MONDAY)
    with wall.opened(world.counsellor):
        first = FollowUp.objects.order_by("due_on")[0]
    given = {"follow_up": first, "reached": Reached.WISHES_NONE, "words": "", "now": MONDAY}
    follow_ups.record_follow_up(**given, actor=world.counsellor)

    with wall.opened(world.counsellor):
        assert not FollowUp.objects.filter(done_at=None).exists()
    with pytest.raises(DoneAlready):
        follow_ups.record_follow_up(**given, actor=world.women_supervisor)


@pytest.mark.parametrize(
    ("since", "until", "hour", "safe"),
    [(10, 14, 10, True), (10, 14, 13, True), (10, 14, 14, False), (10, 14, 9, False), (22, 4, 23, True),
     (22, 4, 3, True), (22, 4, 4, False), (0, 24, 0, True), (0, 24, 23, True)],
)  # fmt: skip
def test_safe_hours(since, until, hour, safe):
    person = Person(safe_from=since, safe_until=until)
    assert follow_ups.is_safe_hour(person, MONDAY.replace(hour=hour)) == safe


def test_the_number_is_shown_only_when_it_is_safe_and_looking_is_written_down(world, case):
    given = {"case": case, "actor": world.counsellor}
    with pytest.raises(OutsideSafeHours) as error:
        follow_ups.safe_number(**given, now=MONDAY.replace(hour=15))
    assert "10:00–14:00" in str(error.value)
    assert follow_ups.safe_number(**given, now=MONDAY).safe_number == HERS.safe_number
    with wall.opened(world.women_supervisor):
        (read,) = selectors.readings(world.women_supervisor, WOMEN)
    assert (read.user, read.what, read.case) == (world.counsellor, "number", case)

    unsafe = open_case(world, person=replace(HERS, safe_number=""))
    with pytest.raises(NoSafeNumber):
        follow_ups.safe_number(case=unsafe, actor=world.counsellor, now=MONDAY)


# ── Closing ──────────────────────────────────────────────────────────────────────────────────────────────


def test_without_consent_a_second_supervisor_decides(world, case):
    proposal = {"case": case, "reason": Closing.UNREACHED, "words": "तीन बार कोशिश", "now": MONDAY}
    closing.propose_closing(**proposal, actor=world.women_supervisor)
    for actor in (world.women_supervisor, world.counsellor):
        with pytest.raises(NotAllowed):
            closing.approve_closing(case=case, actor=actor, now=MONDAY)
    second = world.new_user("second", "women_supervisor")

    closed = closing.approve_closing(case=case, actor=second, now=MONDAY)
    assert (closed.state, closed.closing) == (State.CLOSED, Closing.UNREACHED)
    with pytest.raises(TransitionNotAllowed):
        closing.propose_closing(**proposal, actor=world.counsellor)


def test_a_review_that_asks_for_something_says_what(world, case):
    with pytest.raises(Missing):
        cases.review_case(
            case=case, verdict=Verdict.TO_IMPROVE, words=" ", actor=world.women_supervisor, now=MONDAY
        )
    with pytest.raises(NotAllowed):
        cases.review_case(case=case, verdict=Verdict.GOOD, words="", actor=world.counsellor, now=MONDAY)
    assert seen(world, case).reviewed_at is None


# ── Requests ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_request_is_taken_by_one_and_only_when_it_is_safe(world):
    requests.ask_to_be_called(family=WOMEN, person=HERS, address="10.0.0.1", now=MONDAY)
    with wall.opened(world.counsellor):
        request = CallRequest.objects.get()
    with pytest.raises(OutsideSafeHours):
        requests.take_request(request=request, actor=world.counsellor, now=MONDAY.replace(hour=20))
    assert (
        requests.take_request(request=request, actor=world.counsellor, now=MONDAY).code_word == HERS.code_word
    )
    with pytest.raises(DoneAlready):
        requests.take_request(request=request, actor=world.women_supervisor, now=MONDAY)

    requests.finish_request(request=request, reached=Reached.NOT_REACHED, actor=world.counsellor, now=MONDAY)
    with wall.opened(world.counsellor):
        assert selectors.waiting_requests(world.counsellor, WOMEN) == [request]
    requests.take_request(request=request, actor=world.counsellor, now=MONDAY)
    requests.finish_request(request=request, reached=Reached.SAFE, actor=world.counsellor, now=MONDAY)
    with wall.opened(world.counsellor):
        assert selectors.waiting_requests(world.counsellor, WOMEN) == []


def test_one_address_leaves_a_few_requests_in_an_hour(world):
    ask = {"family": WOMEN, "person": HERS, "now": MONDAY}
    for _time in range(5):
        requests.ask_to_be_called(**ask, address="10.0.0.1")
    with pytest.raises(TooMany):
        requests.ask_to_be_called(**ask, address="10.0.0.1")
    requests.ask_to_be_called(**ask, address="10.0.0.2")


# ── Keys ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_rotation_wraps_every_key_anew_and_loses_nothing(world, case, settings):
    requests.ask_to_be_called(family=WOMEN, person=HERS, address="10.0.0.1", now=MONDAY)
    old, new = settings.WOMENLINE_KEYS, Fernet.generate_key().decode()
    settings.WOMENLINE_KEYS = [new, *old]
    with wall.opened(world.counsellor):
        assert selectors.find(world.counsellor, WOMEN, HERS.number) == [case]  # while it is under way

    assert rewrap() == 2
    assert rewrap() == 0
    settings.WOMENLINE_KEYS = [new]
    with wall.opened(world.counsellor):
        assert Case.objects.get().person == HERS
        assert Case.objects.get().notes.get().content == SECRET
        assert CallRequest.objects.get().person.code_word == HERS.code_word
        assert selectors.find(world.counsellor, WOMEN, HERS.safe_number) == [case]
