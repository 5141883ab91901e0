"""Appeals: which lies when, before whom; hearing, order, penalty, recovery; and everything that is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sunwai.casework.errors import Missing
from sunwai.core.errors import NotAllowed
from sunwai.gateways.push.simulator import new_device
from sunwai.janseva import penalties
from sunwai.janseva.actions.appealing import (
    Order,
    ask_revision,
    decide_appeal,
    decide_revision,
    file_appeal,
    fix_hearing,
    note_recovery,
    take_up_overdue,
)
from sunwai.janseva.actions.deciding import reject_application, sanction_application
from sunwai.janseva.dispatch import appeal_authority
from sunwai.janseva.enums import Ground, Outcome, PenaltyKind, RejectionReason, Stage, State
from sunwai.janseva.errors import (
    AppealTooLate,
    CompensationTooHigh,
    HearingFirst,
    NoAppeal,
    PenaltyOutOfRange,
    RevisionOutOfRange,
)
from sunwai.janseva.models import Appeal, Application, Penalty
from sunwai.janseva.selectors import appeals_for, overdue_for, penalties_for
from sunwai.janseva.sweeps import mark_overdue
from sunwai.messages.devices import add_device
from sunwai.messages.models import Message
from tests.world import MONDAY

DAY = timedelta(days=1)
ALLOWED = Order(outcome=Outcome.ALLOWED, words="तीन दिन में दें", provide_days=3)


@pytest.fixture
def rejected(office):
    return reject_application(
        application=office.submitted(),
        reason=RejectionReason.NOT_TRUE,
        words="नहीं",
        actor=office.tehsildar,
        now=MONDAY,
    )


@pytest.fixture
def overdue(office):
    application = office.submitted()
    mark_overdue(now=application.act_due_at + DAY)
    application.refresh_from_db()
    return application


@pytest.fixture
def collector(office):
    """Who hears second appeals in this corner."""
    return office.commissioner


def appeal(application, now=MONDAY):
    return file_appeal(application=application, words="गलत है", actor=application.citizen, now=now)


# ── Which appeal lies ────────────────────────────────────────────────────────────────────────────────────


def test_a_refused_one_is_appealed_to_the_first_authority(office, rejected):
    filed = appeal(rejected)
    assert (filed.stage, filed.ground) == (Stage.FIRST, Ground.REJECTED)
    assert list(appeals_for(office.sdo)) == [filed]


def test_an_overdue_one_too(office, overdue):
    assert appeal(overdue, overdue.act_due_at + DAY).ground == Ground.OVERDUE


def test_what_is_neither_is_not_appealed(office):
    with pytest.raises(NoAppeal):
        appeal(office.submitted())
    assert not Appeal.objects.exists()


def test_not_twice_and_not_after_thirty_days(office, rejected):
    with pytest.raises(AppealTooLate):
        appeal(rejected, MONDAY + 31 * DAY)
    appeal(rejected, MONDAY + 30 * DAY)
    with pytest.raises(NoAppeal):
        appeal(rejected, MONDAY + 30 * DAY)


def test_only_the_applicant_appeals(office, rejected):
    for actor in (office.world.new_citizen(), office.world.agent, office.tehsildar):
        with pytest.raises(NotAllowed):
            file_appeal(application=rejected, words="x", actor=actor, now=MONDAY)


def test_a_second_appeal_follows_a_dismissed_first(office, rejected, collector):
    filed = office.second_appeal(rejected)
    assert (filed.stage, filed.ground) == (Stage.SECOND, Ground.ORDER)
    assert list(appeals_for(collector)) == [filed]
    assert not appeals_for(office.sdo)


@pytest.mark.parametrize(
    ("vacant", "first", "second"),
    [
        ((), "sdo", "commissioner"),
        (("sdo",), "commissioner", "secretary"),
        (("patwari",), "commissioner", "secretary"),
        (("patwari", "commissioner"), "secretary", "commissioner"),  # waits until somebody is posted
        (("patwari", "sdo", "commissioner"), "sdo", "commissioner"),
    ],
)
def test_nobody_hears_an_appeal_on_what_they_decided(office, vacant, first, second):
    for designation in vacant:
        office.world.vacate(designation)
    application = office.take()
    assert appeal_authority(application, Stage.FIRST) == office.world.post(first)
    assert appeal_authority(application, Stage.SECOND) == office.world.post(second)


# ── Decided ──────────────────────────────────────────────────────────────────────────────────────────────


def test_allowed_the_officer_has_it_again(office, rejected):
    decide_appeal(appeal=appeal(rejected), order=ALLOWED, actor=office.sdo, now=MONDAY)
    rejected.refresh_from_db()
    assert rejected.state == State.WITH_OFFICER
    assert rejected.due_at == Appeal.objects.get().provide_by
    assert rejected in Application.objects.on_table_of(office.tehsildar)
    sanction_application(application=rejected, actor=office.tehsildar, now=MONDAY)


@pytest.mark.parametrize("who", ["tehsildar", "commissioner", "je", "agent", "administrator"])
def test_nobody_else_decides(office, rejected, who):
    filed = appeal(rejected)
    actor = {"tehsildar": office.tehsildar}.get(who) or getattr(office.world, who, None)
    actor = actor or office.world.officer(who)
    with pytest.raises(NotAllowed):
        decide_appeal(appeal=filed, order=ALLOWED, actor=actor, now=MONDAY)
    with pytest.raises(NotAllowed):
        fix_hearing(appeal=filed, hearing_at=MONDAY + DAY, actor=actor, now=MONDAY)
    filed.refresh_from_db()
    assert filed.state == "filed"


def test_decided_it_stays_decided(office, rejected):
    filed = appeal(rejected)
    decide_appeal(appeal=filed, order=ALLOWED, actor=office.sdo, now=MONDAY)
    with pytest.raises(NotAllowed):
        decide_appeal(appeal=filed, order=ALLOWED, actor=office.sdo, now=MONDAY)


# ── Penalties ────────────────────────────────────────────────────────────────────────────────────────────


def test_ten_days_of_delay_cost_2500_of_which_the_applicant_gets_a_part(office, overdue, collector):
    late = overdue.act_due_at + 10 * DAY
    filed = office.second_appeal(overdue, late)
    fix_hearing(appeal=filed, hearing_at=late + DAY, actor=collector, now=late)
    order = Order(outcome=Outcome.ALLOWED, words="देरी", kind=PenaltyKind.DELAY, compensation=1000)
    decide_appeal(appeal=filed, order=order, actor=collector, now=late + DAY)
    penalty = Penalty.objects.get()
    assert (penalty.officer, penalty.days, penalty.paise) == (office.tehsildar, 11, 275000)
    assert penalty.compensation_paise == 100000
    assert list(penalties_for(collector)) == [penalty]
    note_recovery(penalty=penalty, actor=collector, now=late + 2 * DAY)
    with pytest.raises(NotAllowed):
        note_recovery(penalty=penalty, actor=collector, now=late + 2 * DAY)


def test_who_refused_without_cause_pays_at_once(office, rejected, collector):
    filed = office.second_appeal(rejected)
    fix_hearing(appeal=filed, hearing_at=MONDAY + DAY, actor=collector, now=MONDAY)
    order = Order(outcome=Outcome.ALLOWED, words="x", kind=PenaltyKind.FAILURE, penalty=500)
    decide_appeal(appeal=filed, order=order, actor=collector, now=MONDAY + DAY)
    assert Penalty.objects.get().paise == 50000
    assert Penalty.objects.get().officer == office.tehsildar


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"penalty": 499}, PenaltyOutOfRange),
        ({"penalty": 5001}, PenaltyOutOfRange),
        ({"penalty": 500, "compensation": 501}, CompensationTooHigh),
    ],
)
def test_a_penalty_keeps_within_the_act(office, rejected, collector, given, error):
    filed = office.second_appeal(rejected)
    fix_hearing(appeal=filed, hearing_at=MONDAY + DAY, actor=collector, now=MONDAY)
    order = Order(outcome=Outcome.ALLOWED, words="x", kind=PenaltyKind.FAILURE, **given)
    with pytest.raises(error):
        decide_appeal(appeal=filed, order=order, actor=collector, now=MONDAY + DAY)
    filed.refresh_from_db()
    assert filed.state == "hearing"
    assert not Penalty.objects.exists()


def test_no_penalty_without_a_hearing_and_none_by_the_first_authority(office, rejected, collector):
    order = Order(outcome=Outcome.ALLOWED, words="x", kind=PenaltyKind.FAILURE, penalty=500)
    first = appeal(rejected)
    with pytest.raises(NotAllowed):
        decide_appeal(appeal=first, order=order, actor=office.sdo, now=MONDAY)
    dismissed = Order(outcome=Outcome.DISMISSED, words="x")
    decide_appeal(appeal=first, order=dismissed, actor=office.sdo, now=MONDAY)
    filed = appeal(rejected)
    with pytest.raises(HearingFirst):
        decide_appeal(appeal=filed, order=order, actor=collector, now=MONDAY)
    assert not Penalty.objects.exists()


@pytest.mark.parametrize("days", [0, 1, 19, 20, 21, 400])
@pytest.mark.usefixtures("db")
def test_delay_never_costs_more_than_the_most(days):
    paise = penalties.delay_penalty(days)
    assert paise == min(days * 25000, 500000)


# ── Revision ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def highest(office):
    """Who revises in this corner: a post on the fourth level of the ladder."""
    return office.secretary


@pytest.fixture
def penalty(office):
    return office.penalised()


def ask(penalty, office, now=MONDAY + DAY):
    return ask_revision(penalty=penalty, words="बाढ़ थी", actor=office.tehsildar, now=now)


@pytest.mark.parametrize(("left", "compensation"), [(1000, 1000), (0, 0), (1999, 1500)])
def test_a_penalty_is_lowered_and_the_compensation_with_it(office, penalty, highest, left, compensation):
    asked = ask(penalty, office)
    assert (asked.stage, asked.ground, list(appeals_for(highest))) == (
        Stage.REVISION,
        Ground.PENALTY,
        [asked],
    )
    decide_revision(appeal=asked, words="कम किया", penalty=left, actor=highest, now=MONDAY + 2 * DAY)
    penalty.refresh_from_db()
    asked.refresh_from_db()
    assert (penalty.owed_paise, penalty.owed_compensation_paise) == (left * 100, compensation * 100)
    assert (asked.outcome, penalty.paise) == (Outcome.ALLOWED, 200_000)
    assert asked.ordered == "स्वीकार: शास्ति घटाई या हटाई गई"


def test_a_penalty_that_stands_is_not_touched(office, penalty, highest):
    asked = ask(penalty, office)
    decide_revision(appeal=asked, words="सही है", penalty=2000, actor=highest, now=MONDAY + 2 * DAY)
    penalty.refresh_from_db()
    asked.refresh_from_db()
    assert (penalty.revised_at, penalty.owed_paise, asked.outcome) == (None, 200_000, Outcome.DISMISSED)
    with pytest.raises(NotAllowed):
        decide_revision(appeal=asked, words="x", penalty=0, actor=highest, now=MONDAY + 2 * DAY)


def test_a_revision_never_makes_it_more(office, penalty, highest):
    asked = ask(penalty, office)
    for left in (-1, 2001):
        with pytest.raises(RevisionOutOfRange):
            decide_revision(appeal=asked, words="x", penalty=left, actor=highest, now=MONDAY + 2 * DAY)


def test_only_who_pays_asks_once_and_in_time(office, penalty, collector):
    for actor in (office.sdo, collector, office.world.agent, office.world.officer("je")):
        with pytest.raises(NotAllowed):
            ask_revision(penalty=penalty, words="x", actor=actor, now=MONDAY + DAY)
    with pytest.raises(Missing):
        ask_revision(penalty=penalty, words=" ", actor=office.tehsildar, now=MONDAY + DAY)
    with pytest.raises(AppealTooLate):
        ask(penalty, office, now=MONDAY + 62 * DAY)
    ask(penalty, office, now=MONDAY + 61 * DAY)
    with pytest.raises(NoAppeal):
        ask(penalty, office)
    assert Appeal.objects.filter(stage=Stage.REVISION).count() == 1


def test_only_the_authority_above_decides_on_it(office, penalty, collector, highest):
    asked = ask(penalty, office)
    for actor in (office.tehsildar, office.sdo, collector, office.world.administrator):
        with pytest.raises(NotAllowed):
            decide_revision(appeal=asked, words="x", penalty=0, actor=actor, now=MONDAY + 2 * DAY)
    with pytest.raises(NotAllowed):
        decide_appeal(appeal=asked, order=ALLOWED, actor=highest, now=MONDAY + 2 * DAY)
    penalty.refresh_from_db()
    assert penalty.owed_paise == 200_000


def test_who_pays_reads_the_order_and_decides_nothing(office, penalty):
    appeals = Appeal.objects.visible_to(office.tehsildar)
    assert {one.stage for one in appeals} == {Stage.FIRST, Stage.SECOND}
    assert not Appeal.objects.waiting_for(office.tehsildar).exists()
    assert list(Penalty.objects.visible_to(office.tehsildar)) == [penalty]
    assert not Penalty.objects.visible_to(office.world.officer("je")).exists()
    assert not Penalty.objects.visible_to(office.world.agent).exists()


# ── Officers learn of it ─────────────────────────────────────────────────────────────────────────────────


def test_officers_are_told_on_their_devices(office, collector, highest):
    for user in (office.tehsildar, office.sdo, collector, highest):
        add_device(person=user, keys=new_device(), label="x", language="hi", now=MONDAY)
    application = office.submitted()
    rejected = reject_application(
        application=application,
        reason=RejectionReason.NOT_TRUE,
        words="x",
        actor=office.tehsildar,
        now=MONDAY,
    )
    filed = office.second_appeal(rejected)
    fix_hearing(appeal=filed, hearing_at=MONDAY + DAY, actor=collector, now=MONDAY)
    told = [(message.user.username, message.event) for message in notices()]
    assert told == [
        (office.tehsildar.username, "officer_new"),  # it is before him
        (office.sdo.username, "officer_decision"),  # first appeal
        (office.tehsildar.username, "officer_new"),  # its order
        (collector.username, "officer_decision"),  # second appeal
        (office.tehsildar.username, "officer_new"),  # hearing
    ]
    assert notices()[4].text.endswith("सुनवाई तय · आय प्रमाण पत्र")


def notices():
    return list(Message.objects.exclude(user=None).select_related("user").order_by("pk"))


# ── Of its own accord ────────────────────────────────────────────────────────────────────────────────────


def test_what_is_overdue_stands_on_the_lists_of_its_authorities(office, overdue, collector):
    assert overdue_for(office.sdo) == [overdue] == overdue_for(collector)
    assert overdue_for(office.tehsildar) == []
    assert overdue_for(office.world.officer("ae")) == []
    taken = take_up_overdue(application=overdue, actor=collector, now=overdue.act_due_at + DAY)
    assert (taken.stage, taken.ground) == (Stage.SECOND, Ground.OWN_MOTION)
    assert overdue_for(collector) == []
    with pytest.raises(NoAppeal):
        take_up_overdue(application=overdue, actor=collector, now=overdue.act_due_at + DAY)


def test_what_is_not_overdue_is_not_taken_up(office):
    with pytest.raises(NoAppeal):
        take_up_overdue(application=office.submitted(), actor=office.sdo, now=MONDAY)
