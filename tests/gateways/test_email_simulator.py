"""From telling a citizen to their mailbox and back, over real SMTP and HTTP."""

from __future__ import annotations

import re
import subprocess
import sys
import time

import pytest

from sunwai.citizens.models import Citizen
from sunwai.core import clock
from sunwai.gateways.email.simulated_server import Mailboxes
from sunwai.messages.actions import load_templates, tell_citizen
from sunwai.messages.email_address import confirm_email_address, give_email_address
from sunwai.messages.enums import Event, MessageState
from sunwai.messages.models import Reach
from tests.gateways.mail_server import mail_server
from tests.messages.test_telling import FACTS
from tests.simulated_network import connected, run_jobs

PAGE = "/simulators/email"


@pytest.fixture
def post_office(live_server, settings, tmp_path):
    """The demo's mail server beside our own server."""
    load_templates()
    settings.SIMULATED_MAIL = tmp_path / "simulated" / "mail"
    bounces = f"{live_server.url}/hooks/email/bounce"
    handler = Mailboxes(str(settings.SIMULATED_MAIL), bounces, settings.EMAIL_GATEWAY["bounce_token"])
    with connected(settings, live_server.url), mail_server(settings, handler=handler):
        yield handler


@pytest.fixture
def citizen(db):
    return Citizen.objects.create(mobile="9800000001", created_at=clock.now())


def told_at(citizen, email):
    Reach.objects.create(mobile=citizen.mobile, email=email, email_verified_at=clock.now(), preferred="email")
    message = tell_citizen(citizen=citizen, event=Event.REGISTERED, now=clock.now(), **FACTS)
    run_jobs()
    message.refresh_from_db()
    return message


def test_an_address_is_proved_by_the_mail_that_arrives_there(post_office, citizen, client):
    give_email_address(citizen=citizen, email="sita@example.org", language="hi", now=clock.now())
    run_jobs()
    listed = client.get(PAGE).content.decode()
    address = re.search(rf'href="({PAGE}/[^"]+)"', listed)[1]
    page = client.get(address).content.decode()
    assert "helpline@sunwai.example" in page
    token = re.search(r"/tell-me/email/([^/]+)/", page)[1]
    assert confirm_email_address(token=token, now=clock.now()) == "sita@example.org"


def test_the_mail_stands_in_a_frame_that_can_do_nothing(post_office, citizen, client):
    assert told_at(citizen, "sita@example.org").state == MessageState.SENT
    address = re.search(rf'href="({PAGE}/[^"]+)"', client.get(f"{PAGE}?to=sita").content.decode())[1]
    around = client.get(address)
    assert "frame-src 'self'" in around.headers["Content-Security-Policy"]
    answer = client.get(f"{address}/page")
    policy = answer.headers["Content-Security-Policy"]
    assert "4812 0937 5" in answer.content.decode()
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups" in policy
    assert "frame-ancestors 'self'" in policy
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_a_mail_that_is_lost_comes_back_and_the_address_is_left(post_office, citizen):
    message = told_at(citizen, "lost@example.org")
    deadline = time.monotonic() + 10
    while message.state == MessageState.SENT and time.monotonic() < deadline:
        time.sleep(0.05)
        message.refresh_from_db()
    assert message.state == MessageState.UNDELIVERED
    assert Reach.objects.get().email_bounced_at is not None
    assert not list(post_office.mails)


def test_a_mailbox_that_does_not_exist_is_refused_at_once(post_office, citizen):
    message = told_at(citizen, "nobody@example.org")
    assert (message.state, message.failures) == (MessageState.FAILED, ["smtp: 550: recipient refused"])


@pytest.mark.parametrize("key", ["..", "none", "1.2.3", "%2e%2e%2fetc"])
def test_what_is_no_mail_is_not_there(post_office, client, key):
    assert client.get(f"{PAGE}/{key}").status_code == 404


def test_the_server_needs_nothing_of_sunwais_settings():
    ask = "import sys; import sunwai.gateways.email.simulated_server; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", ask], check=False).returncode == 0
