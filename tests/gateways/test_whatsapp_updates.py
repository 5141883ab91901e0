"""What Meta reports, in our words. Every kind is taken, known or not, whole or broken."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sunwai.conversations.enums import IncomingKind
from sunwai.gateways.whatsapp.updates import updates_in

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
SENT = 1795500000  # seconds since 1970


def body(value, field="messages"):
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": "1", "changes": [{"field": field, "value": value}]}],
    }


def message(kind, **given):
    return {"from": "919800000001", "id": "wamid.A", "timestamp": str(SENT), "type": kind, **given}


def only(value, field="messages"):
    (update,) = updates_in(body(value, field), now=NOW)
    return update


# fmt: off
KINDS = [
    ("text",        {"text": {"body": "नमस्ते"}},                              {"kind": "text", "text": "नमस्ते"}),
    ("interactive", {"interactive": {"type": "button_reply", "button_reply": {"id": "yes:1", "title": "हाँ"}}},
                                                                              {"kind": "choice", "id": "yes:1", "title": "हाँ"}),
    ("interactive", {"interactive": {"type": "list_reply", "list_reply": {"id": "case:1", "title": "4812", "description": "x"}}},
                                                                              {"kind": "choice", "id": "case:1", "title": "4812"}),
    ("interactive", {"interactive": {"type": "nfm_reply", "nfm_reply": {"response_json": "{}"}}}, {"kind": "unsupported"}),
    ("button",      {"button": {"payload": "no:1", "text": "नहीं"}},            {"kind": "choice", "id": "no:1", "title": "नहीं"}),
    ("location",    {"location": {"latitude": 21.8, "longitude": 80.1}},      {"kind": "location", "latitude": 21.8, "longitude": 80.1, "name": "", "address": ""}),
    ("location",    {"location": {"latitude": 211, "longitude": 80.1}},       {"kind": "unsupported"}),
    ("image",       {"image": {"id": "7", "mime_type": "image/jpeg", "caption": "खंभा"}}, {"kind": "image", "media": "7", "mime": "image/jpeg", "text": "खंभा"}),
    ("audio",       {"audio": {"id": "8", "mime_type": "audio/ogg; codecs=opus", "voice": True}}, {"kind": "audio", "media": "8", "mime": "audio/ogg; codecs=opus", "text": ""}),
    ("document",    {"document": {"id": "9", "filename": "a.pdf"}},           {"kind": "document", "media": "9", "mime": "", "text": ""}),
    ("video",       {"video": {"id": "9"}},                                   {"kind": "video", "media": "9", "mime": "", "text": ""}),
    ("sticker",     {"sticker": {"id": "9"}},                                 {"kind": "sticker", "media": "9", "mime": "", "text": ""}),
    ("contacts",    {"contacts": []},                                         {"kind": "contacts"}),
    ("reaction",    {"reaction": {"message_id": "wamid.B", "emoji": "👍"}},    {"kind": "reaction"}),
    ("order",       {"order": {"product_items": []}},                         {"kind": "order"}),
    ("system",      {"system": {"type": "user_changed_number"}},              {"kind": "system"}),
    ("unsupported", {"errors": [{"code": 131051}]},                           {"kind": "unsupported"}),
    ("hologram",    {},                                                       {"kind": "unsupported"}),
]
# fmt: on


@pytest.mark.parametrize(("kind", "given", "said"), KINDS)
def test_each_kind_of_message_is_read(kind, given, said):
    update = only({"messages": [message(kind, **given)]})
    assert (update.kind, update.sender, update.provider_id) == (IncomingKind.MESSAGE, "9800000001", "wamid.A")
    assert update.sent_at == datetime.fromtimestamp(SENT, UTC)
    assert update.said == said


def test_a_number_abroad_keeps_its_plus():
    assert (
        only({"messages": [message("text", text={"body": "x"}) | {"from": "14155550100"}]}).sender
        == "+14155550100"
    )


# fmt: off
STATUSES = [
    ("sent",      [],                  "",            False),
    ("delivered", [],                  "delivered",   False),
    ("read",      [],                  "read",        False),
    ("failed",    [{"code": 131026}],  "undelivered", True),
    ("failed",    [{"code": 131047}],  "undelivered", False),
    ("played",    [],                  "",            False),
]
# fmt: on


@pytest.mark.parametrize(("status", "errors", "state", "unreachable"), STATUSES)
def test_each_status_of_a_message_of_ours(status, errors, state, unreachable):
    pricing = {"billable": True, "category": "utility", "pricing_model": "PMP"}
    one = {
        "id": "wamid.C", "status": status, "timestamp": str(SENT), "recipient_id": "919800000001", "pricing": pricing,
        "errors": errors, "biz_opaque_callback_data": "sunwai-42",
    }  # fmt: skip
    update = only({"statuses": [one]})
    assert (update.kind, update.provider_id) == (IncomingKind.STATUS, f"{status}:wamid.C")
    assert (update.said["state"], update.said["unreachable"]) == (state, unreachable)
    assert (update.said["number"], update.said["to"], update.said["our_id"]) == (
        "wamid.C",
        "9800000001",
        "42",
    )
    assert update.said["details"]["pricing"] == pricing


@pytest.mark.parametrize(
    ("event", "approval"),
    [("APPROVED", "approved"), ("REJECTED", "rejected"), ("PAUSED", "paused"), ("NEW_ONE", None)],
)
def test_the_approval_of_a_template(event, approval):
    value = {"event": event, "message_template_name": "sunwai_climbed", "message_template_language": "hi"}
    update = only(value, "message_template_status_update")
    assert (update.kind, update.said["approval"]) == (IncomingKind.TEMPLATE, approval)


def test_several_things_in_one_report_are_taken_apart():
    value = {
        "messages": [
            message("text", text={"body": "a"}),
            message("text", text={"body": "b"}) | {"id": "wamid.B"},
        ],
        "statuses": [{"id": "wamid.C", "status": "read", "timestamp": "1", "recipient_id": "919800000001"}],
    }
    assert [one.kind for one in updates_in(body(value), now=NOW)] == ["message", "message", "status"]


@pytest.mark.parametrize(
    "field", ["account_update", "phone_number_quality_update", "flows", "what_comes_next_year"]
)
def test_what_we_do_not_know_is_kept(field):
    assert only({"event": "X"}, field).kind == IncomingKind.OTHER


def test_a_broken_message_is_kept_and_the_next_one_read():
    broken = {"type": "text", "id": 7, "text": None}
    kinds = [one.kind for one in updates_in(body({"messages": [broken, message("order")]}), now=NOW)]
    assert kinds == [IncomingKind.OTHER, IncomingKind.MESSAGE]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
KEYS = st.sampled_from(
    ["from", "id", "timestamp", "type", "text", "body", "interactive", "button_reply", "location", "latitude", "image",
     "status", "errors", "code", "recipient_id", "biz_opaque_callback_data", "button", "payload", "pricing"]
)  # fmt: skip
close = st.dictionaries(
    KEYS,
    anything | st.sampled_from(["text", "image", "location", "interactive", "failed", "9198"]),
    max_size=8,
)


@given(anything)
def test_no_report_whatever_raises(report):
    assert updates_in(report, now=NOW)


@given(st.lists(close, max_size=3), st.lists(close, max_size=3))
def test_no_message_or_status_whatever_raises(messages, statuses):
    found = updates_in(body({"messages": messages, "statuses": statuses}), now=NOW)
    assert len(found) == max(1, len(messages) + len(statuses))
    assert all(len(one.sender) <= 4097 for one in found)
    json.dumps([one.said for one in found])
