"""What pages ask the calls process to do: one table of who may ask for what."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sunwai.accounts.models import User
from sunwai.accounts.roles import PERMISSIONS
from sunwai.calls.bus import Word, tell_process
from sunwai.calls.enums import BUSY_STATES, LIVE_STATES, AgentState, CallState, OrderKind
from sunwai.calls.errors import (
    CallOver,
    InACall,
    NeedsSupervisor,
    NoNumber,
    NotSignedIn,
    NotThere,
)
from sunwai.calls.models import AgentSession, Call, Destination, Order, Queue
from sunwai.casework.action import action
from sunwai.core.errors import NotAllowed
from sunwai.grievances.models import Interaction

Data = dict[str, Any]
NUMBER = re.compile(r"\+?\d{3,15}")  # ITU-T E.164: fifteen digits at most; short codes have three
TALKING_STATES = (CallState.TALKING, CallState.HELD)
COUNSELLING = [role for role, may in PERMISSIONS.items() if "counsel" in may]


@dataclass(frozen=True)
class Asked:
    """What is asked, by whom, about what."""

    actor: User
    call: Call | None
    session: AgentSession | None
    data: Data


Check = Callable[[Asked], Data]


@action
def give_order(
    *,
    kind: OrderKind | str,
    call: Call | None = None,
    session: AgentSession | None = None,
    data: Data | None = None,
    actor: User,
    now: datetime,
) -> Order:
    """Ask the calls process for something at an agent's browser; it writes `done_at` or `problem` on the order.

    What officers ask for stands in `click`.

    Args:
        call: which call, where there is one already.
        session: the actor's own.
        data: see docs/calls.md. Numbers to dial are looked up here, never taken from a page without "floor".

    Raises:
        NotAllowed: not this call, not this deed, not by this actor.
        NotSignedIn: it needs a browser, and the session is over.
        CallOver: the call is over, or not in a conversation.
        InACall: a second call beside the one in hand.
        NotThere, NeedsSupervisor: nobody can be put through to that.
        NoNumber: there is nobody to ring.
    """
    rule = RULES[OrderKind(kind)]
    asked = Asked(actor, _fresh(call), session, data or {})
    if not actor.may(rule.permission):
        raise NotAllowed
    _require_session(asked)
    order = Order.objects.create(
        kind=kind,
        call=asked.call,
        session=session,
        data=rule.check(asked),
        given_by=actor,
        given_at=now,
    )
    tell_process(Word.ORDER, order.pk)
    return order


def _fresh(call: Call | None) -> Call | None:
    return Call.objects.filter(pk=call.pk).first() if call else None


def _require_session(asked: Asked) -> None:
    if asked.session is None:
        raise NotSignedIn
    if asked.session.user_id != asked.actor.pk:
        raise NotAllowed
    if asked.session.ended_at:
        raise NotSignedIn


# ── Checks: each returns the data that goes to the process ───────────────────────────────────────────────


def _own_call(asked: Asked) -> Data:
    """The call in the agent's own hands, which still goes on."""
    call, session = asked.call, asked.session
    if call is None or session is None or call.pk != session.call_id:
        raise NotAllowed
    if call.is_confidential and not asked.actor.may("counsel"):
        raise NotAllowed
    if call.state not in LIVE_STATES:
        raise CallOver
    return {}


def _own_talk(asked: Asked) -> Data:
    """The same, in conversation."""
    _own_call(asked)
    if asked.call is None or asked.call.state not in TALKING_STATES:
        raise CallOver
    return {}


def _to_somebody(asked: Asked) -> Data:
    """Whom to ask or bring in; without `to`, who was asked before."""
    _own_talk(asked)
    to = asked.data.get("to", "")
    if not to:
        return {}
    what, _colon, key = str(to).partition(":")
    if what not in TARGETS or not key:
        raise NotThere
    TARGETS[what](asked, key)
    return {"to": f"{what}:{key}"}


