"""A complaint is registered: it has a number, a holder and a clock, and its citizen is told."""

from datetime import timedelta

import pytest

from sunwai.casework.errors import Missing
from sunwai.core import reference
from sunwai.core.errors import NotAllowed
from sunwai.grievances.actions.registration import join_grievance, register_grievance
from sunwai.grievances.enums import Kind, State
from sunwai.grievances.errors import AnswerInvalid, CategoryNotInUse, PhotoNeeded, PlaceTooWide
from sunwai.grievances.models import Draft, Grievance
from sunwai.messages.enums import Channel, Event
from sunwai.messages.models import Message
from sunwai.offices.models import Category, DispatchGap


def test_it_goes_to_the_officer_whose_job_it_is(world):
    case = world.register()

    assert (case.state, case.level, case.post) == (State.OPEN, 1, world.post("je"))
    assert case.line == [world.post(code).pk for code in ("je", "ae", "se", "md")]


def test_its_number_is_short_and_caught_when_mis_keyed(world):
    number = world.register().reference

    assert len(number) == 9
    assert reference.is_valid(number)
    assert not reference.is_valid(str((int(number[0]) + 1) % 10) + number[1:])


def test_its_clock_runs_in_working_days(world, now):
    case = world.register()  # Monday 23 November; Tuesday, Wednesday, Thursday

    assert case.due_at.date() == (now + timedelta(days=3)).date()
    assert now < case.next_warning_at < case.due_at


def test_the_citizen_is_told_the_number(world):
    case = world.register()

    [message] = Message.objects.filter(event=Event.REGISTERED)
    assert message.to == world.citizen.mobile
    assert case.spoken_reference in message.text
    assert message.case_id == case.pk


def test_a_vacant_post_is_passed_over_and_listed(world):
    world.vacate("je")
    case = world.register()

    assert (case.level, case.post) == (2, world.post("ae"))
    assert [(gap.level, gap.reason) for gap in DispatchGap.objects.all()] == [(1, "vacant")]


def test_where_nobody_answers_the_nodal_officer_does(world):
    for code in ("je", "ae", "se", "md"):
        world.vacate(code)

    assert world.register().post == world.post("nodal-officer-cm-helpline")


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"text": "  "}, Missing),
        ({"code": "vigilance.bribe", "kind": Kind.COMPLAINT}, CategoryNotInUse),
        ({"kind": Kind.CORRUPTION}, CategoryNotInUse),
    ],
)
def test_what_cannot_be_a_case_is_refused(world, given, error):
    with pytest.raises(error):
        world.register(**given)
    assert not Grievance.objects.exists()
    assert not Message.objects.exists()


def test_a_district_is_no_place_to_send_somebody_to(world):
    with pytest.raises(PlaceTooWide):
        world.register(place=world.district)


def test_a_photo_is_asked_for_where_one_can_be_given(world):
    Category.objects.filter(code="energy.no-supply").update(photo="required")

    with pytest.raises(PhotoNeeded):
        world.register()
    assert world.register(uploads=(world.photo(world.citizen),)).attachments.count() == 1


def test_answers_are_read_as_typed_and_refused_with_the_question(world):
    questions = [
        {"code": "houses", "kind": "number", "hi": "कितने घर?", "en": "How many houses?"},
        {"code": "since", "kind": "date", "hi": "कब से?", "en": "Since when?"},
    ]
    Category.objects.filter(code="energy.no-supply").update(questions=questions)

    case = world.register(answers={"houses": "४०", "since": "2026-11-20", "unknown": "x"})
    assert case.answers == {"houses": 40, "since": "2026-11-20"}
    with pytest.raises(AnswerInvalid, match="कितने घर"):
        world.register(answers={"houses": "बहुत"})


def test_over_the_daily_limit_it_is_flagged_never_refused(world):
    flags = [world.register().over_daily_limit for _number in range(6)]

    assert flags == [False] * 5 + [True]


def test_sending_one_draft_twice_makes_one_case(world, now):
    draft = Draft.objects.create(citizen=world.citizen, created_at=now, updated_at=now)
    given = {
        "citizen": world.citizen,
        "complaint": world.complaint(),
        "channel": Channel.PORTAL,
        "actor": world.citizen,
        "now": now,
        "draft": draft,
    }

    assert register_grievance(**given) == register_grievance(**given)
    assert Grievance.objects.count() == 1


@pytest.mark.parametrize("who", ["citizen", "officer", "administrator"])
def test_nobody_else_registers_for_a_citizen(world, now, who):
    others = {
        "citizen": world.new_citizen(),
        "officer": world.officer("je"),
        "administrator": world.administrator,
    }
    with pytest.raises(NotAllowed):
        register_grievance(
            citizen=world.citizen,
            complaint=world.complaint(),
            channel=Channel.PORTAL,
            actor=others[who],
            now=now,
        )
    assert not Grievance.objects.exists()


def test_a_neighbour_joins_once_and_is_told(world, now):
    case, neighbour = world.register(), world.new_citizen()
    for _time in range(2):
        join_grievance(grievance=case, citizen=neighbour, channel=Channel.PORTAL, actor=neighbour, now=now)

    case.refresh_from_db()
    assert case.supporter_count == 1
    assert Message.objects.filter(event=Event.JOINED, to=neighbour.mobile).count() == 1


def test_nobody_joins_a_sealed_case_or_their_own(world, now):
    for case, citizen in (
        (world.register(code="vigilance.bribe"), world.new_citizen()),
        (world.register(), world.citizen),
    ):
        with pytest.raises(NotAllowed):
            join_grievance(grievance=case, citizen=citizen, channel=Channel.PORTAL, actor=citizen, now=now)
