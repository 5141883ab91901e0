"""Mails that come back: which one it was, what became of it, and nothing else, whatever is sent."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sunwai.citizens.models import Citizen
from sunwai.gateways.email.bounces import Report, read
from sunwai.gateways.email.letters import number_of, sender_of
from sunwai.gateways.email.simulated_server import report_of
from sunwai.messages.actions import load_templates, tell_citizen
from sunwai.messages.enums import Channel, Event, MessageState
from sunwai.messages.models import Reach, Receipt
from tests.messages.conftest import NOON
from tests.messages.test_telling import FACTS

URL = "/hooks/email/bounce"
ORIGINAL = b"From: helpline@sunwai.example\r\nTo: lost@example.org\r\nSubject: x\r\nMessage-ID: <%s>\r\n\r\nx"


@pytest.fixture
def mailed(db):
    """A message that left as a mail to a proved address."""
    load_templates()
    citizen = Citizen.objects.create(mobile="9800000001", created_at=NOON)
    Reach.objects.create(
        mobile=citizen.mobile, preferred="email", email="lost@example.org", email_verified_at=NOON
    )
    message = tell_citizen(
        citizen=citizen, event=Event.TAKEN_UP, case_id=1, now=NOON + timedelta(hours=1), **FACTS
    )
    message.channel, message.provider, message.state = Channel.EMAIL, "smtp", MessageState.SENT
    message.provider_id = number_of(message.pk)
    message.save()
    return message


def report(message_id, status="5.1.1", *, action="failed", to=None):
    original = ORIGINAL % number_of(message_id).encode()
    made = report_of(original, sender=to or sender_of(message_id), to="lost@example.org").as_bytes()
    return made.replace(b"Status: 5.1.1", f"Status: {status}".encode()).replace(
        b"Action: failed", f"Action: {action}".encode()
    )


def post(client, body, token="demo-bounces"):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return client.post(URL, body, content_type="message/rfc822", headers=headers)


def state_of(message):
    message.refresh_from_db()
    return message.state


def test_what_came_back_for_good_is_undelivered_and_the_address_is_left(client, mailed):
    assert post(client, report(mailed.pk)).json() == {"new": True}
    assert state_of(mailed) == MessageState.UNDELIVERED
    assert Receipt.objects.get().details == {"action": "failed", "status": "5.1.1"}
    assert Reach.objects.get().email_bounced_at is not None


@pytest.mark.parametrize("status", ["4.4.7", "5.2.2", "5.7.1", "5.3.4"])
def test_what_is_not_the_addresss_fault_is_not_held_against_it(client, mailed, status):
    post(client, report(mailed.pk, status))
    assert state_of(mailed) == MessageState.UNDELIVERED
    assert Reach.objects.get().email_bounced_at is None


def test_what_is_only_late_is_no_news(client, mailed):
    assert post(client, report(mailed.pk, "4.4.1", action="delayed")).json() == {"new": False}
    assert state_of(mailed) == MessageState.SENT


def test_who_proved_another_address_since_keeps_it(client, mailed):
    Reach.objects.update(email="new@example.org", email_verified_at=NOON + timedelta(hours=2))
    post(client, report(mailed.pk))
    assert state_of(mailed) == MessageState.UNDELIVERED
    assert Reach.objects.get().email_bounced_at is None


def test_the_same_again_changes_nothing(client, mailed):
    post(client, report(mailed.pk))
    assert post(client, report(mailed.pk)).json() == {"new": False}
    assert Receipt.objects.count() == 1


def test_a_server_that_forgets_the_address_is_understood_by_the_number_of_the_mail(client, mailed):
    assert post(client, report(mailed.pk, to="postmaster@sunwai.example")).json() == {"new": True}


def test_headers_alone_are_enough(client, mailed):
    body = report(mailed.pk, to="postmaster@sunwai.example")
    body = body.replace(b"Content-Type: message/rfc822", b"Content-Type: text/rfc822-headers")
    assert post(client, body).json() == {"new": True}


@pytest.mark.parametrize("token", ["", "wrong"])
def test_without_the_token_nothing_is_believed(client, mailed, token):
    assert post(client, report(mailed.pk), token).status_code == 401
    assert state_of(mailed) == MessageState.SENT


def test_the_token_may_stand_in_the_path(client, mailed):
    answer = client.post(f"{URL}/demo-bounces", report(mailed.pk), content_type="message/rfc822")
    assert answer.json() == {"new": True}


def test_where_no_token_is_set_nobody_gets_in(client, mailed, settings):
    settings.EMAIL_GATEWAY = settings.EMAIL_GATEWAY | {"bounce_token": ""}
    assert post(client, report(mailed.pk), "").status_code == 401


def test_a_mark_of_somebody_else_is_none_of_ours(client, mailed):
    forged = report(mailed.pk).replace(f"{mailed.pk}-".encode(), f"{mailed.pk + 1}-".encode())
    assert post(client, forged).json() == {"new": False}
    assert not Receipt.objects.exists()


def test_an_answer_of_a_person_is_no_report(client, mailed):
    answer = EmailMessage()
    answer["To"] = sender_of(mailed.pk)
    answer["Action"], answer["Status"] = "failed", "5.1.1"
    answer.set_content("I am on leave.\nAction: failed\nStatus: 5.1.1")
    assert post(client, answer.as_bytes()).json() == {"new": False}
    assert state_of(mailed) == MessageState.SENT


def test_a_mail_too_large_is_refused(client, mailed):
    assert post(client, b"x" * (3 * 1024 * 1024)).status_code == 400


def nested(depth):
    boundaries = [f"b{level}" for level in range(depth)]
    head = "".join(f"Content-Type: multipart/mixed; boundary={name}\n\n--{name}\n" for name in boundaries)
    return head.encode()


HOSTILE = [
    b"",
    b"\0" * 1000,
    b"\xff\xfe\n\n",
    b"Content-Type: multipart/report\n\nno boundary",
    b"Content-Type: message/delivery-status\n\nAction\n\nStatus: 5.1.1",
    b"Content-Type: message/delivery-status; charset=\xff\n\n\n\nAction: failed\nStatus: 9.9.9",
    b"To: " + b"1-aaaaaaaaaaaaaaaa@x " * 50_000,
    b"Content-Transfer-Encoding: base64\n\n====",
    nested(100),
    nested(3000),
    b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\n" * 20_000,
]


@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_made_to_harm_does_not(client, db, body):
    answer = post(client, body)
    assert (answer.status_code, answer.json()) == (200, {"new": False})


WHOLE = report(7)


@given(st.binary(max_size=2000))
def test_any_bytes_are_read_without_a_word(body):
    read(body)


@given(st.integers(0, len(WHOLE)), st.integers(0, 200), st.binary(max_size=200))
def test_a_broken_report_is_read_or_not_and_never_about_another_mail(at, length, instead):
    message_id, said = read(WHOLE[:at] + instead + WHOLE[at + length :])
    assert message_id in {7, None}
    assert said is None or isinstance(said, Report)


def test_the_whole_report_is_understood():
    assert read(WHOLE) == (7, Report("failed", "5.1.1"))
