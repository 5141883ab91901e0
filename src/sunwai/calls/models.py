"""Calls and all that stands around them.

A *call* is one conversation with a citizen, however many lines it took. What happened in it, moment by moment, are its
steps. Who waits and who is free is decided in memory by the calls process; the rows here are its book, by which it
comes back after a restart.
"""

from __future__ import annotations

import uuid
from typing import Any

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from sunwai.calls.enums import (
    LIVE_STATES,
    OPEN_CALLBACKS,
    REQUESTS,
    AgentState,
    CallbackReason,
    CallbackState,
    CallState,
    CampaignKind,
    EndedBy,
    NotReady,
    OrderKind,
    Outcome,
    RecordingKind,
    Route,
    Skill,
    VersionState,
)
from sunwai.calls.visibility import CallbackQuerySet, CallQuerySet, QualityMarkQuerySet, RecordingQuerySet
from sunwai.citizens.models import Citizen, Language
from sunwai.grievances.enums import InteractionKind
from sunwai.grievances.models import Draft, Grievance, Interaction
from sunwai.messages.enums import Event as MessageEvent
from sunwai.messages.models import Template
from sunwai.places.models import Place

USER = settings.AUTH_USER_MODEL


def _nothing() -> dict[str, Any]:
    return {}


# ── What callers hear and where they come out: data of the administrator ─────────────────────────────────


