"""From telling a citizen to the bubble on their phone and back, over real HTTP, jobs and all."""

import re
from datetime import timedelta

import httpx
import pytest
from django.test import Client
from django.utils import translation

from sunwai.citizens.models import Citizen
from sunwai.core import clock
from sunwai.gateways import health
from sunwai.gateways.models import SimulatedSms, SmsBehaviour
from sunwai.gateways.sms import mobile_seva
from sunwai.gateways.sms.simulator import set_behaviour
from sunwai.messages.actions import load_templates, tell_citizen, tell_mobile
from sunwai.messages.enums import Event, MessageState
from sunwai.messages.jobs import deliver
from sunwai.messages.models import Message, ProviderHealth, Template
from tests.gateways.test_mobile_seva import sms
from tests.messages.test_telling import FACTS
from tests.simulated_network import connected, run_jobs

SEND = "/simulators/sms/mobile-seva/sendMsgRequest"


# ── The whole way ────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def network(live_server, settings):
    """Our own server as the world outside, reached over HTTP."""
    load_templates()
    with connected(settings, live_server.url) as address:
        yield address


@pytest.fixture
def citizen(db):
    return Citizen.objects.create(mobile="9800000001", created_at=clock.now())


def tell(citizen, **given):
    return tell_citizen(citizen=citizen, event=Event.REGISTERED, now=clock.now(), **FACTS | given)


def test_a_code_reaches_the_phone_and_is_read_by_a_script(network):
    message = tell_mobile(mobile="9811111111", event=Event.OTP, now=clock.now(), code="481209")
    run_jobs()

    said = httpx.get(f"{network}/simulators/sms.json", params={"to": "9811111111"}).json()["messages"]
    assert re.search(r"\b(\d{6})\b", said[0]["text"])[1] == "481209"
    assert said[0]["delivered"] is True
    assert said[0]["sender"] == "SUNWAI"
    message.refresh_from_db()
    assert message.state == MessageState.SENT
    assert message.provider_id == SimulatedSms.objects.get().provider_id

    run_jobs()  # the receipt
    message.refresh_from_db()
    assert message.state == MessageState.DELIVERED


@pytest.mark.parametrize("language", ["hi", "en"])
def test_the_text_arrives_as_it_was_written(network, citizen, language):
    message = tell(citizen, language=language)
    run_jobs()
    assert SimulatedSms.objects.get().text == message.text


def test_what_cannot_be_delivered_is_reported(network, citizen):
    set_behaviour(citizen.mobile, SmsBehaviour.UNDELIVERED)
    message = tell(citizen)
    run_jobs()
    run_jobs()
    message.refresh_from_db()
    assert message.state == MessageState.UNDELIVERED


def test_without_a_report_it_stays_sent(network, citizen):
    set_behaviour(citizen.mobile, SmsBehaviour.NO_RECEIPT)
    message = tell(citizen)
    run_jobs()
    run_jobs()
    message.refresh_from_db()
    assert message.state == MessageState.SENT


@pytest.mark.parametrize(
    ("behaviour", "state", "failures"),
    [
        (SmsBehaviour.BUSY, MessageState.QUEUED, ["mobile-seva: 407: network error at the operator"]),
        (SmsBehaviour.REFUSE, MessageState.FAILED, ["mobile-seva: 406: invalid or duplicate number"]),
        (SmsBehaviour.TIME_OUT, MessageState.QUEUED, ["mobile-seva: no answer in time"]),
    ],
)
def test_a_bad_network(network, citizen, settings, behaviour, state, failures):
    settings.SMS_TIMEOUT = 0.5
    set_behaviour("", behaviour)
    message = tell(citizen)
    run_jobs()
    message.refresh_from_db()
    assert (message.state, message.failures) == (state, failures)
    assert not SimulatedSms.objects.exists()


def test_a_slow_gateway_is_waited_for(network, citizen, monkeypatch):
    monkeypatch.setattr("sunwai.gateways.sms.simulator.SLOW_SECONDS", 0.3)
    set_behaviour(citizen.mobile, SmsBehaviour.SLOW)
    message = tell(citizen)
    run_jobs()
    message.refresh_from_db()
    assert message.state == MessageState.SENT
    assert message.calls.get().ms >= 300


def test_the_second_gateway_steps_in_over_http(network, citizen, settings, monkeypatch):
    settings.PROVIDERS = {
        "sms": ["sunwai.gateways.sms.mobile_seva:MobileSeva", "sunwai.gateways.sms.generic_http:GenericHttp"]
    }
    forgotten = settings.SMS_MOBILE_SEVA | {"password": "forgotten"}
    right_form = mobile_seva.form
    monkeypatch.setattr(mobile_seva, "form", lambda sms, account: right_form(sms, forgotten))
    message = tell(citizen)
    deliver(message_id=message.pk)
    message.refresh_from_db()
    assert (message.state, message.provider) == (MessageState.SENT, "generic-http")
    assert message.failures == ["mobile-seva: 401: credentials refused"]
    run_jobs()
    message.refresh_from_db()
    assert message.state == MessageState.DELIVERED


# ── The checks of the gateway ────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def registered(db):
    load_templates()
    return Template.objects.get(event=Event.CLOSED_SATISFIED, language="en", channel="sms")


@pytest.fixture
def fields(registered, settings):
    text = registered.text.replace("{reference}", "4812 0937 5")
    return mobile_seva.form(sms(text, dlt_template=registered.dlt_template), settings.SMS_MOBILE_SEVA)


