"""What the administrator has set up, as the calls process holds it in memory."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import translation

from sunwai.accounts.models import User
from sunwai.calls.enums import Route, Skill
from sunwai.calls.flow.store import Published, published
from sunwai.calls.models import AgentProfile, AgentSession, Campaign, Number, Queue
from sunwai.calls.queue import Rule
from sunwai.citizens.models import Language
from sunwai.core.encryption import decrypt
from sunwai.core.options import OPTIONS, option
from sunwai.grievances.models import Interaction

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class QueueSetup:
    """A queue; times in seconds."""

    pk: int
    rule: Rule
    rings: float
    tells_every: float
    offers_callback_after: float
    longest_wait: float
    wrap_up: float

    @property
    def code(self) -> str:
        """Its code."""
        return self.rule.code


@dataclass(frozen=True, kw_only=True)
class NumberSetup:
    """Where a number leads."""

    digits: str
    route: str
    flow: int | None
    queue: str
    campaign: int | None


@dataclass(frozen=True)
class Setup:
    """All of it."""

    queues: dict[str, QueueSetup] = field(default_factory=dict)
    numbers: dict[str, NumberSetup] = field(default_factory=dict)
    flows: Published = field(default_factory=Published)
    options: dict[str, Any] = field(default_factory=dict)
    shown: str = ""  # the number of the helpline: what everybody sees whom we call

    def option(self, key: str) -> Any:
        """A setting (see `core.options`) without asking the database, at most half a minute old."""
        return self.options.get(key, OPTIONS[key].default)

    def number(self, dialled: str) -> NumberSetup:
        """Where `dialled` leads; a number nobody set up is the helpline: no caller is lost over a missing row."""
        return self.numbers.get(dialled) or NumberSetup(
            digits=dialled, route=Route.HELPLINE, flow=None, queue="", campaign=None
        )

    def queue(self, code: str) -> QueueSetup:
        """The queue of this code, else the general one."""
        return self.queues.get(code) or self.queues["general"]


@dataclass(frozen=True, kw_only=True)
class AgentSetup:
    """An agent's session as its row says, and what the agent can take."""

    session: int
    user: int
    name: str
    extension: str
    secret: str
    skills: frozenset[str]
    languages: frozenset[str]
    districts: frozenset[str]
    state: str
    reason: str
    since: datetime
    wanted: str
    wanted_reason: str
    seen_at: datetime
    call: str
    wrap_up_until: datetime | None
    is_wrapped_up: bool
    is_over: bool


def load_setup() -> Setup:
    """Queues, numbers and flows, read in three questions."""
    return Setup(
        queues={row.code: _queue(row) for row in Queue.objects.select_related("overflows_to")},
        numbers={
            row.digits: NumberSetup(
                digits=row.digits,
                route=row.route,
                flow=row.flow_id,
                queue=row.queue.code if row.queue else "",
                campaign=_campaign(row),
            )
            for row in Number.objects.select_related("queue", "campaign")
        },
        flows=published(),
        options={key: option(key) for key in OPTIONS if key.startswith("calls.")},
        shown=str(settings.STATE["helpline"]),
    )


def load_agents(session: int | None = None) -> list[AgentSetup]:
    """The sessions that are not over; or one of them, over or not."""
    open_contacts = Interaction.objects.filter(
        agent=OuterRef("user"), ended_at=None, started_at__gte=OuterRef("began_at")
    )
    rows = AgentSession.objects.select_related("user__agent_profile").annotate(
        has_open_contact=Exists(open_contacts)
    )
    rows = rows.filter(pk=session) if session is not None else rows.filter(ended_at=None)
    return list(filter(None, map(_agent, rows.prefetch_related("user__agent_profile__districts"))))


def load_seen() -> dict[int, datetime]:
    """When the browser of each session was last heard of."""
    return dict(AgentSession.objects.filter(ended_at=None).values_list("pk", "seen_at"))


def _queue(row: Queue) -> QueueSetup:
    return QueueSetup(
        pk=row.pk,
        rule=Rule(
            code=row.code,
            skill=row.skill,
            is_confidential=row.is_confidential,
            priority=row.priority,
            ages_after=max(row.ages_after, 1),
            overflows_after=row.overflows_after,
            overflow_skill=row.overflows_to.skill if row.overflows_to else "",
        ),
        rings=row.rings,
        tells_every=max(row.tells_every, 10),
        offers_callback_after=row.offers_callback_after,
        longest_wait=row.longest_wait,
        wrap_up=row.wrap_up,
    )


def _campaign(row: Number) -> int | None:
    campaign: Campaign | None = getattr(row, "campaign", None)
    return campaign.pk if campaign and campaign.is_running else None


def _agent(row: Any) -> AgentSetup | None:
    """The session of `row`; None where its secret was written under keys that are lost: it cannot register."""
    try:
        secret = decrypt(row.secret)
    except InvalidToken:
        log.error("the secret of session %s cannot be read", row.pk)
        return None
    profile: AgentProfile | None = getattr(row.user, "agent_profile", None)
    with translation.override("en"):
        name = str(row.user)
    return AgentSetup(
        session=row.pk,
        user=row.user_id,
        name=name,
        extension=row.extension,
        secret=secret,
        skills=_skills(row.user, profile),
        languages=frozenset(profile.languages if profile else []) or frozenset(Language.values),
        districts=frozenset(place.code for place in profile.districts.all()) if profile else frozenset(),
        state=row.state,
        reason=row.reason,
        since=row.since,
        wanted=row.wanted,
        wanted_reason=row.wanted_reason,
        seen_at=row.seen_at,
        call=str(row.call_id or ""),
        wrap_up_until=row.wrap_up_until,
        is_wrapped_up=not row.has_open_contact,
        is_over=row.ended_at is not None,
    )


def _skills(user: User, profile: AgentProfile | None) -> frozenset[str]:
    """What the profile says; women's calls only for who may counsel, whatever stands there."""
    skills = set(profile.skills if profile else []) or {str(Skill.GENERAL)}
    if user.may("counsel"):
        return frozenset(skills | {Skill.WOMEN} if profile is None else skills)
    return frozenset(skills - {Skill.WOMEN})
