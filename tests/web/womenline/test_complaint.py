"""An ordinary complaint for her: only with her consent, and without any way back to her case."""

from __future__ import annotations

import logging

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from sunwai.accounts.models import AccessLog
from sunwai.accounts.roles import Role
from sunwai.casework import audit
from sunwai.casework.models import Event, EventWords
from sunwai.citizens.models import Citizen
from sunwai.core.actors import ActorKind
from sunwai.core.errors import NotAllowed
from sunwai.grievances import selectors as grievances
from sunwai.grievances.models import Attachment, Draft, Grievance, Interaction
from sunwai.messages.models import Message
from sunwai.web.womenline.complaint import ForHer
from sunwai.womenline import selectors, wall
from sunwai.womenline.actions import cases
from sunwai.womenline.actions.complaints import register_complaint
from sunwai.womenline.enums import Triage
from sunwai.womenline.errors import ConsentToLeaveNeeded, DoneAlready
from sunwai.womenline.models import CaseReading
from tests.womenline.conftest import CODE_WORD, HERS, SECRET
from tests.world import MONDAY

WORDS = "राशन कार्ड नहीं बना है"
HER_MOBILE = "9876500077"
HER_NAME = "सुनीता (काल्पनिक)"


def typed(world, **more):
    return {
        "kind": "complaint", "text": WORDS, "category": "energy.no-supply", "place": world.village.pk,
        "language": "hi", "consent": "on", "known": "0", "register": "1",
    } | more  # fmt: skip


def told(case):
    with wall.opened(wall.KEEPER):
        return [(note.content, note.by) for note in selectors.complaints(case)]


def nothing_is_written(case):
    assert not Grievance.objects.exists()
    assert not Event.objects.exclude(case_kind="womenline").exists()
    assert not Message.objects.exists()
    assert told(case) == []


# ── With her consent ─────────────────────────────────────────────────────────────────────────────────────


def test_the_page_begins_empty_and_offers_subject_and_place_without_an_address(world, counsellor, case):
    link = reverse("women:complaint", args=["women", case.reference])
    assert link in counsellor.get("case", case.reference).content.decode()
    page = counsellor.get("complaint", case.reference).content.decode()
    for text in (SECRET, HERS.name, HERS.number, HERS.safe_number, HERS.where, CODE_WORD):
        assert text not in page
    assert "data-suggest" not in page

    answer = counsellor.post(
        "complaint", case.reference, text=WORDS, place_text=world.village.name_en, look="place"
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'name="pick_place" value="{world.village.pk}"' in page
    answer = counsellor.post(
        "complaint", case.reference, text=WORDS, category="energy.no-supply", pick_place=world.village.pk
    )
    assert f'name="place" value="{world.village.pk}"' in answer.content.decode()
    assert WORDS in answer.content.decode()
    assert "sw-goes" in answer.content.decode()  # she hears who reads it before she agrees
    nothing_is_written(case)


def test_with_her_consent_it_is_a_complaint_like_any_other_and_her_case_has_its_number(
    world, counsellor, case
):
    answer = counsellor.post("complaint", case.reference, **typed(world))

    assert answer["Location"] == reverse("women:case", args=["women", case.reference])
    made = Grievance.objects.get()
    assert (made.text, made.category, made.place) == (WORDS, world.category(), world.village)
    assert made.post == world.post("je")
    assert made.citizen.mobile is None
    assert made.citizen.name == ""
    assert told(case) == [(made.spoken_reference, world.counsellor)]
    page = counsellor.get("case", case.reference).content.decode()
    assert made.spoken_reference in page
    assert page.count("सहमति से सामान्य शिकायत दर्ज") == 2  # among what was said, and what happened
    assert audit.verify()[1] == []


def test_she_is_told_of_it_only_under_a_number_given_for_that(world, counsellor, case):
    counsellor.post("complaint", case.reference, **typed(world))
    assert not Message.objects.exists()
    counsellor.post(
        "complaint", case.reference, **typed(world, known="1", mobile="98765 00077", name=HER_NAME)
    )

    made = Grievance.objects.latest("pk")
    assert (made.citizen.mobile, made.citizen.name) == (HER_MOBILE, HER_NAME)
    assert {message.to for message in Message.objects.all()} == {HER_MOBILE}
    assert not Citizen.objects.filter(mobile__in=[HERS.number, HERS.safe_number]).exists()


# ── Refused ──────────────────────────────────────────────────────────────────────────────────────────────


def test_without_her_consent_nothing_is_written_and_the_page_says_why(world, counsellor, case):
    given = typed(world)
    del given["consent"]
    answer = counsellor.post("complaint", case.reference, **given)

    assert answer.status_code == 422
    assert "उनकी सहमति के बिना कुछ दर्ज नहीं होगा" in answer.content.decode()
    assert WORDS in answer.content.decode()
    nothing_is_written(case)
    with pytest.raises(ConsentToLeaveNeeded):
        register_complaint(
            case=case, consent=False, register=pytest.fail, known=0, actor=world.counsellor, now=MONDAY
        )


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": " "},
        {"category": ""},
        {"category": "no-such"},
        {"place": ""},
        {"mobile": "123"},
        {"kind": "corruption"},
        {"known": "1"},
        {"known": "x"},
    ],
)
def test_what_cannot_be_registered_leaves_no_trace_in_her_case(world, counsellor, case, wrong):
    answer = counsellor.post("complaint", case.reference, **typed(world, **wrong))

    assert answer.status_code == 422
    assert "sw-" in answer.content.decode()
    nothing_is_written(case)


