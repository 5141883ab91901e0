"""How an application stands, in plain words: every state, what there is to do, and nothing that anybody wrote."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.translation import override

from sunwai.janseva.actions.appealing import Order, decide_appeal, file_appeal, fix_hearing
from sunwai.janseva.actions.applying import withdraw_application
from sunwai.janseva.actions.deciding import (
    ask_applicant,
    reject_application,
    revoke_certificate,
    sanction_application,
)
from sunwai.janseva.enums import Outcome, RejectionReason, State
from sunwai.janseva.models import Application
from sunwai.janseva.selectors import applications_of, applications_of_caller, find_application
from sunwai.janseva.standing import ADVICE, HEADS, REVOKED, SHORT, SHORT_LATE, standing_of
from sunwai.janseva.sweeps import mark_overdue
from sunwai.messages.texts import VARIABLES
from tests.world import MONDAY

DAY = timedelta(days=1)
SECRET = "पिता की जाति का प्रमाण"  # what officer and applicant write stays with them


def told(application, now=MONDAY, language="en"):
    application.refresh_from_db()
    with override(language):
        return standing_of(Application.objects.get(pk=application.pk), now=now)


def rejected(office, application=None):
    return reject_application(
        application=application or office.submitted(),
        reason=RejectionReason.PAPERS_MISSING,
        words=SECRET,
        actor=office.tehsildar,
        now=MONDAY,
    )


def test_the_tables_have_every_state():
    assert set(HEADS) == set(ADVICE) == set(SHORT) == {*State, REVOKED}


@pytest.mark.parametrize("language", ["hi", "en"])
def test_short_words_fit_an_sms(language):
    longest = {"hi": "30 सितंबर 2026", "en": "30 September 2026"}[language]
    with override(language):
        for text in (*SHORT.values(), SHORT_LATE):
            assert len(str(text) % {"day": longest}) <= VARIABLES["state"].longest, text


def test_a_link_is_told_with_its_end(office):
    standing = told(office.take())
    assert "check the form and confirm it by 26 November 2026" in standing.advice[0]
    assert not standing.where
    assert standing.due is None


def test_when_the_link_is_over_a_new_one_can_be_had(office):
    standing = told(office.take(), MONDAY + 30 * DAY)
    assert standing.advice == ("You can have a new link sent.",)


def test_a_fee_is_told_in_rupees(office):
    application = office.submitted()
    Application.objects.filter(pk=application.pk).update(state=State.PAYMENT_PENDING, fee_paise=4050)
    assert "₹40.50" in told(application).advice[0]


def test_with_the_officer_it_is_told_until_when(office):
    application = office.submitted()
    standing = told(application)
    assert standing.due == application.due_at.date()
    assert standing.sentences[1].startswith(f"With: {application.post.designation.name_en}")
    assert standing.lies.endswith("It is to be ready by 24 November 2026.")
    assert standing.advice == ()


def test_a_question_is_told_without_its_words(office):
    application = office.submitted()
    ask_applicant(application=application, question=SECRET, actor=office.tehsildar, now=MONDAY)
    standing = told(application)
    assert "Read the question and answer it" in standing.advice[0]
    assert "My applications" in standing.where
    assert SECRET not in " ".join(standing.by_word)
    assert standing.due is None  # no clock runs


def test_a_refusal_is_told_with_its_reason_and_how_to_appeal(office):
    standing = told(rejected(office))
    assert standing.head == "Refused"
    assert standing.advice[0] == "Reason: papers are missing."
    assert standing.advice[1] == "You may appeal until 23 December 2026; it costs nothing."
    assert SECRET not in " ".join(standing.by_word)


def test_after_the_days_of_appeal_none_is_offered(office):
    standing = told(rejected(office), MONDAY + 31 * DAY)
    assert standing.advice == ("Reason: papers are missing.",)
    assert not standing.where


def test_what_is_overdue_may_be_appealed(office):
    application = office.submitted()
    mark_overdue(now=application.act_due_at + DAY)
    standing = told(application, application.act_due_at + DAY)
    assert standing.is_overdue
    assert standing.advice[0] == "The time that the law allows is over."
    assert "You may appeal until" in standing.advice[1]
    assert standing.short == "late, you may appeal"


def test_what_was_taken_back_is_not_late(office):
    application = office.submitted()
    mark_overdue(now=application.act_due_at + DAY)
    withdraw_application(application=application, actor=application.citizen, now=MONDAY)
    standing = told(application, application.act_due_at + DAY)
    assert (standing.advice, standing.where, standing.is_overdue) == ((), "", False)


def test_the_way_of_an_appeal_is_told(office):
    application = rejected(office)
    appeal = file_appeal(application=application, words=SECRET, actor=application.citizen, now=MONDAY)
    assert told(application).advice[-1].startswith("Your appeal is to be decided by")
    fix_hearing(appeal=appeal, hearing_at=MONDAY + 3 * DAY, actor=office.sdo, now=MONDAY)
    assert "Your appeal is heard on 26 November 2026" in told(application).advice[-1]
    order = Order(outcome=Outcome.DISMISSED, words=SECRET)
    decide_appeal(appeal=appeal, order=order, actor=office.sdo, now=MONDAY)
    standing = told(application)
    assert standing.advice[-1] == "Your appeal is decided: dismissed."
    assert SECRET not in " ".join(standing.by_word)


def test_sanctioned_issued_and_revoked(office):
    sanctioned = sanction_application(application=office.submitted(), actor=office.tehsildar, now=MONDAY)
    assert told(sanctioned).advice == ("You get an SMS as soon as it is ready.",)
    certificate = office.issued()
    issued = certificate.application
    assert told(issued).advice == ("You can save the paper.",)
    revoke_certificate(application=issued, words=SECRET, actor=office.tehsildar, now=MONDAY)
    standing = told(issued)
    assert "no longer good" in standing.head
    assert standing.advice == ()


def test_it_is_told_in_hindi(office):
    standing = told(rejected(office), language="hi")
    assert standing.head == "नामंज़ूर हुआ"
    assert "23 दिसंबर 2026 तक अपील" in standing.advice[1]


# ── Whose ────────────────────────────────────────────────────────────────────────────────────────────────


def test_only_ones_own_are_found(office):
    application = office.submitted()
    owner, other = application.citizen, office.world.new_citizen()
    assert find_application(f" {application.spoken_reference}", owner) == application
    assert find_application(application.reference, other) is None
    assert find_application(application.reference, None) is None
    assert find_application(application.reference[:-1], owner) is None
    assert list(applications_of(other)) == list(applications_of(None)) == []


def test_what_is_not_settled_comes_first(office):
    open_one = office.submitted()
    settled = rejected(office)
    assert list(applications_of(open_one.citizen)) == [open_one, settled]


def test_a_caller_is_shown_to_agents_alone(office):
    application = office.submitted()
    mobile = application.citizen.mobile
    assert list(applications_of_caller(mobile, office.world.agent)) == [application]
    for other in (office.tehsildar, office.world.officer("auditor"), office.world.officer("administrator")):
        assert not applications_of_caller(mobile, other)
    assert not applications_of_caller("", office.world.agent)