class Flow(models.Model):
    """What a caller hears and what each key does, in versions; at most one of them is in force."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=80)

    class Meta:
        verbose_name = _("call flow")
        verbose_name_plural = _("call flows")

    def __str__(self) -> str:
        return self.name


class FlowVersion(models.Model):
    """One version of a flow. What was published is never changed: a call names the version it walked."""

    flow = models.ForeignKey(Flow, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=10, choices=VersionState, default=VersionState.DRAFT)
    data = models.JSONField(_("steps"), default=_nothing)
    written_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    published_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["flow", "number"], name="flow_version_number"),
            models.UniqueConstraint(
                fields=["flow"],
                condition=models.Q(state=VersionState.PUBLISHED),
                name="one_published_version",
            ),
        ]
        verbose_name = _("version of a call flow")
        verbose_name_plural = _("versions of call flows")

    def __str__(self) -> str:
        return f"{self.flow} {self.number}"


@pghistory.track()
class PromptVoice(models.Model):
    """A human voice, or other words, in place of a prompt that ships."""

    key = models.CharField(_("prompt"), max_length=80)
    language = models.CharField(_("language"), max_length=2, choices=Language)
    text = models.TextField(_("words"), blank=True, help_text=_("Empty: the words that ship."))
    sound = models.BinaryField(help_text="A-law, 8 kHz, mono (ITU-T G.711), without a header.")
    given_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "language"], name="one_voice_per_prompt")]
        verbose_name = _("own voice of a prompt")
        verbose_name_plural = _("own voices of prompts")

    def __str__(self) -> str:
        return f"{self.language}/{self.key}"


@pghistory.track()
class Announcement(models.Model):
    """Something all callers, or those of one district, are told before the menu while it holds."""

    words_hi = models.TextField(_("words in Hindi"))
    words_en = models.TextField(_("words in English"), blank=True)
    place = models.ForeignKey(
        Place,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("district"),
        help_text=_("Empty: the whole state."),
    )
    is_disaster = models.BooleanField(_("disaster: before everything else"), default=False)
    since = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("until"))
    written_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["until"], name="announcement_until")]
        verbose_name = _("announcement to callers")
        verbose_name_plural = _("announcements to callers")

    def __str__(self) -> str:
        return self.words_hi[:60]


@pghistory.track()
class Queue(models.Model):
    """A queue: which skill it asks for, how it grows more urgent, what it promises. Seconds throughout."""

    code = models.SlugField(_("code"), unique=True)
    name_hi = models.CharField(_("name in Hindi"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    skill = models.CharField(_("skill"), max_length=12, choices=Skill, default=Skill.GENERAL)
    is_confidential = models.BooleanField(
        _("confidential: only its own unit sees and hears its calls"), default=False
    )
    priority = models.PositiveSmallIntegerField(
        _("priority"),
        default=10,
        help_text=_("Higher goes first. A confidential queue goes before all others whatever stands here."),
    )
    ages_after = models.PositiveSmallIntegerField(
        _("ages after"), default=30, help_text=_("Seconds of waiting that count as one step of priority.")
    )
    target_seconds = models.PositiveSmallIntegerField(_("answer within"), default=20)
    target_share = models.FloatField(_("share answered within"), default=0.8)
    rings = models.PositiveSmallIntegerField(_("rings at an agent for"), default=15)
    wrap_up = models.PositiveSmallIntegerField(_("wrap-up"), default=30)
    tells_every = models.PositiveSmallIntegerField(_("tells the position every"), default=45)
    offers_callback_after = models.PositiveSmallIntegerField(_("offers a callback after"), default=60)
    overflows_after = models.PositiveSmallIntegerField(
        _("overflows after"), default=120, help_text=_("Then agents of the other queue may take it, too.")
    )
    overflows_to = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("overflows to"),
    )
    longest_wait = models.PositiveSmallIntegerField(
        _("longest wait"),
        default=600,
        help_text=_("Then the caller may leave a message, and is called back."),
    )

    class Meta:
        verbose_name = _("queue of calls")
        verbose_name_plural = _("queues of calls")

    def __str__(self) -> str:
        return self.name_en


@pghistory.track()
class Number(models.Model):
    """A number people can dial and where it leads."""

    digits = models.CharField(_("number"), max_length=16, primary_key=True)
    route = models.CharField(_("leads to"), max_length=10, choices=Route, default=Route.HELPLINE)
    flow = models.ForeignKey(
        Flow, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("call flow")
    )
    queue = models.ForeignKey(
        Queue,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("straight into the queue"),
    )

    class Meta:
        verbose_name = _("number that can be dialled")
        verbose_name_plural = _("numbers that can be dialled")

    def __str__(self) -> str:
        return self.digits


# ── Agents ───────────────────────────────────────────────────────────────────────────────────────────────


@pghistory.track()
class AgentProfile(models.Model):
    """What calls an agent can take. Without one: Hindi and English, general."""

    user = models.OneToOneField(
        USER, on_delete=models.CASCADE, related_name="agent_profile", verbose_name=_("agent")
    )
    skills = ArrayField(
        models.CharField(max_length=12, choices=Skill), default=list, verbose_name=_("skills"), blank=True
    )
    languages = ArrayField(
        models.CharField(max_length=2, choices=Language), default=list, verbose_name=_("languages")
    )
    districts = models.ManyToManyField(
        Place, blank=True, related_name="+", verbose_name=_("districts known best")
    )

    class Meta:
        verbose_name = _("what an agent can take")
        verbose_name_plural = _("what agents can take")

    def __str__(self) -> str:
        return str(self.user)


class AgentSession(models.Model):
    """An agent at the phone, from signing in to signing out."""

    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="agent_sessions")
    extension = models.SlugField(unique=True, help_text="The name under which the browser registers.")
    secret = models.BinaryField(help_text="What it registers with; encrypted, good for this session only.")
    state = models.CharField(max_length=10, choices=AgentState, default=AgentState.NOT_READY)
    reason = models.CharField(max_length=12, choices=NotReady, blank=True)
    since = models.DateTimeField(help_text="When this state began.")
    idle_since = models.DateTimeField(help_text="When the last call ended: the longest idle goes first.")
    wanted = models.CharField(
        max_length=10,
        choices=AgentState,
        blank=True,
        help_text="What is to follow the call in hand: ready, not ready or signed out.",
    )
    wanted_reason = models.CharField(max_length=12, choices=NotReady, blank=True)
    wrap_up_until = models.DateTimeField(null=True)
    call = models.ForeignKey("Call", on_delete=models.SET_NULL, null=True, related_name="+")
    seen_at = models.DateTimeField(help_text="When the browser was last heard of.")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(ended_at=None), name="one_session_per_agent"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.state}"


class AgentSpell(models.Model):
    """A stretch of time that an agent spent in one state: what occupancy is counted from."""

    session = models.ForeignKey(AgentSession, on_delete=models.CASCADE, related_name="spells")
    state = models.CharField(max_length=10, choices=AgentState)
    reason = models.CharField(max_length=12, choices=NotReady, blank=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["began_at"], name="spell_began")]
        constraints = [
            models.UniqueConstraint(
                fields=["session"], condition=models.Q(ended_at=None), name="one_open_spell"
            )
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.state}"


@pghistory.track()
class Shift(models.Model):
    """When an agent is to be at the phone."""

    user = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="shifts", verbose_name=_("agent"))
    begins_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))

    class Meta:
        indexes = [models.Index(fields=["begins_at"], name="shift_begins")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("begins_at")), name="shift_ends_after_it_begins"
            )
        ]
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")

    def __str__(self) -> str:
        return f"{self.user} {self.begins_at:%F %R}"


# ── Calls ────────────────────────────────────────────────────────────────────────────────────────────────


class Call(models.Model):
    """One conversation, or the try at one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    line_id = models.CharField(max_length=80, unique=True, help_text="The citizen's line at the switch.")
    agent_line_id = models.CharField(max_length=80, blank=True)
    route = models.CharField(max_length=10, choices=Route)
    outgoing = models.BooleanField(default=False)
    number = models.CharField(max_length=20, blank=True, help_text="Of the citizen; empty: withheld.")
    dialled = models.CharField(max_length=20, blank=True)
    citizen = models.ForeignKey(Citizen, on_delete=models.SET_NULL, null=True, related_name="calls")
    district = models.ForeignKey(Place, on_delete=models.SET_NULL, null=True, related_name="+")
    language = models.CharField(max_length=2, choices=Language, default=Language.HINDI)
    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, null=True, related_name="calls")
    kind = models.CharField(
        max_length=12,
        choices=InteractionKind,
        blank=True,
        db_default="",
        help_text="What it is about, as far as the keys said.",
    )
    is_confidential = models.BooleanField(default=False)
    flow_version = models.ForeignKey(FlowVersion, on_delete=models.PROTECT, null=True, related_name="calls")
    agent = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="calls")
    interaction = models.OneToOneField(Interaction, on_delete=models.SET_NULL, null=True, related_name="call")
    grievance = models.ForeignKey(Grievance, on_delete=models.SET_NULL, null=True, related_name="calls")
    campaign = models.ForeignKey("Campaign", on_delete=models.PROTECT, null=True, related_name="calls")
    callback = models.ForeignKey("Callback", on_delete=models.PROTECT, null=True, related_name="calls")
    state = models.CharField(max_length=8, choices=CallState, default=CallState.RINGING)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    ended_by = models.CharField(max_length=6, choices=EndedBy, blank=True)
    keys = models.CharField(max_length=120, blank=True, help_text="Keys pressed, in order.")
    began_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, help_text="When the line was taken, by menu or person.")
    queued_at = models.DateTimeField(null=True)
    talked_at = models.DateTimeField(null=True, help_text="When an agent took it.")
    ended_at = models.DateTimeField(null=True)
    held_seconds = models.PositiveIntegerField(default=0)
    wrap_up_seconds = models.PositiveIntegerField(default=0)
    offers = models.PositiveSmallIntegerField(default=0, help_text="How many agents it rang at.")

    objects = CallQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["began_at"], name="call_began"),
            models.Index(fields=["number", "-began_at"], name="call_number"),
            models.Index(fields=["agent", "-began_at"], name="call_agent"),
            models.Index(fields=["grievance"], name="call_grievance"),
            models.Index(
                fields=["state"], condition=models.Q(state__in=sorted(LIVE_STATES)), name="call_live"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=CallState.ENDED, ended_at__isnull=False)
                | (~models.Q(state=CallState.ENDED) & models.Q(ended_at=None)),
                name="call_ended_when_over",
            )
        ]
        verbose_name = _("call")
        verbose_name_plural = _("calls")

    def __str__(self) -> str:
        return f"{self.began_at:%F %T} {self.route} {self.outcome or self.state}"


