"""The whole way by WhatsApp over real HTTP: the phone of the simulator, signed webhooks, our answers, and back."""

from __future__ import annotations

import json
from datetime import timedelta

import httpx
import pytest
from django.db import OperationalError, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sunwai.conversations.models import Incoming
from sunwai.core import clock
from sunwai.gateways.models import ChatBehaviour, SimulatedChat
from sunwai.gateways.whatsapp.cloud import CloudMedia, WhatsAppCloud
from sunwai.gateways.whatsapp.simulator import set_chat_behaviour
from sunwai.gateways.whatsapp.webhook import sign
from sunwai.messages.actions import tell_citizen
from sunwai.messages.enums import Channel, Event, MessageState
from sunwai.messages.models import Message, Receipt
from sunwai.messages.ports import ProviderFailed, WhatsApp
from sunwai.messages.reach import open_window
from tests.gateways.test_whatsapp_updates import body, message
from tests.messages.test_telling import FACTS
from tests.simulated_network import connected, run_jobs

HOOK = "/hooks/whatsapp"
SAY = "/simulators/whatsapp/say"


@pytest.fixture
def network(live_server, settings, world):
    with connected(settings, live_server.url) as address:
        yield address


def post(content, signature=None, client=None):
    content = content if isinstance(content, bytes) else json.dumps(content).encode()
    return (client or Client()).post(
        HOOK, content, content_type="application/json",
        headers={"X-Hub-Signature-256": sign(content) if signature is None else signature},
    )  # fmt: skip


def write(network, world, **said):
    return httpx.post(f"{network}{SAY}", data={"phone": world.citizen.mobile, **said}, follow_redirects=False)


def wrote(world, at):
    """The citizen wrote to us."""
    with transaction.atomic():
        open_window(mobile=world.citizen.mobile, at=at)


def chat(network, world):
    return httpx.get(f"{network}/simulators/whatsapp.json", params={"phone": world.citizen.mobile}).json()[
        "messages"
    ]


@pytest.fixture
def csrf_is_off(monkeypatch):
    """The page's form is posted by a script here."""
    from sunwai.gateways.whatsapp import simulator

    monkeypatch.setattr(simulator.say, "csrf_exempt", True, raising=False)


# ── The webhook ──────────────────────────────────────────────────────────────────────────────────────────
def test_metas_question_is_answered_only_with_the_right_word(client):
    asked = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": "demo-webhook"}
    answer = client.get(HOOK, asked)
    assert (answer.status_code, answer.content) == (200, b"1158201444")
    assert client.get(HOOK, asked | {"hub.verify_token": "x"}).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("signature", ["", "sha256=", "sha256=" + "0" * 64, "sha1=x"])
def test_strangers_are_refused_and_nothing_is_stored(signature):
    assert post(body({"messages": [message("order")]}), signature).status_code == 403
    assert not Incoming.objects.exists()


@pytest.mark.django_db
def test_the_signature_is_of_the_bytes_as_they_came():
    spaced = json.dumps(body({"messages": [message("order")]}), indent=3).encode()
    assert post(spaced).status_code == 200
    assert post(spaced.replace(b" ", b""), sign(spaced)).status_code == 403


@pytest.mark.django_db
def test_a_report_that_comes_again_is_stored_once():
    report = body({"messages": [message("text", text={"body": "नमस्ते"})]})
    for _ in range(3):
        assert post(report).status_code == 200
    kept = Incoming.objects.get()
    assert kept.raw["text"]["body"] == "नमस्ते"
    assert kept.said == {"kind": "text", "text": "नमस्ते"}


@pytest.mark.django_db
def test_a_clock_that_runs_ahead_is_not_believed():
    ahead = message("order") | {"timestamp": str(int((clock.now() + timedelta(days=3)).timestamp()))}
    post(body({"messages": [ahead]}))
    kept = Incoming.objects.get()
    assert kept.sent_at == kept.received_at


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"null", b"[]", b'"x"', b"\xff\xfe", b'{"a": NaN}', b'{"a": 1e999}', b'{"a": "\\u0000"}', b'{"a": "\\ud800"}',
     b'{"entry": "x"}', b"[" * 100_000, b'{"entry": [{"changes": [{"field": "messages", "value": {"messages": [{"type": "text", "text": {"body": "\\ud800\\u0000"}, "from": "919800000001", "id": "a\\u0000b"}]}}]}]}'],
)  # fmt: skip
def test_whatever_is_signed_is_stored_and_answered(content):
    assert post(content).status_code == 200
    assert Incoming.objects.count() == 1


@pytest.mark.django_db
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_hostile_bytes_never_raise(content):
    assert post(content).status_code == 200


def test_where_it_cannot_be_stored_meta_is_told_to_come_again(db, monkeypatch):
    def down(*args, **given):
        raise OperationalError("the database starts up")

    monkeypatch.setattr("sunwai.gateways.whatsapp.webhook.take_in", down)
    assert post(body({"messages": [message("order")]})).status_code == 503


# ── There and back ───────────────────────────────────────────────────────────────────────────────────────
def pump(times=4):
    for _ in range(times):
        run_jobs()


