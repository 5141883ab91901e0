"""The words of the call centre."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Route(models.TextChoices):
    """Why a line arrived: set by the number dialled (see `Number`), or by us where we dial."""

    HELPLINE = "helpline", _("helpline")
    WOMEN = "women", _("women's helpline")
    MISSED = "missed", _("missed-call number")
    AGENT = "agent", _("dialled by an agent")
    CALLBACK = "callback", _("callback")
    CLOSURE = "closure", _("closure question")
    CLICK = "click", _("call put through with hidden numbers")


class CallState(models.TextChoices):
    """Where a call is."""

    RINGING = "ringing", _("ringing")
    MENU = "menu", _("in the menu")
    WAITING = "waiting", _("waiting")
    OFFERED = "offered", _("ringing at an agent")
    TALKING = "talking", _("talking")
    HELD = "held", _("on hold")
    ENDED = "ended", _("ended")


LIVE_STATES = frozenset(CallState) - {CallState.ENDED}


class Outcome(models.TextChoices):
    """How a call came out, seen by the citizen."""

    ANSWERED = "answered", _("spoke to an agent")
    SERVED = "served", _("served by keys")
    ABANDONED = "abandoned", _("hung up while waiting")
    LEFT = "left", _("hung up in the menu")
    CALLBACK = "callback", _("asked to be called back")
    VOICEMAIL = "voicemail", _("left a message")
    MISSED = "missed", _("missed call, as intended")
    TURNED_AWAY = "turned_away", _("turned away: too many calls from one number")
    NOT_REACHED = "not_reached", _("not reached")
    FAILED = "failed", _("lost by a fault of ours")


class EndedBy(models.TextChoices):
    """Who hung up."""

    CALLER = "caller", _("caller")
    AGENT = "agent", _("agent")
    SYSTEM = "system", _("system")


class Skill(models.TextChoices):
    """What a call may need of an agent, beside the language and the district."""

    GENERAL = "general", _("general")
    WOMEN = "women", _("women's counsellor")
    JANSEVA = "janseva", _("certificates and land records")
    CORRUPTION = "corruption", _("corruption")


class AgentState(models.TextChoices):
    """What an agent is doing."""

    OFF = "off", _("signed out")
    READY = "ready", _("ready")
    NOT_READY = "not_ready", _("not ready")
    OFFERED = "offered", _("phone rings")
    TALKING = "talking", _("talking")
    WRAP_UP = "wrap_up", _("wrapping up")


# With a call in hand, or one that is just being offered.
BUSY_STATES = frozenset({AgentState.OFFERED, AgentState.TALKING, AgentState.WRAP_UP})


class NotReady(models.TextChoices):
    """Why an agent is not ready."""

    BREAK = "break", _("break")
    LUNCH = "lunch", _("lunch")
    TRAINING = "training", _("training")
    MEETING = "meeting", _("meeting")
    TECHNICAL = "technical", _("trouble with the equipment")
    NO_ANSWER = "no_answer", _("did not answer")
    CONNECTION = "connection", _("connection lost")
    SUPERVISOR = "supervisor", _("set by the supervisor")


# What an agent may choose; the others the system or the supervisor sets.
CHOSEN_REASONS = (NotReady.BREAK, NotReady.LUNCH, NotReady.TRAINING, NotReady.MEETING, NotReady.TECHNICAL)


class OrderKind(models.TextChoices):
    """What a page asks the calls process to do."""

    HOLD = "hold", _("hold")
    TAKE_BACK = "take_back", _("take back from hold")
    HANG_UP = "hang_up", _("hang up")
    CONSULT = "consult", _("ask somebody, the caller holding")
    TRANSFER = "transfer", _("put through")
    CONFERENCE = "conference", _("bring in a third")
    PAUSE_RECORDING = "pause_recording", _("pause the recording")
    RESUME_RECORDING = "resume_recording", _("go on recording")
    LISTEN = "listen", _("listen")
    WHISPER = "whisper", _("whisper to the agent")
    BARGE = "barge", _("join the call")
    LEAVE = "leave", _("stop listening")
    REJOIN = "rejoin", _("back after a reload")
    DIAL = "dial", _("call a number")
    PUT_THROUGH = "put_through", _("connect two numbers, both hidden")


class CallbackReason(models.TextChoices):
    """Why somebody is to be called back."""

    ASKED = "asked", _("asked for it")
    ABANDONED = "abandoned", _("hung up while waiting")
    MISSED = "missed", _("missed call")
    VOICEMAIL = "voicemail", _("left a message")
    FAULT = "fault", _("our system had a fault")
    QUESTION = "question", _("we ask whether it is done")


# Done also for who does not want to be disturbed: the citizen wants something of us, or we owe it.
REQUESTS = frozenset(CallbackReason) - {CallbackReason.QUESTION}


class CallbackState(models.TextChoices):
    """Where a callback is."""

    DUE = "due", _("due")
    DIALLING = "dialling", _("being called")
    DONE = "done", _("reached")
    GIVEN_UP = "given_up", _("given up after all tries")
    CANCELLED = "cancelled", _("no longer needed")


OPEN_CALLBACKS = frozenset({CallbackState.DUE, CallbackState.DIALLING})


class Tried(models.TextChoices):
    """How one try to call somebody came out."""

    REACHED = "reached", _("reached")
    NOT_ANSWERED = "not_answered", _("not answered")
    BUSY = "busy", _("busy")
    UNSERVED = "unserved", _("answered, and found nobody here")
    FAILED = "failed", _("could not be dialled: a fault of ours")


class RecordingKind(models.TextChoices):
    """What a recording holds; decides how long it is kept."""

    CALL = "call", _("call")
    COMPLAINT = "complaint", _("complaint left by voice")
    VOICEMAIL = "voicemail", _("message")


class CampaignKind(models.TextChoices):
    """What a campaign does."""

    MISSED_CALL = "missed_call", _("missed calls to a number")
    CLOSURE = "closure", _("closure questions")


class VersionState(models.TextChoices):
    """Where a version of a flow is."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    RETIRED = "retired", _("retired")
