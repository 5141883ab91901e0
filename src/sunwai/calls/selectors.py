"""What pages read of the call centre."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.cache import caches
from django.db.models import Q, QuerySet

from sunwai.accounts.models import User
from sunwai.calls.actions.orders import COUNSELLING
from sunwai.calls.bus import is_heard
from sunwai.calls.enums import LIVE_STATES, AgentState, OrderKind
from sunwai.calls.models import AgentSession, Call, Destination, Order, Queue
from sunwai.citizens.models import Citizen
from sunwai.grievances.enums import CLOSED_STATES, InteractionKind
from sunwai.grievances.models import Grievance, Interaction

IS_ON, SECONDS_KEPT = "calls.is_on", 5
MOST_CASES = 5
MOST_CONTACTS = 3
MOST_AGENTS = 30
# The last of these on a call says whether somebody is being asked while the caller holds.
OF_CONSULTING = (OrderKind.CONSULT, OrderKind.TRANSFER, OrderKind.CONFERENCE, OrderKind.TAKE_BACK)
OF_RECORDING = (OrderKind.PAUSE_RECORDING, OrderKind.RESUME_RECORDING)


def is_on() -> bool:
    """Whether the telephone works: a calls process listens. Else numbers are typed by hand. A few seconds old."""
    if caches["local"].get(IS_ON):
        return True
    if is_heard():
        caches["local"].set(IS_ON, True, SECONDS_KEPT)
        return True
    return False


def session_of(user: User) -> AgentSession | None:
    """Where `user` is at the phone now, with the call in hand."""
    related = ("call__queue", "call__interaction", "user")
    return AgentSession.objects.select_related(*related).filter(user=user, ended_at=None).first()


def call_in_hand(user: User, call_id: UUID) -> Call | None:
    """The call that rings or is in hand at the browser of `user`; nothing of any other."""
    session = AgentSession.objects.filter(user=user, ended_at=None, call=call_id).first()
    if session is None or session.call_id is None:
        return None
    calls = Call.objects.select_related("citizen", "district", "queue", "interaction")
    if not user.may("counsel"):
        calls = calls.filter(is_confidential=False)
    return calls.filter(pk=session.call_id).first()


def my_last_call(user: User, call_id: UUID) -> Call | None:
    """A call that `user` took, also when it has just ended."""
    calls = Call.objects.visible_to(user).select_related("interaction")
    return calls.filter(pk=call_id, agent=user).first()


@dataclass(frozen=True)
class Standing:
    """What was asked for on a call, as far as it shows: by it a browser that reloads draws its keys again."""

    is_consulting: bool
    recording_is_paused: bool
    last: Order | None


def standing(session: AgentSession) -> Standing:
    """How the orders of the call in hand stand."""
    orders = Order.objects.filter(session=session).order_by("-pk")
    if session.call_id is None:
        return Standing(False, False, orders.filter(call=None).first())
    of_call = list(orders.filter(Q(call=session.call_id) | Q(call=None))[:50])
    good = [order for order in of_call if not order.problem and order.call_id]
    return Standing(
        _last(good, OF_CONSULTING) == OrderKind.CONSULT,
        _last(good, OF_RECORDING) == OrderKind.PAUSE_RECORDING,
        of_call[0] if of_call else None,
    )


def _last(newest_first: Sequence[Order], kinds: Sequence[OrderKind]) -> str:
    return next((order.kind for order in newest_first if order.kind in kinds), "")


# ── Whom a call can be put through to ────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Targets:
    """Destinations outside, queues, agents who are ready."""

    destinations: list[Destination]
    queues: list[Queue]
    agents: list[AgentSession]


def targets(user: User, call: Call | None) -> Targets:
    """What `give_order` takes from `user` for this call. A confidential one stays among those who counsel."""
    queues, agents = Queue.objects.order_by("code"), ready_agents().exclude(user=user)
    if call and call.is_confidential:
        queues = queues.filter(is_confidential=True)
        agents = agents.filter(user__roles__overlap=COUNSELLING)
    return Targets(list(Destination.objects.all()), list(queues), list(agents[:MOST_AGENTS]))


def ready_agents() -> QuerySet[AgentSession]:
    """Who waits for a call, longest idle first."""
    ready = AgentSession.objects.filter(ended_at=None, state=AgentState.READY)
    return ready.select_related("user").order_by("idle_since")


# ── Who is calling ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Glance:
    """What an agent sees of a caller while the phone rings. Nothing sealed is among it, nor a trace of it."""

    call: Call
    name: str
    cases: list[Grievance]
    open_cases: int
    contacts: list[Interaction]
    waited: int | None  # seconds


def glance(user: User, call_id: UUID, now: datetime) -> Glance | None:
    """Who calls, for the agent at whose browser it rings; None for everybody else."""
    call = call_in_hand(user, call_id)
    if call is None:
        return None
    citizen = call.citizen or _by_number(call.number)
    mobile = (citizen.mobile if citizen else "") or ""
    brought = Grievance.objects.filter(citizen__mobile=mobile, seal=None).values("pk")
    open_ones = (
        Grievance.objects.filter(pk__in=brought)
        .exclude(state__in=CLOSED_STATES)
        .select_related("category", "place", "post__designation", "post__place")
        .order_by("-registered_at")
    )
    contacts = Interaction.objects.filter(mobile=mobile, ended_at__isnull=False).exclude(
        kind=InteractionKind.CORRUPTION
    )
    if not user.may("counsel"):
        contacts = contacts.exclude(call__is_confidential=True)
    cases = list(open_ones[:MOST_CASES]) if mobile else []
    return Glance(
        call=call,
        name=citizen.name if citizen else "",
        cases=cases,
        open_cases=len(cases) if len(cases) < MOST_CASES else open_ones.count(),
        contacts=list(contacts.order_by("-started_at")[:MOST_CONTACTS]) if mobile else [],
        waited=int((now - call.queued_at).total_seconds()) if call.queued_at else None,
    )


def _by_number(number: str) -> Citizen | None:
    return Citizen.objects.filter(mobile=number).first() if number else None


def live_calls(viewer: User) -> QuerySet[Call]:
    """The calls that go on now, as far as `viewer` may see them."""
    return Call.objects.visible_to(viewer).filter(state__in=LIVE_STATES)
