"""The floor at this moment: queues, agents, calls. One reading serves every viewer; each is shown what they may see."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import get_language

from sunwai.calls.enums import LIVE_STATES, AgentState, CallState, NotReady, OrderKind
from sunwai.calls.measures import counts, share
from sunwai.calls.models import AgentSession, Call, Order, Queue, Shift
from sunwai.core import clock

DAY_EVERY = 0.8  # seconds for which the figures of the day are good; what waits is read each time
HEARING = (OrderKind.LISTEN, OrderKind.WHISPER, OrderKind.BARGE, OrderKind.LEAVE)
BEING_HEARD = frozenset({CallState.TALKING, CallState.HELD})


@dataclass(frozen=True)
class Named:
    """A name in both languages."""

    hi: str
    en: str

    def __str__(self) -> str:
        return self.en if get_language() == "en" else self.hi


@dataclass(frozen=True, kw_only=True)
class QueueLine:
    """One queue: who waits now, and how the day has gone."""

    code: str
    name: Named
    waiting: int
    longest_since: datetime | None
    offered: int
    answered: int
    abandoned: int
    within: int
    judged: int
    target_seconds: int
    target_share: float

    @property
    def share(self) -> float | None:
        """The service level of today, 0 to 1."""
        return share(self.within, self.judged)

    @property
    def is_behind(self) -> bool:
        """Whether the promise is broken, by the day or by whoever waits now."""
        return self.share is not None and self.share < self.target_share


@dataclass(frozen=True, kw_only=True)
class AgentLine:
    """One agent at the phone."""

    session: int
    user: int
    name: str
    state: AgentState
    reason: NotReady | None
    since: datetime
    wanted: AgentState | None
    queue: Named | None
    outgoing: bool
    is_confidential: bool


@dataclass(frozen=True, kw_only=True)
class CallLine:
    """One call that is up. No number: that stays with the agent."""

    id: str
    state: CallState
    since: datetime
    queue: Named | None
    district: Named | None
    agent: str
    outgoing: bool
    is_confidential: bool

    @property
    def can_be_heard(self) -> bool:
        """Whether there is a talk to listen to."""
        return self.state in BEING_HEARD


@dataclass(frozen=True, kw_only=True)
class Absent:
    """Somebody who is to be at the phone and is not."""

    user: int
    name: str
    since: datetime
    until: datetime


@dataclass(frozen=True, kw_only=True)
class Floor:
    """Everything, at one moment."""

    queues: Sequence[QueueLine]
    agents: Sequence[AgentLine]
    calls: Sequence[CallLine]
    absent: Sequence[Absent]

    def seen_by(self, *, counsels: bool) -> Floor:
        """Without `counsel`, confidential calls are figures of their queue and nothing else."""
        if counsels:
            return self
        return replace(
            self,
            agents=[
                replace(one, queue=None, outgoing=False) if one.is_confidential else one
                for one in self.agents
            ],
            calls=[one for one in self.calls if not one.is_confidential],
        )

    @property
    def waiting(self) -> int:
        """How many wait, in all queues."""
        return sum(queue.waiting for queue in self.queues)

    @property
    def longest_since(self) -> datetime | None:
        """Since when the caller who waits longest has waited."""
        return min((queue.longest_since for queue in self.queues if queue.longest_since), default=None)

    @property
    def by_state(self) -> Counter[AgentState]:
        """How many agents do what."""
        return Counter(agent.state for agent in self.agents)

    def total(self, name: str) -> int:
        """A figure of the day over all queues: offered, answered, abandoned, within, judged."""
        return sum(getattr(queue, name) for queue in self.queues)

    @property
    def share(self) -> float | None:
        """The service level of today over all queues, each by its own target."""
        return share(self.total("within"), self.total("judged"))

    @property
    def target_share(self) -> float:
        """What was promised over all queues, by how many called each."""
        judged = self.total("judged")
        promised = sum(queue.target_share * queue.judged for queue in self.queues)
        return promised / judged if judged else 0.0


@dataclass
class FloorReader:
    """Reads the floor again and again; what costs most, the counting of the day, less often."""

    _day: dict[int | None, dict[str, Any]] = field(default_factory=dict)
    _day_read: float = -DAY_EVERY

    def read(self) -> Floor:
        """The floor as it is now."""
        now = clock.now()
        if time.monotonic() - self._day_read >= DAY_EVERY:
            self._day, self._day_read = _figures_of_the_day(now), time.monotonic()
        calls = list(
            Call.objects.filter(state__in=sorted(LIVE_STATES))
            .select_related("queue", "district", "agent")
            .order_by("began_at", "pk")
        )
        sessions = list(
            AgentSession.objects.filter(ended_at=None)
            .select_related("user", "call__queue")
            .order_by("user__name", "pk")
        )
        return Floor(
            queues=[self._queue(queue, calls) for queue in Queue.objects.order_by("-is_confidential", "pk")],
            agents=[_agent(session) for session in sessions],
            calls=[_call(call) for call in calls],
            absent=_absent(now, {session.user_id for session in sessions}),
        )

    def _queue(self, queue: Queue, calls: Sequence[Call]) -> QueueLine:
        waiting = [
            call.queued_at
            for call in calls
            if call.queue_id == queue.pk
            and call.state in (CallState.WAITING, CallState.OFFERED)
            and call.queued_at
        ]
        day = self._day.get(queue.pk, {})
        return QueueLine(
            code=queue.code,
            name=Named(queue.name_hi, queue.name_en),
            waiting=len(waiting),
            longest_since=min(waiting, default=None),
            target_seconds=queue.target_seconds,
            target_share=queue.target_share,
            **{name: day.get(name, 0) for name in ("offered", "answered", "abandoned", "within", "judged")},
        )


def phones(users: Collection[int]) -> dict[int, AgentSession]:
    """Who of `users` is at the phone, by user: the session with its call and queue."""
    found = AgentSession.objects.filter(user__in=users, ended_at=None).select_related("call__queue")
    return {session.user_id: session for session in found}


def listens_to(session: AgentSession) -> Call | None:
    """Which call a supervisor listens to, whispers in, or has joined; None when it is over or they have left."""
    orders = Order.objects.filter(
        session=session, kind__in=HEARING, problem="", call__state__in=sorted(LIVE_STATES)
    )
    last = orders.select_related("call").order_by("-pk").first()
    return last.call if last and last.kind != OrderKind.LEAVE else None


def _figures_of_the_day(now: datetime) -> dict[int | None, dict[str, Any]]:
    midnight = now.astimezone(clock.IST).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = Call.objects.filter(began_at__gte=midnight, queue__isnull=False).order_by().values("queue")
    return {row["queue"]: row for row in rows.annotate(**counts())}


def _agent(session: AgentSession) -> AgentLine:
    call = session.call
    return AgentLine(
        session=session.pk,
        user=session.user_id,
        name=str(session.user),
        state=AgentState(session.state),
        reason=NotReady(session.reason) if session.reason else None,
        since=session.since,
        wanted=AgentState(session.wanted) if session.wanted else None,
        queue=_name(call.queue) if call else None,
        outgoing=bool(call and call.outgoing),
        is_confidential=bool(call and call.is_confidential),
    )


def _call(call: Call) -> CallLine:
    since = {
        CallState.TALKING: call.talked_at,
        CallState.HELD: call.talked_at,
        CallState.WAITING: call.queued_at,
    }
    return CallLine(
        id=str(call.pk),
        state=CallState(call.state),
        since=since.get(CallState(call.state)) or call.began_at,
        queue=_name(call.queue),
        district=Named(call.district.name_hi, call.district.name_en) if call.district else None,
        agent=str(call.agent) if call.agent else "",
        outgoing=call.outgoing,
        is_confidential=call.is_confidential,
    )


def _name(queue: Queue | None) -> Named | None:
    return Named(queue.name_hi, queue.name_en) if queue else None


def _absent(now: datetime, there: set[int]) -> list[Absent]:
    shifts = (
        Shift.objects.filter(
            begins_at__lte=now, ends_at__gt=now, begins_at__gt=now - LONGEST_SHIFT, user__is_active=True
        )
        .exclude(user__in=there)
        .select_related("user")
        .order_by("begins_at", "user__name")
    )
    return [
        Absent(user=shift.user_id, name=str(shift.user), since=shift.begins_at, until=shift.ends_at)
        for shift in shifts
    ]


LONGEST_SHIFT = timedelta(hours=16)
