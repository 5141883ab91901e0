"""Handing waiting messages to a provider, in three steps that keep the network out of every transaction.

    claim: choose the channel (one transaction) ──▶ send (no transaction, several at once) ──▶ settle (one transaction)

A claimed message is leased: whoever claims it has `LEASE` to settle it. If the process dies in between, the
message falls due again and is sent anew, so a message may rarely arrive twice and is never lost.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from psycopg.types.json import Jsonb

from sunwai.core import clock
from sunwai.core.options import option
from sunwai.messages import health
from sunwai.messages.choice import choose
from sunwai.messages.devices import forget_devices
from sunwai.messages.enums import TO_STAFF, CallOutcome, Event, MessageState
from sunwai.messages.health import Way
from sunwai.messages.hours import next_allowed
from sunwai.messages.models import LONGEST_ID, Message, ProviderCall, PushSubscription, Receipt
from sunwai.messages.outgoing import as_sent_by, put_on_channel
from sunwai.messages.ports import Outgoing, Provider, ProviderFailed, Sent
from sunwai.messages.reach import PORTS, facts_of, prices_of
from sunwai.messages.texts import HIDDEN, SECRET

LEASE = timedelta(minutes=5)  # longer than every provider's timeouts together
FIRST_WAIT = timedelta(seconds=20)  # before the second try; each further wait is three times as long
LONGEST_WAIT = timedelta(hours=2)
AT_ONCE = 8  # messages on their way to providers at the same time, per worker


@dataclass(frozen=True)
class Call:
    """How one provider answered one message."""

    provider: str
    at: datetime
    ms: int
    outcome: CallOutcome
    provider_id: str = ""
    reason: str = ""
    gone: Sequence[str] = ()


def deliver_due(*, most: int, only: Iterable[int] | None = None) -> int:
    """Send up to `most` messages whose time has come, urgent ones first; `only` these ids where given.

    Returns:
        How many messages were taken in hand.
    """
    now = clock.now()
    messages, ways = _claim(now=now, most=most, only=only)
    if ways:
        _settle(messages, _send_all(messages, ways), now=clock.now())
    return len(messages)


def apply_receipts(*, now: datetime, waiting_since: datetime, only: int | None = None) -> int:
    """Carry receipts that came after `waiting_since`, or `only` this one, over to the messages they are about.

    A receipt can be quicker than our own note of the provider's number, so it waits until that is written.
    "Delivered" wins over an earlier "not delivered", and "read" over "delivered"; nothing wins over that.

    Returns:
        How many receipts found their message.
    """
    with connection.cursor() as cursor:
        cursor.execute(APPLY_RECEIPTS, {"now": now, "since": waiting_since, "only": only, "rank": list(RANK)})
        return int(cursor.rowcount)


# A receipt wins over those after it.
RANK = ("read", "delivered", "undelivered", "sent")

APPLY_RECEIPTS = """
    WITH found AS (
        SELECT receipt.id AS receipt_id, message.id AS message_id, receipt.state
        FROM sunwai_messages_receipt receipt
        JOIN sunwai_messages_message message USING (provider, provider_id)
        WHERE receipt.applied_at IS NULL AND receipt.received_at > %(since)s AND message.provider_id <> ''
          AND (%(only)s::bigint IS NULL OR receipt.id = %(only)s)
        FOR UPDATE OF receipt SKIP LOCKED
    ), told AS (
        UPDATE sunwai_messages_message message SET state = best.state, finished_at = %(now)s
        FROM (
            SELECT DISTINCT ON (message_id) message_id, state FROM found
            ORDER BY message_id, array_position(%(rank)s::text[], state::text)
        ) best
        WHERE message.id = best.message_id
          AND array_position(%(rank)s::text[], best.state::text) < array_position(%(rank)s::text[], message.state::text)
    )
    UPDATE sunwai_messages_receipt receipt SET applied_at = %(now)s
    FROM found WHERE receipt.id = found.receipt_id
