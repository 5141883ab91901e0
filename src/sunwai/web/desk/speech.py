"""What the agent says, in the language of the page: short, plain, with the words of the case in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from sunwai.accounts.models import User
from sunwai.calls.enums import AgentState, CallState
from sunwai.calls.models import AgentSession, Call
from sunwai.calls.selectors import Standing
from sunwai.core import clock
from sunwai.core.options import option
from sunwai.core.reference import spaced
from sunwai.grievances.dispatch import Route
from sunwai.grievances.enums import EventKind, InteractionKind, State
from sunwai.grievances.models import Grievance
from sunwai.janseva.models import Application
from sunwai.language import format_date, speak_digits

# What is said of a case, by its state. Words in %(…)s come from the case.
STATUS: dict[str, str | Promise] = {
    State.OPEN: gettext_lazy(
        "Your complaint is registered. It is with %(post)s. An answer is due by %(until)s."
    ),
    State.IN_PROGRESS: gettext_lazy("%(post)s is working on it. An answer is due by %(until)s."),
    State.TRANSFER_PROPOSED: gettext_lazy("%(post)s is working on it. An answer is due by %(until)s."),
    State.SPECIAL_CLOSURE_PROPOSED: gettext_lazy("%(post)s is working on it. An answer is due by %(until)s."),
    State.WAITING_FOR_CITIZEN: gettext_lazy(
        "%(post)s asks: “%(question)s” What may I write down as your answer?"
    ),
    State.AWAITING_CONFIRMATION: gettext_lazy(
        "%(post)s says that it is solved: “%(resolution)s” Is it really done?"
    ),
    State.CLOSURE_NOTICE: gettext_lazy(
        "%(post)s wants to close it: “%(closure)s” If you do not agree, you may object until %(until)s."
    ),
    State.CLOSED_SATISFIED: gettext_lazy("It was closed on %(closed)s, because you said that it is done."),
    State.CLOSED_SPECIAL: gettext_lazy("It was closed on %(closed)s: “%(closure)s”"),
    State.CLOSED_UNREACHED: gettext_lazy("It was closed on %(closed)s, because we could not reach you."),
}
LATE: str | Promise = gettext_lazy("It is with %(post)s. The answer was due on %(until)s and is late.")

# Which words of the timeline a sentence quotes.
QUOTED = {
    "question": (EventKind.QUESTION_ASKED,),
    "resolution": (EventKind.RESOLVED,),
    "closure": (EventKind.CLOSURE_NOTICE_GIVEN, EventKind.MARKED_INVALID, EventKind.SPECIAL_CLOSURE_PROPOSED),
}

# What the agent asks while the complaint is written down: the field (or more of them), the sentence.
SCRIPT: tuple[tuple[str, str | Promise], ...] = (
    ("category kind", gettext_lazy("Let me see what it is about … Is it this?")),
    ("place_text district", gettext_lazy("Which village, town or ward is it? In which district?")),
    ("landmark", gettext_lazy("Near what is it, so that the officer finds it?")),
    ("accused_post", gettext_lazy("Which officer is it about? Nobody below will learn that you called.")),
    ("name language", gettext_lazy("May I have your name?")),
)

# What the agent says once an open question is answered.
AFTER: dict[str, str | Promise] = {
    "yes": gettext_lazy("Thank you. I write down that it is done, and close it with your word."),
    "no": gettext_lazy("Then it is opened again and goes to a higher officer. You will get an SMS."),
    "answer": gettext_lazy("Thank you. I pass this on to %(post)s; work goes on."),
}

# What is said next at the phone, by what is going on.
AT_THE_PHONE: dict[str, str | Promise] = {
    "paused": gettext_lazy("Recording is paused. “Please tell me the number now.” Then go on recording."),
    "consulting": gettext_lazy(
        "Say in one sentence who is on the line and what they need, then put through."
    ),
    CallState.HELD: gettext_lazy("“Thank you for waiting.” Nobody should hold for more than a minute."),
    AgentState.WRAP_UP: gettext_lazy("Choose how the call ended; the next call comes after that."),
    AgentState.NOT_READY: gettext_lazy("No calls come while you are not ready."),
    AgentState.READY: gettext_lazy("The next call rings here. Enter answers it."),
}
# … and in a conversation, by what it is about.
BY_KIND: dict[str, str | Promise] = {
    InteractionKind.WOMEN: gettext_lazy("“Are you safe where you are now?” If not: put through to 112."),
    InteractionKind.CORRUPTION: gettext_lazy(
        "“Nobody below will learn that you called.” Ask who, when, how much."
    ),
    InteractionKind.STATUS: gettext_lazy(
        "“May I have the number of your complaint?” It also stands on the left."
    ),
    InteractionKind.CLOSURE: gettext_lazy("“Is it really done?” Write down yes or no in the caller's words."),
    InteractionKind.JANSEVA: gettext_lazy("“Which certificate or record is it, and since when do you wait?”"),
    InteractionKind.SCHEME: gettext_lazy("“Which scheme is it about, and for whom?”"),
}


def application_taken(application: Application) -> str:
    """What the caller does next with an application."""
    return _(
        "I have sent you an SMS with a link for your %(service)s. Open it, check what I wrote, and confirm it with the "
        "code that comes. Only then does it go to the %(officer)s. The link is good for %(hours)s hours."
    ) % {
        "service": application.service.name,
        "officer": application.post.label,
        "hours": option("janseva.link_hours"),
    }


def undisturbed() -> str:
    """What changes for who does not want to be called."""
    return _(
        "From now on we do not call you of our own accord. We ask by SMS whether the work is done. "
        "When you ask us to call you, we still do."
    )


def at_the_phone(session: AgentSession, standing: Standing) -> str:
    """What the agent says or does next, by what is going on and what the call is about."""
    call = session.call
    if session.state == AgentState.TALKING and call:
        now = (standing.recording_is_paused and "paused") or (standing.is_consulting and "consulting")
        return str(AT_THE_PHONE.get(now or call.state) or BY_KIND.get(call.kind, ""))
    return str(AT_THE_PHONE.get(session.state, ""))


def queue_name(call: Call) -> str:
    """The name of the queue that a call came through, in the reader's language."""
    queue = call.queue
    return "" if queue is None else queue.name_en if get_language() == "en" else queue.name_hi