class CallStep(models.Model):
    """Something that happened in a call: the caller heard, pressed, waited, was offered, held, put through."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    what = models.CharField(max_length=24)
    data = models.JSONField(default=_nothing)

    class Meta:
        indexes = [models.Index(fields=["call", "at"], name="call_step")]

    def __str__(self) -> str:
        return f"{self.what} {self.data}"


class Order(models.Model):
    """What a page asks of the calls process, and what became of it."""

    kind = models.CharField(max_length=16, choices=OrderKind)
    call = models.ForeignKey(Call, on_delete=models.CASCADE, null=True, related_name="orders")
    session = models.ForeignKey(AgentSession, on_delete=models.CASCADE, null=True, related_name="orders")
    data = models.JSONField(default=_nothing)
    given_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["given_at"], condition=models.Q(done_at=None), name="order_open")]

    def __str__(self) -> str:
        return f"{self.kind} {self.given_at:%F %T}"


# ── Recordings ───────────────────────────────────────────────────────────────────────────────────────────


class Recording(models.Model):
    """What was said, encrypted at rest; who may play it is decided by its call."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="recordings")
    kind = models.CharField(max_length=10, choices=RecordingKind)
    name = models.CharField(max_length=120, unique=True, help_text="Its name at the switch.")
    draft = models.ForeignKey(
        Draft,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        help_text="The complaint an agent is to complete from it.",
    )
    file = models.CharField(max_length=200, blank=True, help_text="Where it is stored; empty until fetched.")
    seconds = models.FloatField(default=0)
    peaks = models.BinaryField(default=b"", help_text="The picture: one loudness (0–255) each half second.")
    pauses = models.JSONField(default=list, help_text="[[from, to], …] in seconds, where it was paused.")
    transcript = models.TextField(blank=True, help_text="A draft by machine; never fills a form.")
    began_at = models.DateTimeField()
    stored_at = models.DateTimeField(null=True)
    delete_after = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)

    objects = RecordingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["began_at"],
                condition=models.Q(stored_at=None, problem=""),
                name="recording_to_fetch",
            ),
            models.Index(fields=["delete_after"], name="recording_delete_after"),
        ]
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")

    def __str__(self) -> str:
        return self.name


