"""What the telephone knows of a caller, tells and does, against the database."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sunwai.accounts.roles import Role
from sunwai.calls.actions.book import Entry, write_entries
from sunwai.calls.actions.complaints import take_voice_complaint
from sunwai.calls.enums import RecordingKind, Route
from sunwai.calls.errors import TakenByAnother
from sunwai.calls.flow import clerk
from sunwai.calls.flow.facts import NoLonger
from sunwai.calls.models import Announcement, Call, Recording
from sunwai.citizens.models import Citizen
from sunwai.core.clock import IST
from sunwai.core.errors import NotAllowed
from sunwai.grievances.actions.registration import join_grievance
from sunwai.grievances.actions.work import resolve, take_up
from sunwai.grievances.enums import InteractionKind, State
from sunwai.grievances.models import Draft, Grievance, Interaction
from sunwai.grievances.selectors import timeline_of
from sunwai.messages.enums import Channel, Event
from sunwai.messages.models import Message
from sunwai.offices.models import Category
from sunwai.places.models import Place
from sunwai.schemes.models import Scheme
from tests.janseva.office import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(world, now):
    return world.register()


@pytest.fixture
def solved(world, case, now):
    """A case of which the officer says that it is solved."""
    officer = world.officer("je")
    take_up(grievance=case, actor=officer, now=now)
    resolve(
        grievance=case, words="तार जोड़ दिया गया", proof=[world.photo(officer, now)], actor=officer, now=now
    )
    case.refresh_from_db()
    return case


def new_call(world, now, **given):
    fields = {"line_id": f"line-{Call.objects.count()}", "route": Route.HELPLINE, "began_at": now}
    return Call.objects.create(**(fields | {"number": world.citizen.mobile} | given))


# ── What is known ────────────────────────────────────────────────────────────────────────────────────────


def test_a_known_caller(world, case, now):
    facts = clerk.facts_of(f"+91{world.citizen.mobile}", now=now)
    assert (facts.number, facts.citizen, facts.language) == (world.citizen.mobile, world.citizen.pk, "hi")
    assert facts.district == world.district.code
    (known,) = facts.cases
    assert (known.number, known.state, known.department) == (case.reference, State.OPEN, "energy")
    assert not known.may_confirm
    assert facts.newest == known


def test_few_questions(world, case, now, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        clerk.facts_of(world.citizen.mobile, now=now)


@pytest.mark.parametrize("number", ["", "anonymous", "+1 202 555 0100", "6999999999"])
def test_an_unknown_or_withheld_number_has_no_history(world, case, now, number):
    facts = clerk.facts_of(number, now=now)
    assert not facts.is_known
    assert facts.cases == ()
    assert facts.number == ("6999999999" if number.startswith("69") else "")


def test_who_is_to_be_asked(world, solved, now):
    assert clerk.facts_of(world.citizen.mobile, now=now).to_confirm.number == solved.reference


def test_who_joined_hears_the_status_but_is_not_asked(world, solved, now):
    neighbour = world.new_citizen()
    Grievance.objects.filter(pk=solved.pk).update(state=State.IN_PROGRESS, due_at=now, resolved_at=None)
    join_grievance(grievance=solved, citizen=neighbour, channel=Channel.PORTAL, actor=neighbour, now=now)
    Grievance.objects.filter(pk=solved.pk).update(state=State.AWAITING_CONFIRMATION, due_at=None)
    facts = clerk.facts_of(neighbour.mobile, now=now)
    assert facts.newest.number == solved.reference
    assert facts.to_confirm is None
    with pytest.raises(NoLonger):
        clerk.answer_closure(case=solved.pk, number=neighbour.mobile, done=True, rating=5, reason="", now=now)


# ── What is never told ───────────────────────────────────────────────────────────────────────────────────


def test_a_sealed_case_is_never_told_even_to_its_own_citizen(world, now):
    sealed = world.register(code="vigilance.bribe")
    assert clerk.facts_of(world.citizen.mobile, now=now).cases == ()
    assert clerk.case_of(world.citizen.mobile, sealed.reference) is None


def test_a_sensitive_subject_is_not_told(world, case, now):
    Category.objects.filter(pk=case.category_id).update(sensitivity="sensitive")
    assert clerk.facts_of(world.citizen.mobile, now=now).cases == ()
    assert clerk.case_of(world.citizen.mobile, case.reference) is None


@pytest.mark.parametrize("tie", ["grievance", "interaction", "kind"])
def test_nothing_of_a_confidential_call_is_told(world, case, now, tie):
    contact = Interaction.objects.create(
        mobile=world.citizen.mobile,
        grievance=case if tie != "grievance" else None,
        kind=InteractionKind.WOMEN if tie == "kind" else "",
        started_at=now,
    )
    if tie != "kind":
        new_call(
            world,
            now,
            route=Route.WOMEN,
            is_confidential=True,
            interaction=contact,
            grievance=case if tie == "grievance" else None,
        )
    assert clerk.facts_of(world.citizen.mobile, now=now).cases == ()
    assert clerk.case_of(world.citizen.mobile, case.reference) is None


def test_a_status_is_told_only_to_the_number_that_filed_it(world, case, now):
    assert clerk.case_of(world.citizen.mobile, case.reference).id == case.pk
    assert clerk.case_of(world.new_citizen().mobile, case.reference) is None
    assert clerk.case_of("6999999999", case.reference) is None
    assert clerk.case_of("", case.reference) is None


def test_a_withheld_number_is_not_a_citizen_without_a_mobile(world, case, solved, now):
    Citizen.objects.filter(pk=world.citizen.pk).update(mobile=None)
    assert clerk.case_of("", case.reference) is None
    assert clerk.case_of("anonymous", case.reference) is None
    with pytest.raises(NoLonger):
        clerk.answer_closure(case=solved.pk, number="", done=True, rating=5, reason="", now=now)


# ── Applications ─────────────────────────────────────────────────────────────────────────────────────────


def test_an_application_is_told_in_both_languages(world, now):
    application = Office(world).submitted(now)
    told = clerk.application_of(f"+91{world.citizen.mobile}", application.reference, now=now)
    assert (told.number, told.state) == (application.reference, "with_officer")
    assert told.due == application.due_at.astimezone(IST).date()
    assert told.service == {"hi": application.service.name_hi, "en": application.service.name_en}
    assert told.words == {"hi": ("अधिकारी के पास है",), "en": ("It is with the officer",)}


def test_an_application_is_told_only_to_its_own_number(world, now):
    application = Office(world).submitted(now)
    for number in (world.new_citizen().mobile, "6999999999", "", "anonymous"):
        assert clerk.application_of(number, application.reference, now=now) is None
    assert clerk.application_of(world.citizen.mobile, "481209372", now=now) is None


# ── The closure question ─────────────────────────────────────────────────────────────────────────────────


def answer(world, case, now, **given):
    said = {"done": True, "rating": None, "reason": ""} | given
    clerk.answer_closure(case=case.pk, number=world.citizen.mobile, now=now, **said)
    case.refresh_from_db()


def test_yes_by_key_closes_the_case_and_stands_on_the_timeline(world, solved, now):
    answer(world, solved, now, rating=4)
    assert (solved.state, solved.rating, solved.closed_at) == (State.CLOSED_SATISFIED, 4, now)
    resolution = solved.resolutions.get()
    assert (resolution.done, resolution.answer_channel) == (True, Channel.IVR)
    last = timeline_of(solved, world.citizen)[-1]
    assert (last.kind, last.who) == ("confirmed", "आप")


def test_no_by_key_opens_it_one_level_up(world, solved, now):
    answer(world, solved, now, done=False, reason="partly_done")
    assert (solved.state, solved.level) == (State.OPEN, 2)
    assert solved.resolutions.get().reason == "partly_done"


def test_an_answer_counts_once(world, solved, now):
    answer(world, solved, now)
    with pytest.raises(NoLonger):
        answer(world, solved, now, done=False)
    assert solved.state == State.CLOSED_SATISFIED


def test_nobody_else_can_answer(world, solved, now):
    for number in (world.new_citizen().mobile, "6999999999", ""):
        with pytest.raises(NoLonger):
            clerk.answer_closure(case=solved.pk, number=number, done=True, rating=None, reason="", now=now)
    solved.refresh_from_db()
    assert solved.state == State.AWAITING_CONFIRMATION


# ── Announcements ────────────────────────────────────────────────────────────────────────────────────────


def test_announcements_by_time_and_district(world, case, now):
    def tell(words, *, place=None, hours=(-1, 1), disaster=False):
        Announcement.objects.create(
            words_hi=words,
            place=place,
            is_disaster=disaster,
            since=now + timedelta(hours=hours[0]),
            until=now + timedelta(hours=hours[1]),
        )

    other = Place.objects.create(code="district:other", kind="district", name_en="Other", setting="mixed")
    tell("राज्य")
    tell("जिला", place=world.district)
    tell("दूसरा जिला", place=other)
    tell("कल", hours=(20, 30))
    tell("बीता", hours=(-5, -1))
    tell("बाढ़", disaster=True)
    words = [one.in_language("en")[0] for one in clerk.facts_of(world.citizen.mobile, now=now).announcements]
    assert words[0] == "बाढ़"
    assert set(words) == {"बाढ़", "राज्य", "जिला"}
    stranger = clerk.facts_of("6999999999", now=now).announcements
    assert {one.words["hi"] for one in stranger} == {"बाढ़", "राज्य"}


# ── Schemes and complaints by voice ──────────────────────────────────────────────────────────────────────


def test_a_scheme_goes_out_at_once_by_sms(world, now):
    texts = {
        f"{what}_{language}": what for what in ("name", "short", "who", "where") for language in ("hi", "en")
    }
    department = world.category().department
    Scheme.objects.create(code="s", department=department, link="https://scheme.example/", order=1, **texts)
    assert [text.code for text in clerk.scheme_texts("hi")] == ["s"]
    clerk.send_scheme(code="s", number=world.citizen.mobile, language="hi", now=now)
    message = Message.objects.get(event=Event.SCHEME)
    assert message.urgent
    assert "https://scheme.example/" in message.text


@pytest.fixture
def left(world, now):
    """A complaint left by voice."""
    call = new_call(world, now)
    entry = Entry(
        "keep_voice_complaint",
        {
            "call": str(call.pk),
            "name": "c1",
            "seconds": 30.0,
            "number": call.number,
            "language": "hi",
            "at": now,
        },
    )
    write_entries([entry, entry])  # as when a journal is read again
    return Recording.objects.get(name="c1")


def test_a_complaint_by_voice_becomes_a_draft_that_an_agent_completes(world, left, now):
    assert (left.kind, left.began_at) == (RecordingKind.COMPLAINT, now - timedelta(seconds=30))
    assert list(Recording.objects.visible_to(world.agent).to_be_completed()) == [left]
    contact = take_voice_complaint(recording=left, agent=world.agent, now=now)
    assert (contact.mobile, contact.citizen, contact.channel) == (
        world.citizen.mobile,
        world.citizen,
        Channel.IVR,
    )
    draft = Draft.objects.get()
    assert (draft.agent, draft.data["interaction"]) == (world.agent, contact.pk)
    assert take_voice_complaint(recording=left, agent=world.agent, now=now) == contact
    assert not Recording.objects.visible_to(world.agent).to_be_completed().exists()


def test_only_one_agent_takes_it_and_only_that_one_hears_it(world, left, now):
    other = world.new_user("other", Role.AGENT)
    take_voice_complaint(recording=left, agent=world.agent, now=now)
    with pytest.raises(TakenByAnother):
        take_voice_complaint(recording=left, agent=other, now=now)
    assert not Recording.objects.visible_to(other).exists()
    assert Recording.objects.visible_to(world.agent).get() == left


def test_nobody_outside_the_desk_takes_or_hears_it(world, left, now):
    for stranger in (world.officer("je"), world.administrator, world.auditor):
        assert not Recording.objects.visible_to(stranger).exists()
        with pytest.raises(NotAllowed):
            take_voice_complaint(recording=left, agent=stranger, now=now)


def test_a_draft_left_by_voice_is_not_the_citizens_in_the_portal(world, left):
    assert not Draft.objects.visible_to(Citizen.objects.get(pk=world.citizen.pk)).exists()