def resigned(fields, account, **changes):
    changed = fields | changes
    changed["key"] = mobile_seva.key(
        changed["username"], changed["senderid"], changed["content"], account["secure_key"]
    )
    return changed


def test_what_is_right_is_taken(client, fields):
    assert re.fullmatch(r"402,MsgID = \d+msdgsms", client.post(SEND, fields).content.decode())


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"username": "somebody"}, "401"),
        ({"password": "0" * 40}, "401"),
        ({"mobileno": "12345"}, "406"),
        ({"mobileno": ""}, "406"),
        ({"senderid": "OTHERS"}, "411"),
        ({"content": ""}, "413"),
        ({"smsservicetype": "carrierpigeon"}, "413"),
        ({"content": "Something else altogether"}, "414"),
        ({"templateid": "1307000000000000000"}, "414"),
        ({"templateid": ""}, "414"),
    ],
)
def test_what_is_wrong_is_refused_with_the_real_code(client, fields, settings, changes, code):
    answer = client.post(SEND, resigned(fields, settings.SMS_MOBILE_SEVA, **changes))
    assert answer.content.decode().split(" ")[0] == code
    assert not SimulatedSms.objects.exists()


@pytest.mark.parametrize(("key", "code"), [("", "415"), ("0" * 128, "416")])
def test_the_key_is_checked(client, fields, key, code):
    assert client.post(SEND, fields | {"key": key}).content.decode().startswith(code)


def test_a_text_changed_on_the_way_does_not_fit_its_key(client, fields):
    assert client.post(SEND, fields | {"content": fields["content"] + "!"}).content.startswith(b"416")


# ── The page ─────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def bubbles(db):
    for n, (to, text) in enumerate(
        [("9800000001", "पहला"), ("9700000002", "second"), ("9800000001", "third")]
    ):
        SimulatedSms.objects.create(
            provider="mobile-seva", provider_id=str(n), to=to, sender="SUNWAI", dlt_template="1",
            text=text, taken_at=clock.now(), delivered=n != 1,
        )  # fmt: skip


def test_phones_show_what_they_received_newest_first(client, bubbles):
    page = client.get("/simulators/sms").content.decode()
    assert page.index("third") < page.index("पहला") < page.index("second")
    assert "नहीं पहुँचा" in page
    assert page.count('sim-phone"') == 2


def test_the_page_speaks_english_too(client, bubbles):
    page = client.get("/en/simulators/sms").content.decode()
    assert "did not arrive" in page
    assert 'lang="en"' in page


@pytest.mark.parametrize("to", ["98", "9800000001", "+91 98000 00001"])
def test_the_filter(client, bubbles, to):
    page = client.get("/simulators/sms", {"to": to}).content.decode()
    assert "third" in page
    assert "second" not in page


def test_scripts_read_json_at_either_address(client, bubbles):
    by_header = client.get("/simulators/sms?to=97", headers={"Accept": "application/json"}).json()
    assert by_header == client.get("/simulators/sms.json?to=97").json()
    assert [m["text"] for m in by_header["messages"]] == ["second"]


def test_the_page_needs_no_inline_script_or_style(client, bubbles):
    answer = client.get("/simulators/sms")
    page = answer.content.decode()
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=", page)
    assert "'self'" in answer.headers["Content-Security-Policy"]


def test_a_phone_is_switched_by_a_form(client, bubbles):
    form = {"mobile": "9800000001", "behaviour": "busy"}
    answer = client.post("/simulators/sms/switch", form)
    assert (answer.status_code, answer.url) == (302, "/simulators/sms?to=9800000001")
    assert '<option value="busy" selected>' in client.get("/simulators/sms?to=9800000001").content.decode()


@pytest.mark.parametrize("form", [{"behaviour": "explode"}, {"mobile": "12", "behaviour": "busy"}])
def test_a_wrong_switch_is_refused(client, db, form):
    assert client.post("/simulators/sms/switch", form).status_code == 400


def test_a_switch_needs_the_page_it_came_from(db):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/simulators/sms/switch", {"behaviour": "busy"}).status_code == 403


# ── sunwai check ─────────────────────────────────────────────────────────────────────────────────────────
def results():
    """What is said of SMS; the telephone switch is asked in tests/telephone."""
    with translation.override("en"):
        return {name: (ok, words) for name, ok, words in health.check() if name.startswith("sms")}


def test_all_is_well(network):
    assert {ok for ok, _ in results().values()} == {True}


def test_what_is_wrong_is_said(network, citizen, settings):
    ProviderHealth.objects.create(
        name="mobile-seva", failing_since=clock.now(), failures=3, probe_at=clock.now(), reason="401"
    )
    Template.objects.filter(event=Event.OTP, language="hi").update(is_active=False)
    settings.PUBLIC_URL = "https://a-very-long-name-of-a-helpline.mp.gov.in"
    tell(citizen, link="https://x/1")
    Message.objects.update(not_before=clock.now() - timedelta(minutes=11))

    said = results()
    assert not any(ok for ok, _ in said.values())
    assert "Failing since" in said["sms mobile-seva"][1]
    assert "otp/hi" in said["sms templates"][1]
    assert "1 messages are late" in said["sms queue"][1]


def test_an_account_that_is_not_set_up_is_said(network, settings):
    settings.SMS_MOBILE_SEVA = settings.SMS_MOBILE_SEVA | {"secure_key": ""}
    assert results()["sms mobile-seva"] == (False, "Not set: secure_key.")