def minutes(seconds: int) -> str:
    """A time as a clock counts it: `1:05`."""
    return f"{seconds // 60}:{seconds % 60:02}"


def greeting(agent: User, caller: Any) -> str:
    """How a call begins."""
    if caller.name:
        return _("Namaste %(caller)s, this is %(agent)s at helpline 181. How can I help you?") % {
            "caller": caller.name,
            "agent": agent,
        }
    return _("Namaste, this is %(agent)s at helpline 181. May I have your name? What is the trouble?") % {
        "agent": agent
    }


def script(agent: User, caller: Any, form: Any) -> list[tuple[str, str]]:
    """What to say at each step of writing down, with the names of the fields of that step, in their order."""
    asked = [(field.name, str(field.label)) for field in form.question_fields()]
    steps = [(fields, str(sentence)) for fields, sentence in SCRIPT if fields.split()[0] in form.fields]
    at = next(place for place, (fields, _sentence) in enumerate(steps) if fields == "landmark")
    return [("text", greeting(agent, caller)), *steps[:at], *asked, *steps[at:]]


def after(case: Grievance, answer: str) -> str:
    """What is said once the caller has answered."""
    return str(AFTER.get(answer, "")) % {"post": case.post.label}


def outgoing(agent: User, case: Grievance) -> str:
    """How a call about the closure question begins."""
    return _(
        "Namaste, this is %(agent)s of helpline 181. I am calling about your complaint: %(category)s."
    ) % {
        "agent": agent,
        "category": case.category.name,
    }


def status(case: Grievance) -> str:
    """How a case stands, in one or two plain sentences."""
    late = case.due_at is not None and case.due_at < clock.now()
    sentence = str(LATE if late else STATUS[case.state])
    words = {name: _words(case, kinds) for name, kinds in QUOTED.items() if f"%({name})s" in sentence}
    return sentence % {
        "post": case.post.label,
        "until": _date(case.due_at or case.objection_until),
        "closed": _date(case.closed_at),
        **words,
    }


def joined(case: Grievance) -> str:
    """How a case stands that the caller has joined: nothing that another person or the officer wrote."""
    return _("%(category)s: %(state)s. It is with %(post)s.") % {
        "category": case.category.name,
        "state": case.state_enum.for_citizen,
        "post": case.post.label,
    }


def read_back(form: Any, route: Route) -> str:
    """What was written down, for the caller to agree to."""
    given = form.cleaned_data
    return _(
        "You said: “%(text)s”. Subject: %(category)s. Place: %(place)s. It goes to %(post)s, who has %(days)s working "
        "days. Is that right?"
    ) % {
        "text": given["text"].strip(),
        "category": given["category"].name,
        "place": given["place"].label(get_language() or "hi"),
        "post": route.post.label,
        "days": route.days,
    }


def number(reference: str) -> str:
    """How the number is told."""
    return _("Please write down the number of your complaint: %(digits)s. It also comes by SMS.") % {
        "digits": digits(reference)
    }


def goodbye() -> str:
    """How a call ends."""
    return _("Can I do anything else for you? Thank you for calling 181.")


def digits(reference: str) -> str:
    """A number as it is spoken, in groups of four."""
    return speak_digits(spaced(reference), _language())


def _words(case: Grievance, kinds: tuple[str, ...]) -> str:
    spoken = case.events().filter(kind__in=kinds, words__isnull=False)
    event = spoken.select_related("words").order_by("seq").last()
    return event.words.text.strip() if event else "…"


def _date(at: datetime | None) -> str:
    return format_date(at.astimezone(clock.IST), _language()) if at else "…"


def _language() -> Literal["hi", "en"]:
    return "en" if get_language() == "en" else "hi"