"""


# ── Claim ────────────────────────────────────────────────────────────────────────────────────────────────
def _claim(*, now: datetime, most: int, only: Iterable[int] | None) -> tuple[list[Message], list[Way]]:
    """Messages that are ours for the length of a lease, each with the providers it should try."""
    with transaction.atomic(durable=True):
        due = Message.objects.filter(state=MessageState.QUEUED, not_before__lte=now).exclude(OUT_OF_TURN)
        due = due if only is None else due.filter(pk__in=list(only))
        due = due.select_related("template", "fallback_of").order_by("-urgent", "not_before", "pk")
        locked = due.select_for_update(skip_locked=True, of=("self",))[:most]
        messages = [message for message in locked if not _expired(message, now)]
        _choose_channels([message for message in messages if message.decision is None], now)
        ways = _ways(messages, now)
        for message, way in zip(messages, ways, strict=True):
            if way:
                message.attempts += 1
                message.not_before = now + LEASE
            else:
                message.not_before = _soon_after(health.wake_time(PORTS[message.channel], now=now))
        _update(messages, CLAIMED)
    taken = [(message, way) for message, way in zip(messages, ways, strict=True) if way]
    return [message for message, _ in taken], [way for _, way in taken]


# An answer in a chat waits for the one before it to the same person, be it due or on its way.
OUT_OF_TURN = Exists(
    Message.objects.filter(
        to=OuterRef("to"), pk__lt=OuterRef("pk"), state=MessageState.QUEUED, event=Event.DIALOGUE
    ).filter(event=OuterRef("event"))
)


def _choose_channels(messages: Sequence[Message], now: datetime) -> None:
    """Settle by which channel each one goes; its words become those of the channel."""
    for message, facts in zip(messages, facts_of(messages, now=now), strict=True):
        decision = choose(Event(message.event), facts, prices_of(message))
        message.decision = decision.as_rows()
        put_on_channel(message, decision.channel, window_is_open=facts.window_is_open)


def _ways(messages: Sequence[Message], now: datetime) -> list[Way]:
    """The providers of each message, channel by channel."""
    ways: dict[int, Way] = {}
    by_channel = sorted(messages, key=lambda message: message.channel)
    for channel, some in groupby(by_channel, key=lambda message: message.channel):
        alike = list(some)
        found = health.routes(PORTS[channel], len(alike), now=now)
        ways |= {message.pk: way for message, way in zip(alike, found, strict=True)}
    return [ways[message.pk] for message in messages]


def _expired(message: Message, now: datetime) -> bool:
    if message.expires_at is None or message.expires_at > now:
        return False
    _finish(message, MessageState.EXPIRED, now)
    message.save(update_fields=["state", "finished_at", "text"])
    return True


# ── Send ─────────────────────────────────────────────────────────────────────────────────────────────────
def _send_all(messages: Sequence[Message], ways: Sequence[Way]) -> list[list[Call]]:
    outgoing = as_sent_by(messages)
    if len(outgoing) == 1:
        return [_send(outgoing[0], ways[0])]
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="messages") as pool:
        return list(pool.map(_send, outgoing, ways))


def _send(outgoing: Outgoing, way: Way) -> list[Call]:
    """Ask one provider after the other until one takes it or refuses it for good. No database in here."""
    calls: list[Call] = []
    for provider in way:
        calls.append(_call(provider, outgoing))
        if calls[-1].outcome != CallOutcome.FAILED:
            break
    return calls


def _call(provider: Provider[Any], outgoing: Outgoing) -> Call:
    at, started = clock.now(), time.monotonic()
    outcome, sent, reason = CallOutcome.TAKEN, Sent(""), ""
    try:
        answer = provider.send(outgoing)
        sent = answer if isinstance(answer, Sent) else Sent(answer)
    except ProviderFailed as error:
        outcome = CallOutcome.REFUSED if error.final else CallOutcome.FAILED
        sent, reason = Sent("", error.gone), _redacted(str(error), outgoing)
    except Exception as error:  # a broken gateway must not stop the queue
        outcome, reason = CallOutcome.FAILED, f"{type(error).__name__} in the gateway"
    ms = int((time.monotonic() - started) * 1000)
    return Call(provider.name, at, ms, outcome, sent.number[:LONGEST_ID], reason, sent.gone)


def _redacted(reason: str, outgoing: Outgoing) -> str:
    """`reason` without what was sent and without long numbers, which could be a mobile or a code."""
    said = reason.replace(outgoing.text, "…") if outgoing.text else reason
    return re.sub(r"\d{4,}", "…", said)[:200]


# ── Settle ───────────────────────────────────────────────────────────────────────────────────────────────
def _settle(messages: Sequence[Message], answers: Sequence[list[Call]], *, now: datetime) -> None:
    with transaction.atomic(durable=True):
        for message, calls in zip(messages, answers, strict=True):
            _write_result(message, calls, now)
        _update(messages, SETTLED)
        ProviderCall.objects.bulk_create(
            _log_row(message, call)
            for message, calls in zip(messages, answers, strict=True)
            for call in calls
        )
        every = [call for calls in answers for call in calls]
        forget_devices({endpoint for call in every for endpoint in call.gone}, now=now)
        _note_health(every, now)
    apply_receipts(now=now, waiting_since=now - LEASE)


CLAIMED = ("attempts", "not_before", "channel", "text", "content", "decision")
SETTLED = ("state", "provider", "provider_id", "sent_at", "finished_at", "not_before", "failures", "text")

# As arrays, one row each; `failures` is an array itself and travels as JSON.
UPDATES = {
    CLAIMED: """
        UPDATE sunwai_messages_message message
        SET attempts = new.attempts, not_before = new.not_before, channel = new.channel, text = new.text,
            content = new.content, decision = new.decision
        FROM unnest(%s::bigint[], %s::smallint[], %s::timestamptz[], %s::text[], %s::text[], %s::jsonb[], %s::jsonb[])
            AS new (id, attempts, not_before, channel, text, content, decision)
        WHERE message.id = new.id
    """,
    SETTLED: """
        UPDATE sunwai_messages_message message
        SET state = new.state, provider = new.provider, provider_id = new.provider_id, sent_at = new.sent_at,
            finished_at = new.finished_at, not_before = new.not_before, text = new.text,
            failures = ARRAY(SELECT jsonb_array_elements_text(new.failures))
        FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::timestamptz[], %s::timestamptz[],
                    %s::timestamptz[], %s::jsonb[], %s::text[])
            AS new (id, state, provider, provider_id, sent_at, finished_at, not_before, failures, text)
        WHERE message.id = new.id AND message.state = 'queued'  -- not reported as taken meanwhile (`note_taken`)
    """,
}


def _update(messages: Sequence[Message], names: tuple[str, ...]) -> None:
    """Write `names` of all messages by one statement; Django's own for this takes longer than the sending."""
    columns = [[_in_column(name, getattr(message, name)) for message in messages] for name in ("pk", *names)]
    with connection.cursor() as cursor:
        cursor.execute(UPDATES[names], columns)