@pytest.mark.usefixtures("csrf_is_off")
def test_a_citizen_writes_and_is_answered_in_the_chat(network, world):
    assert write(network, world, text="namaste").status_code == 302
    pump()
    shown = chat(network, world)
    assert [one["from_citizen"] for one in shown] == [True, False]
    assert "नमस्ते! यह सीएम हेल्पलाइन 181 है।" in shown[1]["text"]
    assert [choice["id"] for choice in shown[1]["choices"]][:2] == ["do:status", "do:schemes"]
    answer = Message.objects.get(event=Event.DIALOGUE)
    assert (answer.state, answer.channel) == (MessageState.READ, Channel.WHATSAPP)
    assert Receipt.objects.filter(state="read").exists()


@pytest.mark.usefixtures("csrf_is_off")
def test_a_row_of_the_list_is_pressed(network, world):
    write(network, world, text="menu")
    pump()
    wamid = chat(network, world)[-1]["wamid"]
    write(network, world, id="do:schemes", wamid=wamid)
    pump()
    assert "किस चीज़ में मदद" in chat(network, world)[-1]["text"]


def test_outside_the_window_the_template_arrives_with_its_buttons(network, world):
    wrote(world, at=clock.now() - timedelta(hours=30))
    tell_citizen(citizen=world.citizen, event=Event.CLOSURE_QUESTION, now=clock.now(), **FACTS)
    pump()
    (shown,) = chat(network, world)
    assert shown["kind"] == "template"
    assert "*4812 0937 5*" in shown["text"]
    assert [choice["id"] for choice in shown["choices"]] == ["yes:481209375", "no:481209375"]
    assert Message.objects.get().state == MessageState.READ


def test_who_has_no_whatsapp_is_told_by_sms(network, world):
    set_chat_behaviour(world.citizen.mobile, ChatBehaviour.NO_WHATSAPP)
    wrote(world, at=clock.now())
    tell_citizen(citizen=world.citizen, event=Event.TAKEN_UP, now=clock.now(), **FACTS)
    from sunwai.messages.fallback import fall_back

    pump()
    assert Message.objects.get().state == MessageState.UNDELIVERED
    assert fall_back(now=clock.now()) == 1
    pump()
    again = Message.objects.get(channel=Channel.SMS)
    assert again.state == MessageState.DELIVERED
    assert again.decision[1]["why"] == "tried"


def test_while_meta_is_down_the_answer_waits(network, world):
    set_chat_behaviour(world.citizen.mobile, ChatBehaviour.DOWN)
    with pytest.raises(ProviderFailed) as failed:
        WhatsAppCloud().send(WhatsApp(to=world.citizen.mobile, text="x", content={"kind": "text"}, our_id=1))
    assert not failed.value.final
    assert not SimulatedChat.objects.exists()


# ── The client against Meta's checks ─────────────────────────────────────────────────────────────────────
def send(world, content, text="x"):
    return WhatsAppCloud().send(WhatsApp(to=world.citizen.mobile, text=text, content=content, our_id=1))


BUTTONS = [{"id": "a", "title": "A"}, {"id": "b", "title": "B"}]
ROWS = [{"id": "1", "title": "One", "description": "first"}, {"id": "2", "title": "Two", "description": ""}]


@pytest.mark.parametrize(
    "content",
    [{"kind": "text"}, {"kind": "buttons", "buttons": BUTTONS}, {"kind": "list", "button": "Choose", "rows": ROWS}, {"kind": "ask_location"}],
)  # fmt: skip
def test_each_form_of_ours_is_taken(network, world, content):
    assert send(world, content).startswith("wamid.")


@pytest.mark.parametrize(
    ("content", "text", "code"),
    [
        ({"kind": "text"}, "", 131009),
        ({"kind": "buttons", "buttons": BUTTONS * 2}, "x", 131009),
        ({"kind": "list", "button": "Choose", "rows": [{"id": "1", "title": "x" * 25}]}, "x", 131009),
        (
            {"kind": "template", "name": "unknown", "language": "hi", "parameters": [], "payloads": []},
            "x",
            132001,
        ),
        (
            {
                "kind": "template",
                "name": "sunwai_climbed",
                "language": "hi",
                "parameters": [],
                "payloads": [],
            },
            "x",
            132000,
        ),
    ],
)
def test_what_meta_refuses_for_good_is_not_tried_again(network, world, content, text, code):
    with pytest.raises(ProviderFailed, match=str(code)) as failed:
        send(world, content, text)
    assert failed.value.final


def test_a_wrong_token_is_our_fault_not_the_messages(network, world, monkeypatch):
    monkeypatch.setattr("sunwai.gateways.whatsapp.cloud._headers", lambda: {"Authorization": "Bearer old"})
    with pytest.raises(ProviderFailed, match="190") as failed:
        send(world, {"kind": "text"})
    assert not failed.value.final
    assert "old" not in str(failed.value)


def test_a_file_goes_up_and_comes_down(network, world):
    name = CloudMedia().keep(b"%PDF-1.7 invented", "application/pdf", "a.pdf")
    assert CloudMedia().fetch(name) == b"%PDF-1.7 invented"
    assert send(world, {"kind": "document", "file": name, "name": "a.pdf"}).startswith("wamid.")