def _to_somebody_named(asked: Asked) -> Data:
    if not asked.data.get("to"):
        raise NotThere
    return _to_somebody(asked)


def _another_talk(asked: Asked) -> Data:
    """A conversation of an agent, for who oversees the floor; a confidential one only for who counsels."""
    call = asked.call
    if call is None or not Call.objects.visible_to(asked.actor).filter(pk=call.pk).exists():
        raise NotAllowed
    if call.state not in TALKING_STATES:
        raise CallOver
    if asked.session and (asked.session.state in BUSY_STATES or asked.session.call_id == call.pk):
        raise InACall
    return {}


def _leaves(asked: Asked) -> Data:
    return {}


def _dial(asked: Asked) -> Data:
    """The citizen of a contact that this agent has begun; any other number for a supervisor."""
    if asked.session and (asked.session.state in BUSY_STATES or asked.session.call_id):
        raise InACall
    if (number := str(asked.data.get("number", ""))) and not asked.data.get("interaction"):
        if not asked.actor.may("floor"):
            raise NeedsSupervisor
        if not NUMBER.fullmatch(number):
            raise NoNumber
        return {"number": number}
    begun = Interaction.objects.on_the_line(asked.actor).filter(
        pk=asked.data.get("interaction"), outgoing=True
    )
    contact = begun.first()
    if contact is None:
        raise NotAllowed
    if not contact.mobile:
        raise NoNumber
    return {"number": contact.mobile, "grievance": contact.grievance_id, "interaction": contact.pk}


# ── Whom a call can be put through to ────────────────────────────────────────────────────────────────────


def _number(asked: Asked, digits: str) -> None:
    if Destination.objects.filter(digits=digits).exists():
        return
    if not NUMBER.fullmatch(digits):
        raise NotThere
    if not asked.actor.may("floor"):
        raise NeedsSupervisor


def _queue(asked: Asked, code: str) -> None:
    queues = Queue.objects.filter(code=code)
    if _is_confidential(asked):
        queues = queues.filter(is_confidential=True)
    if not queues.exists():
        raise NotThere


def _agent(asked: Asked, key: str) -> None:
    ready = AgentSession.objects.filter(ended_at=None, state=AgentState.READY).exclude(user=asked.actor)
    if _is_confidential(asked):
        ready = ready.filter(user__roles__overlap=COUNSELLING)
    if not (key.isascii() and key.isdigit() and ready.filter(pk=key).exists()):
        raise NotThere


def _is_confidential(asked: Asked) -> bool:
    return asked.call is not None and asked.call.is_confidential


TARGETS: dict[str, Callable[[Asked, str], None]] = {"number": _number, "queue": _queue, "agent": _agent}


# ── Who may ask for what ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Rule:
    """One kind of order.

    Attributes:
        permission: which the actor must have.
        check: whether it makes sense; returns the order's data.
    """

    permission: str
    check: Check


# fmt: off
RULES: dict[OrderKind, Rule] = {
    OrderKind.HOLD:             Rule("desk", _own_talk),
    OrderKind.TAKE_BACK:        Rule("desk", _own_talk),
    OrderKind.HANG_UP:          Rule("desk", _own_call),
    OrderKind.REJOIN:           Rule("desk", _own_call),
    OrderKind.CONSULT:          Rule("desk", _to_somebody_named),
    OrderKind.TRANSFER:         Rule("desk", _to_somebody),
    OrderKind.CONFERENCE:       Rule("desk", _to_somebody),
    OrderKind.PAUSE_RECORDING:  Rule("desk", _own_talk),
    OrderKind.RESUME_RECORDING: Rule("desk", _own_talk),
    OrderKind.DIAL:             Rule("desk", _dial),
    OrderKind.LISTEN:           Rule("floor", _another_talk),
    OrderKind.WHISPER:          Rule("floor", _another_talk),
    OrderKind.BARGE:            Rule("floor", _another_talk),
    OrderKind.LEAVE:            Rule("floor", _leaves),
}
# fmt: on
