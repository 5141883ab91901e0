"""A message is written with what it tells about, and waits for a decent hour."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from sunwai.citizens.models import Citizen
from sunwai.core import options
from sunwai.core.clock import IST
from sunwai.core.models import Setting
from sunwai.messages.actions import tell_citizen, tell_mobile
from sunwai.messages.enums import Event, MessageState
from sunwai.messages.hours import next_allowed
from sunwai.messages.many import NUMBER, SPOKEN, tell_many
from sunwai.messages.models import Message, Template
from sunwai.messages.texts import MissingVariable
from tests.messages.conftest import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("templates")]

FACTS = {
    "reference": "4812 0937 5",
    "officer": "JE, Waraseoni",
    "until": NOON + timedelta(days=7),
    "link": "http://127.0.0.1:8181/c/481209375/",
    "category": "not for a text",
}
NIGHT = NOON.replace(hour=22)


def jobs():
    return ProcrastinateJob.objects.filter(task_name="sunwai.messages.jobs.deliver")


def test_a_citizen_is_told_in_their_language(citizen):
    message = tell_citizen(citizen=citizen, event=Event.REGISTERED, case_id=7, now=NOON, **FACTS)

    assert "4812 0937 5" in message.text
    assert "1 दिसंबर 2026" in message.text
    assert (message.to, message.language, message.case_id) == ("9800000001", "hi", 7)
    assert (message.state, message.parts) == (MessageState.QUEUED, 3)
    assert jobs().get().args == {"message_id": message.pk}


def test_another_language_may_be_asked_for(citizen):
    message = tell_citizen(citizen=citizen, event=Event.REGISTERED, now=NOON, language="en", **FACTS)
    assert "1 December 2026" in message.text


def test_nothing_is_told_of_what_did_not_happen(citizen):
    with transaction.atomic():
        tell_citizen(citizen=citizen, event=Event.REGISTERED, now=NOON, **FACTS)
        transaction.set_rollback(True)

    assert not Message.objects.exists()
    assert not jobs().exists()


def test_a_missing_fact_stops_the_telling(citizen):
    with pytest.raises(MissingVariable):
        tell_citizen(citizen=citizen, event=Event.REGISTERED, now=NOON, reference="4812 0937 5")
    assert not Message.objects.exists()


def test_without_a_template_nobody_is_told_and_the_log_says_so(citizen, caplog):
    Template.objects.filter(event=Event.TAKEN_UP).update(is_active=False)
    assert tell_citizen(citizen=citizen, event=Event.TAKEN_UP, now=NOON, **FACTS) is None
    assert "taken_up" in caplog.text
    assert not Message.objects.exists()


def test_at_night_messages_wait_for_the_morning_without_a_job(citizen):
    message = tell_citizen(citizen=citizen, event=Event.TAKEN_UP, now=NIGHT, **FACTS)
    assert message.not_before == datetime(2026, 11, 25, 9, tzinfo=IST)
    assert not jobs().exists()


@pytest.mark.parametrize(("event", "urgent"), [(Event.REGISTERED, False), (Event.TAKEN_UP, True)])
def test_what_is_urgent_goes_out_at_night(citizen, event, urgent):
    message = tell_citizen(citizen=citizen, event=event, now=NIGHT, urgent=urgent, **FACTS)
    assert message.not_before == NIGHT
    assert message.urgent
    assert jobs().count() == 1


@pytest.mark.parametrize(
    ("hour", "minute", "expected"),
    [
        (8, 59, NOON.replace(hour=9)),
        (9, 0, NOON.replace(hour=9)),
        (19, 59, NOON.replace(hour=19, minute=59)),
        (20, 0, NOON.replace(hour=9) + timedelta(days=1)),
        (0, 0, NOON.replace(hour=9)),
    ],
)
def test_hours(hour, minute, expected):
    assert next_allowed(NOON.replace(hour=hour, minute=minute)) == expected


def test_hours_are_indian_whatever_the_zone_of_the_moment():
    assert next_allowed(datetime.fromisoformat("2026-11-24T16:00:00+00:00")) == NOON.replace(day=25, hour=9)


def test_hours_are_a_setting(fresh_options):
    Setting.objects.create(key="contact.last_hour", value=23)
    options.forget()
    assert next_allowed(NIGHT) == NIGHT


def test_a_code_goes_to_a_number_nobody_knows_and_expires():
    message = tell_mobile(mobile="9811111111", event=Event.OTP, now=NIGHT, code="481209")
    assert message.citizen is None
    assert message.text.startswith("481209 ")
    assert " 10 मिनट" in message.text
    assert message.expires_at == NIGHT + timedelta(minutes=10)
    assert message.not_before == NIGHT


PEOPLE = """
    SELECT id AS citizen_id, mobile, language, id AS case_id, '4812093755' AS number, (language = 'en')::int AS group_no
    FROM citizens_citizen WHERE id = ANY(%(citizens)s)
"""


def test_a_sweep_tells_many(citizen):
    english = Citizen.objects.create(mobile="9800000002", language="en", created_at=NOON)
    above, higher = (
        {**FACTS, "reference": SPOKEN, "link": f"http://127.0.0.1/c/{NUMBER}/", "officer": officer}
        for officer in ("कार्यपालन यंत्री", "Executive Engineer")
    )
    groups = [dict.fromkeys(("hi", "en"), above), dict.fromkeys(("hi", "en"), higher)]
    given = {"citizens": [citizen.pk, english.pk]}

    assert tell_many(event=Event.CLIMBED, groups=groups, people=PEOPLE, given=given, now=NIGHT) == 2

    told = {message.citizen_id: message for message in Message.objects.all()}
    assert "4812 0937 55" in told[citizen.pk].text
    assert "ऊपर के अधिकारी कार्यपालन यंत्री" in told[citizen.pk].text
    assert "higher officer, Executive Engineer" in told[english.pk].text
    assert {m.not_before for m in told.values()} == {datetime(2026, 11, 25, 9, tzinfo=IST)}
    assert {m.state for m in told.values()} == {MessageState.QUEUED}
    assert not jobs().exists()


@pytest.mark.parametrize("language", ["hi", "en"])
def test_one_of_many_is_told_what_one_alone_would_be(citizen, language):
    Citizen.objects.filter(pk=citizen.pk).update(language=language)
    citizen.refresh_from_db()
    alone = tell_citizen(
        citizen=citizen,
        event=Event.CLIMBED,
        case_id=citizen.pk,
        now=NIGHT,
        **FACTS | {"reference": "4812 0937 55"},
    )
    groups = [{language: FACTS | {"reference": SPOKEN}}] * 2
    tell_many(event=Event.CLIMBED, groups=groups, people=PEOPLE, given={"citizens": [citizen.pk]}, now=NIGHT)

    one, other = Message.objects.order_by("pk").values()
    assert alone.pk == one.pop("id") != other.pop("id")
    assert one == other