class RecordingNote(models.Model):
    """A remark at a moment of a recording."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="notes")
    at_seconds = models.FloatField()
    text = models.CharField(max_length=300)
    author = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["at_seconds", "pk"]

    def __str__(self) -> str:
        return self.text


class QualityMark(models.Model):
    """What a supervisor thought of a call: a mark for each question of the form, and words for the agent."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="marks")
    agent = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="quality_marks")
    scores = models.JSONField(help_text="Question to mark, 0 to 4.")
    share = models.FloatField(help_text="Of what could be reached, 0 to 1.")
    words = models.TextField(blank=True)
    author = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    objects = QualityMarkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recording", "author"], name="one_mark_per_recording_and_author")
        ]

    def __str__(self) -> str:
        return f"{self.agent} {self.share:.0%}"


# ── Calling out ──────────────────────────────────────────────────────────────────────────────────────────


class Campaign(models.Model):
    """Calls we make, or missed calls we collect, for one purpose."""

    kind = models.CharField(_("kind"), max_length=12, choices=CampaignKind)
    name = models.CharField(_("name"), max_length=120)
    number = models.OneToOneField(
        Number,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="campaign",
        verbose_name=_("number to give a missed call to"),
    )
    queue = models.ForeignKey(
        Queue, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("queue")
    )
    greeting_hi = models.CharField(_("greeting in Hindi"), max_length=300, blank=True)
    greeting_en = models.CharField(_("greeting in English"), max_length=300, blank=True)
    # An operator carries only registered texts: each SMS of a campaign is a template of the administrator.
    sms_hi = models.ForeignKey(
        Template,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("SMS in Hindi"),
        limit_choices_to={"event": MessageEvent.CAMPAIGN, "language": Language.HINDI, "is_active": True},
    )
    sms_en = models.ForeignKey(
        Template,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("SMS in English"),
        limit_choices_to={"event": MessageEvent.CAMPAIGN, "language": Language.ENGLISH, "is_active": True},
    )
    calls_back = models.BooleanField(_("call back"), default=False)
    is_running = models.BooleanField(_("running"), default=False)
    since = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("until"), null=True, blank=True)
    written_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")

    def __str__(self) -> str:
        return self.name


