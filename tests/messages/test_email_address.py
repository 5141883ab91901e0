"""An e-mail address is believed once its owner pressed the button of the mail that came there."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from sunwai.core.errors import TooMany
from sunwai.messages.actions import tell_citizen
from sunwai.messages.email_address import (
    LinkIsSpent,
    confirm_email_address,
    give_email_address,
    give_up_email_address,
    stop_emails,
)
from sunwai.messages.enums import Channel, Event, MessageState
from sunwai.messages.fallback import fall_back
from sunwai.messages.jobs import send_waiting
from sunwai.messages.models import Message, Reach
from sunwai.messages.ports import ProviderFailed
from tests.messages.conftest import NOON, FakeProvider
from tests.messages.test_telling import FACTS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("templates", "noon")]


@pytest.fixture
def mailbox(use_providers):
    use_providers(FakeProvider("sms-one"))
    fake = FakeProvider("smtp")
    use_providers(fake, port="email")
    return fake


def give(citizen, email="sita@example.org", language="hi"):
    give_email_address(citizen=citizen, email=email, language=language, now=NOON)


def token_in(mail):
    return re.search(r"/tell-me/\w+/([^/]+)/", mail.text)[1]


def tell(citizen):
    return tell_citizen(citizen=citizen, event=Event.TAKEN_UP, case_id=1, now=NOON, **FACTS)


@pytest.fixture
def proved(citizen, mailbox):
    give(citizen)
    send_waiting()
    confirm_email_address(token=token_in(mailbox.sent[0]), now=NOON)
    mailbox.sent.clear()
    return citizen


def test_nobody_is_told_at_an_address_that_is_not_proved(citizen, mailbox):
    give(citizen)
    message = tell(citizen)
    send_waiting()
    message.refresh_from_db()
    assert message.channel == Channel.SMS
    assert [mail.to for mail in mailbox.sent] == ["sita@example.org"]
    assert "tell-me/email/" in mailbox.sent[0].html


def test_after_the_button_they_are_told_by_e_mail(proved, mailbox):
    tell(proved)
    send_waiting()
    (mail,) = mailbox.sent
    assert mail.to == "sita@example.org"
    assert "4812 0937 5" in mail.text
    assert "/tell-me/stop/" in mail.stop_url


def test_a_mail_says_long_names_whole(proved, mailbox):
    long = "कार्यपालन अभियंता विद्युत वितरण, वारासिवनी (दक्षिण)"
    tell_citizen(citizen=proved, event=Event.TAKEN_UP, case_id=1, now=NOON, **FACTS | {"officer": long})
    send_waiting()
    assert long in mailbox.sent[0].text


def test_the_question_goes_by_e_mail_alone(citizen, use_providers):
    use_providers(FakeProvider("sms-one"))
    give(citizen)
    send_waiting()
    asked = Message.objects.get()
    assert (asked.channel, asked.state) == (Channel.EMAIL, MessageState.QUEUED)
    Message.objects.update(state=MessageState.FAILED)
    assert fall_back(now=NOON) == 0


def test_in_english_the_page_is_english_too(citizen, mailbox):
    give(citizen, language="en")
    send_waiting()
    assert "/en/tell-me/email/" in mailbox.sent[0].text


def test_a_link_is_good_for_a_day_and_for_the_latest_address(citizen, mailbox):
    give(citizen, "first@example.org")
    send_waiting()
    first = token_in(mailbox.sent[0])
    with pytest.raises(LinkIsSpent):
        confirm_email_address(token=first, now=NOON + timedelta(hours=24))
    give(citizen, "second@example.org")
    with pytest.raises(LinkIsSpent):
        confirm_email_address(token=first, now=NOON)
    assert Reach.objects.get().email_verified_at is None


@pytest.mark.parametrize("token", ["", "1-aaaaaaaaaaaaaaaa", "x", "1-"])
def test_a_made_up_link_proves_nothing(citizen, mailbox, token):
    give(citizen)
    with pytest.raises(LinkIsSpent):
        confirm_email_address(token=token, now=NOON)
    with pytest.raises(LinkIsSpent):
        stop_emails(token=token)
    assert Reach.objects.get().email_verified_at is None


def test_the_link_of_one_purpose_is_none_of_another(proved, mailbox):
    tell(proved)
    send_waiting()
    with pytest.raises(LinkIsSpent):
        confirm_email_address(token=token_in(mailbox.sent[0]), now=NOON)


def test_who_stops_is_forgotten_and_told_by_sms(proved, mailbox):
    tell(proved)
    send_waiting()
    for _ in range(2):
        stop_emails(token=token_in(mailbox.sent[0]))
    reach = Reach.objects.get()
    assert (reach.email, reach.preferred, reach.email_verified_at) == ("", "", None)


def test_who_changes_only_the_channel_keeps_another_choice(proved):
    Reach.objects.update(preferred=Channel.WHATSAPP)
    give_up_email_address(citizen=proved)
    assert Reach.objects.get().preferred == Channel.WHATSAPP


def test_a_mail_that_was_taken_is_not_repeated_by_sms(proved, mailbox):
    message = tell(proved)
    send_waiting()
    message.refresh_from_db()
    assert message.state == MessageState.SENT
    assert fall_back(now=NOON + timedelta(hours=3)) == 0


def test_a_mail_that_is_refused_goes_out_by_sms(proved, use_providers):
    use_providers(FakeProvider("smtp", ProviderFailed("550", final=True)), port="email")
    tell(proved)
    send_waiting()
    assert fall_back(now=NOON) == 1


def test_nobody_is_flooded(citizen, mailbox):
    for _ in range(5):
        give(citizen)
    with pytest.raises(TooMany):
        give(citizen)
    assert Message.objects.count() == 5
