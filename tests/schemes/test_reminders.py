"""Editors are told once a week, on their devices, how many texts are to be checked again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sunwai.accounts.models import User
from sunwai.accounts.roles import Role
from sunwai.core import clock
from sunwai.messages.enums import Channel, Event
from sunwai.messages.models import Message, PushPreference, PushSubscription
from sunwai.schemes.jobs import remind
from sunwai.schemes.models import Scheme
from sunwai.schemes.reminders import remind_editors
from tests.world import MONDAY

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def staff(name, *roles, language="hi", device=True):
    user = User.objects.create(username=name, roles=list(roles))
    if device:
        PushSubscription.objects.create(
            endpoint=f"https://push.invalid/{name}",
            p256dh="x",
            auth="x",
            user=user,
            language=language,
            label="x",
            created_at=MONDAY,
        )
    return user


@pytest.fixture
def due(new_scheme):
    """Two that are due, one that is not, one out of use."""
    for code, days, in_use in (("a", 1, True), ("b", -3, True), ("c", 365, True), ("d", 1, False)):
        new_scheme(code, review_by=MONDAY.date() + days * DAY, is_active=in_use)


def test_every_editor_with_a_device_is_told_with_the_list(due):
    hindi, english = staff("one", Role.EDITOR), staff("two", Role.ADMINISTRATOR, language="en")
    staff("officer", Role.OFFICER)
    staff("without", Role.EDITOR, device=False)
    assert remind_editors(now=MONDAY) == 2
    told = {message.user: message for message in Message.objects.all()}
    assert told.keys() == {hindi, english}
    assert told[hindi].text == "2 योजनाएँ फिर जाँचनी हैं"
    assert told[english].text == "2 schemes to check again"
    assert told[english].variables["link"].endswith("/en/admin/directory/")
    assert {(message.channel, message.event) for message in told.values()} == {
        (Channel.PUSH, Event.EDITOR_REVIEW)
    }


def test_nobody_more_than_once_a_week(due):
    staff("one", Role.EDITOR)
    told = [remind_editors(now=MONDAY + day * DAY) for day in range(9)]
    assert told == [1, 0, 0, 0, 0, 0, 0, 1, 0]


def test_who_comes_later_is_told_by_themselves(due):
    staff("one", Role.EDITOR)
    remind_editors(now=MONDAY)
    later = staff("two", Role.EDITOR)
    assert remind_editors(now=MONDAY + DAY) == 1
    assert Message.objects.latest("pk").user == later


def test_who_switched_it_off_or_left_is_not_told(due):
    PushPreference.objects.create(user=staff("muted", Role.EDITOR), muted=[Event.EDITOR_REVIEW])
    User.objects.filter(pk=staff("left", Role.EDITOR).pk).update(is_active=False)
    assert remind_editors(now=MONDAY) == 0
    assert not Message.objects.exists()


def test_where_nothing_is_due_nobody_is_told(due):
    staff("one", Role.EDITOR)
    Scheme.objects.update(review_by=None)
    assert remind_editors(now=MONDAY) == 0
    assert not Message.objects.exists()


def test_the_job_of_the_day(due):
    staff("one", Role.EDITOR)
    with clock.frozen(MONDAY):
        remind(0)
        remind(0)
    assert Message.objects.get().event == Event.EDITOR_REVIEW
