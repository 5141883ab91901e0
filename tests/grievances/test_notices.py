"""Officers who asked for it learn on their devices what comes before them, and nobody learns more than on the list."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sunwai.core.options import option
from sunwai.gateways.push.simulator import new_device
from sunwai.grievances.actions.closure import deny
from sunwai.grievances.actions.special_closure import propose_special_closure
from sunwai.grievances.actions.work import resolve, take_up
from sunwai.grievances.enums import ClosureReason, DenialReason
from sunwai.grievances.models import Grievance
from sunwai.grievances.notices import tell_officers
from sunwai.grievances.sweeps import run_sweeps
from sunwai.messages.devices import add_device, choose_notices
from sunwai.messages.enums import Channel, Event, MessageState
from sunwai.messages.fallback import fall_back
from sunwai.messages.models import Message, PushSubscription
from sunwai.offices.models import Leave
from tests.world import MONDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def listen(world):
    """This officer has a device; whatever was before is old news."""

    def to(designation, language="hi"):
        keys = new_device()
        officer = world.officer(designation)
        add_device(person=officer, keys=keys, label="x", language=language, now=MONDAY)
        look()
        return officer

    return to


def look(now=MONDAY):
    return tell_officers(now=now)


def news(now=MONDAY):
    """What officers are told, after a look at what happened."""
    look(now)
    return [
        (
            message.user.username,
            message.event,
            message.text,
            message.variables["link"].partition("/office")[2],
        )
        for message in Message.objects.exclude(user=None).order_by("pk")
    ]


def test_a_new_case_is_told_to_who_holds_it(world, listen):
    listen("je")
    listen("ae")
    listen("patwari")
    case = world.register()
    assert news() == [
        ("je", Event.OFFICER_NEW, f"{case.spoken_reference} · बिजली नहीं आ रही", f"/c/{case.reference}/")
    ]
    message = Message.objects.get(user=world.officer("je"))
    assert (message.channel, message.citizen_id, message.case_id) == (Channel.PUSH, None, case.pk)
    assert world.citizen.mobile not in f"{message.text}{message.variables}{message.to}"


def test_in_the_language_of_the_page_on_which_they_asked(world, listen):
    listen("je", "en")
    case = world.register()
    assert news()[0][2] == f"{case.spoken_reference} · No electricity"
    assert "/en/office/c/" in Message.objects.exclude(user=None).get().variables["link"]


def test_several_of_a_kind_are_one_notice(world, listen):
    listen("je")
    for _ in range(3):
        world.register()
    assert news() == [("je", Event.OFFICER_NEW, "3 प्रकरण", "/?when=new")]


def test_what_happened_is_told_once(world, listen):
    listen("je")
    world.register()
    assert len(news()) == 1
    assert len(news()) == 1


def test_who_has_no_device_is_told_nothing_and_costs_nothing(world):
    world.register()
    look()
    world.register()
    with CaptureQueriesContext(connection) as seen:
        look()
    assert not Message.objects.exclude(user=None).exists()
    assert not any("casework_event e" in query["sql"] for query in seen)


def test_registering_asks_nothing_of_devices(world, listen):
    listen("je")
    with CaptureQueriesContext(connection) as seen:
        world.register()
    assert not any("pushsubscription" in query["sql"] for query in seen)


def test_what_is_switched_off_is_not_told(world, listen):
    choose_notices(person=listen("je"), muted=[Event.OFFICER_NEW])
    world.register()
    assert news() == []


def test_who_is_away_is_not_told(world, listen):
    officer = listen("je")
    Leave.objects.create(user=officer, period=(MONDAY.date(), MONDAY.date() + timedelta(days=3)))
    world.register()
    assert news() == []


def test_who_may_not_sign_in_any_more_is_not_told(world, listen):
    officer = listen("je")
    officer.is_active = False
    officer.save()
    world.register()
    assert news() == []


def test_an_accused_and_who_serves_below_learn_nothing(world, listen):
    listen("je")
    listen("district-vigilance")
    case = world.register(code="vigilance.bribe", accused_post=world.post("je"))
    assert news() == [
        ("district-vigilance", Event.OFFICER_NEW, case.spoken_reference, f"/c/{case.reference}/")
    ]


def test_an_accused_who_holds_the_post_of_vigilance_learns_nothing(world, listen):
    listen("district-vigilance")
    world.register(code="vigilance.bribe", accused_post=world.post("je"))
    Grievance.objects.update(accused=world.officer("district-vigilance"))
    assert news() == []


def test_a_deadline_that_is_near_and_a_case_that_climbed(world, listen):
    listen("je")
    listen("ae")
    case = world.register()
    news()
    Message.objects.exclude(user=None).delete()
    case.refresh_from_db()
    run_sweeps(now=case.next_warning_at)
    assert [row[:2] for row in news(case.next_warning_at)] == [("je", Event.OFFICER_DEADLINE)]
    run_sweeps(now=case.due_at)
    told = {row[:2] for row in news(case.due_at)}
    assert ("ae", Event.OFFICER_NEW) in told
    assert ("je", Event.OFFICER_NEW) not in told


def test_a_citizen_who_says_no(world, listen):
    case = world.register()
    je = world.officer("je")
    take_up(grievance=case, actor=je, now=MONDAY)
    resolve(grievance=case, actor=je, words="हो गया", proof=[world.photo(je)], now=MONDAY)
    listen("ae")
    deny(
        grievance=case,
        reason=DenialReason.NOT_DONE,
        words="बिजली अब भी नहीं, मेरा नाम सीता है",
        channel=Channel.PORTAL,
        actor=world.citizen,
        now=MONDAY,
    )
    ((who, event, text, _page),) = news()
    assert (who, event) == ("ae", Event.OFFICER_CAME_BACK)
    assert "सीता" not in text


def test_a_proposal_waits_for_who_decides(world, listen):
    case = world.register()
    je = world.officer("je")
    listen("je")
    listen("se")
    propose_special_closure(
        grievance=case,
        reason=ClosureReason.ACTION_TAKEN,
        words="पहले ही हो चुका",
        evidence=[world.photo(je)],
        actor=je,
        now=MONDAY,
    )
    assert [row[:2] + row[3:] for row in news()] == [("se", Event.OFFICER_DECISION, "/approvals/")]


def test_at_night_it_waits_and_then_is_of_no_use_after_a_morning(world, listen):
    listen("je")
    world.register()
    night = MONDAY + timedelta(hours=12)
    news(night)
    message = Message.objects.exclude(user=None).get()
    assert message.not_before.astimezone(MONDAY.tzinfo).hour == option("contact.first_hour")
    assert message.expires_at == message.not_before + timedelta(hours=12)


def test_a_notice_never_becomes_an_sms(world, listen):
    listen("je")
    world.register()
    news()
    Message.objects.exclude(user=None).update(state=MessageState.FAILED)
    PushSubscription.objects.all().delete()
    Message.objects.filter(user=None).delete()
    assert fall_back(now=MONDAY + timedelta(hours=1)) == 0