def test_sent_twice_it_is_registered_once(world, counsellor, case):
    assert counsellor.post("complaint", case.reference, **typed(world)).status_code == 302
    answer = counsellor.post("complaint", case.reference, **typed(world))

    assert answer.status_code == 422
    assert Grievance.objects.count() == len(told(case)) == 1
    with pytest.raises(DoneAlready):
        register_complaint(
            case=case, consent=True, register=pytest.fail, known=0, actor=world.counsellor, now=MONDAY
        )


def test_not_of_a_closed_case(world, counsellor, case):
    with wall.opened(wall.KEEPER):
        case.state, case.closed_at = "closed", MONDAY
        case.save()
    assert counsellor.post("complaint", case.reference, **typed(world)).status_code == 422
    nothing_is_written(case)


def test_a_fault_after_registering_takes_the_complaint_back(world, case):
    """One transaction: no complaint of which her case knows nothing."""

    def register():
        form = ForHer(typed(world), known={name: str(value) for name, value in typed(world).items()})
        assert form.is_valid(), form.errors
        form.register()
        raise NotAllowed

    with pytest.raises(NotAllowed):
        register_complaint(
            case=case, consent=True, register=register, known=0, actor=world.counsellor, now=MONDAY
        )
    nothing_is_written(case)


# ── No way back ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_complaint_knows_nothing_of_the_case(world, counsellor, case, caplog):
    before = Event.objects.filter(case_kind="womenline").count()
    with caplog.at_level(logging.DEBUG):
        counsellor.post("complaint", case.reference, **typed(world, mobile=HER_MOBILE, name=HER_NAME))
    made = Grievance.objects.get()
    event = made.events().get()

    assert (event.actor_kind, event.actor_id, event.post_id) == (ActorKind.SYSTEM, None, None)
    assert Event.objects.filter(case_kind="womenline").count() == before  # no two events of one moment
    assert not Interaction.objects.exists()
    assert not Draft.objects.exists()
    assert not Attachment.objects.exists()
    assert not AccessLog.objects.exists()
    names = (world.counsellor.username, f'"{world.counsellor.pk}"')
    rows = [
        str(row)
        for model in (Grievance, Citizen, Message, Event, EventWords)
        for row in model.objects.filter(**({"case_kind": "grievance"} if model is Event else {})).values()
    ]
    for text in (
        SECRET,
        HERS.name,
        HERS.number,
        HERS.safe_number,
        HERS.where,
        CODE_WORD,
        case.reference,
        *names,
    ):
        assert not [row for row in rows if text in row], text
        assert text not in caplog.text
    for text in (made.reference, made.spoken_reference, WORDS, HER_MOBILE):
        assert text not in caplog.text
        assert not [one for one in Session.objects.all() if text in str(one.get_decoded())]


def test_who_looks_at_the_complaint_sees_one_of_the_helpline_like_others(world, counsellor, case, client):
    counsellor.post("complaint", case.reference, **typed(world))
    made = Grievance.objects.get()
    officer = world.officer("je")
    officer.is_demo = True
    officer.save()
    client.force_login(officer)
    page = client.get(reverse("office:case", args=[made.reference])).content.decode()

    assert WORDS in page
    for text in ("महिला", "CPGRAMS नागरिक से", world.counsellor.name, case.spoken_reference):
        assert text not in page, text
    assert [entry.who for entry in grievances.timeline_of(made, officer)] == ["हेल्पलाइन 181"]
    for viewer in (world.counsellor, world.new_user("other", Role.COUNSELLOR), world.agent, world.supervisor):
        assert not Grievance.objects.visible_to(viewer).exists()


def test_opening_the_page_is_written_down(world, counsellor, case):
    counsellor.get("complaint", case.reference)
    with wall.opened(wall.KEEPER):
        assert [(one.user, one.what) for one in CaseReading.objects.all()] == [(world.counsellor, "case")]


def test_an_emergency_may_have_one_too(world, counsellor, case):
    cases.triage_case(case=case, triage=Triage.EMERGENCY, actor=world.counsellor, now=MONDAY)
    assert counsellor.post("complaint", case.reference, **typed(world)).status_code == 302
