"""SMS to the helpline: a word and a number, in either script."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest

from sunwai.conversations.actions import take_in_sms
from sunwai.conversations.jobs import handle_waiting
from sunwai.conversations.models import Incoming
from sunwai.core import clock, options
from sunwai.core.models import Setting
from sunwai.grievances.actions.work import resolve, take_up
from sunwai.grievances.enums import State
from sunwai.messages.enums import Channel, Event
from sunwai.messages.models import Message
from tests.janseva.office import Office
from tests.world import MONDAY

pytestmark = pytest.mark.django_db
NOW = MONDAY + timedelta(days=1)
numbers = count(1)


@pytest.fixture
def solved(world):
    case = world.register()
    officer = world.officer("je")
    take_up(grievance=case, actor=officer, now=MONDAY)
    proof = [world.photo(officer)]
    resolve(grievance=case, words="लाइन ठीक की", proof=proof, actor=officer, now=MONDAY + timedelta(hours=1))
    case.refresh_from_db()
    return case


def sms(mobile, text):
    """What is answered, if anything: the event and the words."""
    known = set(Message.objects.values_list("pk", flat=True))
    take_in_sms(
        provider="smpp", provider_id=f"{next(numbers)}", sender=mobile, text=text, received_at=NOW, now=NOW
    )
    with clock.frozen(NOW):
        handle_waiting()
    return [(Event(m.event), m.text) for m in Message.objects.exclude(pk__in=known).order_by("pk")]


@pytest.mark.parametrize("text", ["STATUS {}", "स्थिति {}", "stithi {}", "{}", "status of {} please"])
def test_the_status_is_told(world, text):
    case = world.register()
    ((event, words),) = sms(world.citizen.mobile, text.format(case.spoken_reference))
    assert event == Event.STATUS
    assert case.spoken_reference in words
    assert "दर्ज" in words


@pytest.mark.parametrize("text", ["YES {}", "हाँ {}", "haan {}", "ho gaya {}", "HAAN"])
def test_yes_closes(world, solved, text):
    sms(world.citizen.mobile, text.format(solved.reference))
    solved.refresh_from_db()
    assert solved.state == State.CLOSED_SATISFIED
    assert solved.resolutions.get().answer_channel == Channel.SMS


@pytest.mark.parametrize("text", ["NO {}", "नहीं {}", "nahi hua {}", "nahi"])
def test_no_goes_up(world, solved, text):
    sms(world.citizen.mobile, text.format(solved.reference))
    solved.refresh_from_db()
    assert (solved.state, solved.level) == (State.OPEN, 2)


def test_a_yes_that_comes_again_tells_how_it_stands(world, solved):
    sms(world.citizen.mobile, f"YES {solved.reference}")
    ((event, words),) = sms(world.citizen.mobile, f"NO {solved.reference}")
    assert event == Event.STATUS
    assert "बंद" in words
    solved.refresh_from_db()
    assert solved.state == State.CLOSED_SATISFIED


@pytest.mark.parametrize("text", ["hello", "STATUS", "YES 123", "", "क्या हाल है", "STATUS 481209375"])
def test_what_is_not_understood_is_answered_with_how_to_write(world, text):
    ((event, _words),) = sms("9777777777", text)
    assert event == Event.SMS_HELP


def test_another_citizens_case_is_neither_told_nor_closed(world, solved):
    other = world.new_citizen()
    for text in (f"STATUS {solved.reference}", f"YES {solved.reference}", f"NO {solved.reference}"):
        ((event, words),) = sms(other.mobile, text)
        assert event == Event.SMS_HELP
        assert solved.reference not in words
    solved.refresh_from_db()
    assert solved.state == State.AWAITING_CONFIRMATION


def test_who_writes_without_end_is_not_answered_without_end(world):
    Setting.objects.create(key="sms.per_sender_hour", value=2)
    options.forget()
    answered = [bool(sms("9777777777", "hello")) for _ in range(4)]
    options.forget()
    assert answered == [True, True, False, False]


def test_a_number_abroad_or_a_short_code_is_not_answered(world):
    assert sms("+14155550100", "STATUS 1") == []
    assert sms("+56161", "You have won") == []
    assert Incoming.objects.filter(state="done").count() == 2


# ── Applications ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def application(world):
    return Office(world).submitted()


@pytest.mark.parametrize("text", ["STATUS {}", "स्थिति {}", "{}", "YES {}"])
def test_the_state_of_an_application_is_told(world, application, text):
    ((event, words),) = sms(world.citizen.mobile, text.format(application.spoken_reference))
    assert event == Event.JANSEVA_STATUS
    assert f"आवेदन {application.spoken_reference}: 24 नवंबर 2026 तक मिलना है।" in words
    assert f"/s/mine/{application.reference}/" in words
    application.refresh_from_db()
    assert application.state == "with_officer"  # a yes is no answer to anything


def test_another_citizens_application_is_not_told(world, application):
    known = sms(world.new_citizen().mobile, f"STATUS {application.reference}")
    stranger = sms("9777777777", f"STATUS {application.reference}")
    unknown = sms(world.citizen.mobile, "STATUS 481209372")
    for ((event, words),) in (known, stranger, unknown):
        assert event == Event.SMS_HELP
        assert application.reference not in words