def _in_column(name: str, value: Any) -> Any:
    return Jsonb(value) if name in DOCUMENTS and value is not None else value


DOCUMENTS = frozenset({"failures", "content", "decision"})


def _write_result(message: Message, calls: list[Call], now: datetime) -> None:
    last = calls[-1]
    message.failures = message.failures + [f"{c.provider}: {c.reason}"[:200] for c in calls if c.reason]
    if last.outcome == CallOutcome.TAKEN:
        message.provider, message.provider_id, message.sent_at = last.provider, last.provider_id, now
        message.state, message.text = MessageState.SENT, kept_text(message)
    elif last.outcome == CallOutcome.REFUSED or message.attempts >= option("sms.attempts"):
        _finish(message, MessageState.FAILED, now)
    else:
        again = _soon_after(now + _wait(message.attempts))
        message.not_before = again if message.urgent else next_allowed(again)


def _finish(message: Message, state: MessageState, now: datetime) -> None:
    message.state, message.finished_at, message.text = state, now, kept_text(message)


def kept_text(message: Message) -> str:
    """What stays on record once the message has left: a one-time code does not."""
    said = message.template.text if message.template else ""
    if any(f"{{{name}}}" in said for name in SECRET):
        return re.sub(r"\d{4,}", HIDDEN, message.text)
    return message.text


def _wait(attempts: int) -> timedelta:
    return min(FIRST_WAIT * int(3 ** (attempts - 1)), LONGEST_WAIT)


def _soon_after(at: datetime) -> datetime:
    """`at` and a little more, so that messages that failed together do not come back together."""
    return at + (at - clock.now()) * random.uniform(0, 0.3)  # noqa: S311 (spreads load, guards nothing)


def _log_row(message: Message, call: Call) -> ProviderCall:
    return ProviderCall(
        provider=call.provider,
        message=message,
        to_masked=f"{message.to[:2]}xxxxxx{message.to[-2:]}",
        at=call.at,
        ms=call.ms,
        outcome=call.outcome,
        reason=call.reason,
    )


def _note_health(calls: list[Call], now: datetime) -> None:
    """A provider that refused a message for good works as well as one that took it."""
    by_provider = sorted(calls, key=lambda call: call.provider)
    for name, answers in groupby(by_provider, key=lambda call: call.provider):
        failures = [call.reason if call.outcome == CallOutcome.FAILED else None for call in answers]
        health.note_answers(name, failures, now=now)


def forget_old(*, before: datetime) -> int:
    """Remove call logs, receipts, answers in chats, notices to staff and devices that are no more, where they are
    older than `before`; the messages to citizens stay with their case.
    """
    old = (
        ProviderCall.objects.filter(at__lt=before),
        Receipt.objects.filter(received_at__lt=before),
        Message.objects.filter(event=Event.DIALOGUE, created_at__lt=before),
        Message.objects.filter(event__in=TO_STAFF, created_at__lt=before),
        PushSubscription.objects.filter(gone_at__lt=before),
    )
    return sum(rows.delete()[0] for rows in old)