class Callback(models.Model):
    """Somebody who is to be called: they asked, hung up while waiting, gave a missed call, or we failed them.

    `waiting_since` keeps their place in the queue.
    """

    number = models.CharField(max_length=16)
    citizen = models.ForeignKey(Citizen, on_delete=models.SET_NULL, null=True, related_name="callbacks")
    reason = models.CharField(max_length=10, choices=CallbackReason)
    state = models.CharField(max_length=10, choices=CallbackState, default=CallbackState.DUE)
    route = models.CharField(max_length=10, choices=Route, default=Route.CALLBACK)
    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, null=True, related_name="callbacks")
    grievance = models.ForeignKey(
        Grievance,
        on_delete=models.CASCADE,
        null=True,
        related_name="callbacks",
        help_text="To be asked about.",
    )
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, null=True, related_name="callbacks")
    from_call = models.ForeignKey(Call, on_delete=models.SET_NULL, null=True, related_name="led_to")
    language = models.CharField(max_length=2, choices=Language, default=Language.HINDI)
    waiting_since = models.DateTimeField()
    not_before = models.DateTimeField(help_text="The next try; inside the calling hours.")
    tries = models.PositiveSmallIntegerField(default=0)
    last_try_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = CallbackQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["not_before"], condition=models.Q(state=CallbackState.DUE), name="callback_due"
            ),
            models.Index(fields=["number"], name="callback_number"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                condition=models.Q(state__in=sorted(OPEN_CALLBACKS)) & ~models.Q(route=Route.CLOSURE),
                name="one_open_callback_per_number",
            ),
            models.UniqueConstraint(
                fields=["grievance"],
                condition=models.Q(state__in=sorted(OPEN_CALLBACKS), route=Route.CLOSURE),
                name="one_open_question_per_case",
            ),
        ]
        verbose_name = _("callback")
        verbose_name_plural = _("callbacks")

    def __str__(self) -> str:
        return f"{self.number[-4:]} {self.reason} {self.state}"

    @property
    def was_asked_for(self) -> bool:
        """Whether it answers something the citizen wants of us; else we call of our own accord."""
        return self.reason in REQUESTS

    @property
    def needs_agent(self) -> bool:
        """Whether whoever answers is to find an agent; else keys and prompts do, with an agent if asked for."""
        return self.route != Route.CLOSURE and (self.campaign is None or self.campaign.queue_id is not None)


@pghistory.track()
class Destination(models.Model):
    """A number outside to which agents may put callers through, such as 112. Any other needs a supervisor."""

    digits = models.CharField(_("number"), max_length=16, unique=True)
    name_hi = models.CharField(_("name in Hindi"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    is_emergency = models.BooleanField(_("emergency"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "digits"]
        verbose_name = _("number to put callers through to")
        verbose_name_plural = _("numbers to put callers through to")

    def __str__(self) -> str:
        return f"{self.name_en} {self.digits}"


@pghistory.track()
class DoNotDisturb(models.Model):
    """A number that does not want calls of its own accord. What the citizen asked for is still done."""

    number = models.CharField(_("number"), max_length=16, unique=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("number not to be disturbed")
        verbose_name_plural = _("numbers not to be disturbed")

    def __str__(self) -> str:
        return self.number


# ── Reconciling ──────────────────────────────────────────────────────────────────────────────────────────


class Difference(models.Model):
    """Where our book and the switch's own do not agree. There must be none."""

    class What(models.TextChoices):
        NOT_OURS = "not_ours", _("the switch knows it, we do not")
        NOT_THEIRS = "not_theirs", _("we know it, the switch does not")
        LENGTH = "length", _("another length")

    line_id = models.CharField(max_length=80, unique=True)
    what = models.CharField(max_length=10, choices=What)
    data = models.JSONField(default=_nothing)
    began_at = models.DateTimeField()
    found_at = models.DateTimeField()
    explained_at = models.DateTimeField(null=True)
    explanation = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("difference to the switch's book")
        verbose_name_plural = _("differences to the switch's book")

    def __str__(self) -> str:
        return f"{self.line_id} {self.what}"
