"""Calls, queues and agents at the phone, as the calls process would have written them."""

from __future__ import annotations

import io
import uuid
import wave
from datetime import datetime, timedelta
from itertools import count

import numpy as np

from sunwai.accounts.models import User
from sunwai.calls import recordings
from sunwai.calls.enums import AgentState, CallState, Outcome, Route
from sunwai.calls.models import AgentSession, AgentSpell, Call, Queue, Recording
from sunwai.core import clock
from sunwai.core.encryption import encrypt
from sunwai.grievances.models import Draft

_numbers = count(1)


def new_queue(code: str = "general", **given) -> Queue:
    names = {"name_hi": f"{code} कतार", "name_en": f"{code} queue"}
    return Queue.objects.create(code=code, **(names | given))


def women_queue() -> Queue:
    return new_queue("women", is_confidential=True, skill="women")


def at_the_phone(user: User, state: str = AgentState.READY, *, since: datetime | None = None, **given):
    since = since or clock.now()
    session = AgentSession.objects.create(
        user=user,
        extension=f"agent-{uuid.uuid4().hex[:8]}",
        secret=encrypt("x"),
        state=state,
        since=since,
        idle_since=since,
        seen_at=since,
        began_at=since,
        **given,
    )
    AgentSpell.objects.create(session=session, state=state, began_at=since)
    return session


def new_call(queue: Queue | None = None, *, began: datetime | None = None, **given) -> Call:
    """A call that waits, unless said otherwise; confidential as its queue."""
    began = began or clock.now()
    fields = {
        "line_id": f"line-{next(_numbers)}-{uuid.uuid4().hex[:6]}",
        "route": Route.HELPLINE,
        "number": "9876543210",
        "queue": queue,
        "is_confidential": bool(queue and queue.is_confidential),
        "state": CallState.WAITING,
        "began_at": began,
        "answered_at": began,
        "queued_at": began if queue else None,
    }
    return Call.objects.create(**(fields | given))


def ended_call(
    queue: Queue, *, wait: float = 5, talk: float | None = 60, began: datetime | None = None, **given
) -> Call:
    """A call that is over: answered after `wait` seconds and `talk` seconds long, or abandoned where `talk` is None."""
    began = began or clock.now() - timedelta(hours=1)
    talked = None if talk is None else began + timedelta(seconds=wait)
    ended = began + timedelta(seconds=wait + (talk or 0))
    fields = {
        "state": CallState.ENDED,
        "outcome": Outcome.ABANDONED if talk is None else Outcome.ANSWERED,
        "talked_at": talked,
        "ended_at": ended,
    }
    return new_call(queue, began=began, **(fields | given))


# ── Recordings ───────────────────────────────────────────────────────────────────────────────────────────


def wav(seconds: float = 3.0, rate: int = 8000, loudness: int = 8000) -> bytes:
    """A tone as the switch records it: 8 kHz, 16 bit, one channel; the first second silent."""
    moments = np.arange(int(seconds * rate)) / rate
    tone = np.where(moments < 1, 0, np.sin(moments * 440 * 2 * np.pi) * loudness).astype("<i2")
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(tone.tobytes())
    return out.getvalue()


def new_recording(call: Call, **given) -> Recording:
    """One that is still at the switch."""
    fields = {"kind": "call", "name": f"call-{call.pk}-{next(_numbers)}", "began_at": call.began_at}
    return Recording.objects.create(call=call, **(fields | given))


def kept_recording(call: Call, **given) -> Recording:
    """One that was fetched and stored."""
    recording = new_recording(call, **given)
    recordings._store(recording, wav(), now=clock.now())
    recording.refresh_from_db()
    return recording


def left_by_voice(mobile: str, queue: Queue | None = None, **given) -> Recording:
    """A complaint that was spoken after the tone, as the calls process leaves it: a draft, and its sound."""
    now = clock.now()
    data = {"kind": "complaint", "language": "hi", "mobile": mobile}
    draft = Draft.objects.create(data=data, created_at=now, updated_at=now)
    call = new_call(queue, number=mobile, state=CallState.ENDED, outcome=Outcome.VOICEMAIL, ended_at=now)
    return kept_recording(call, kind="complaint", draft=draft, **given)
