"""Whether a number may be called now: the one place for calling hours, do-not-disturb and calls a day.

- *Hours*: nobody is called outside `contact.first_hour` to `contact.last_hour`. The one exception: a woman who asked
  the women's helpline to call back is called at any hour, for it is open at any hour and she chose to be called.
- *Do-not-disturb* stops what we do of our own accord: closure questions, and officers who want to speak to a citizen.
  It does not stop what the citizen wants of us (`REQUESTS`). A closure question is a service message in the sense of
  TRAI's TCCCPR 2018, for which no consent is needed; we keep silent all the same, since the question goes out by SMS,
  too, and can be answered there. An agent who has the citizen on the line may ask it.
- *Calls a day*: of our own accord a number is called on one occasion a day, whoever of us calls: a closure question,
  or an agent from the list at the desk. Two cases of one citizen are asked about on two days.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from sunwai.calls.enums import LIVE_STATES, CallbackReason, CallbackState
from sunwai.calls.models import Call, Callback, DoNotDisturb
from sunwai.core.clock import IST
from sunwai.core.options import option
from sunwai.grievances.selectors import calls_of_today
from sunwai.messages.hours import next_allowed

ANY_HOUR = Q(reason=CallbackReason.ASKED, queue__is_confidential=True)
OF_OUR_OWN_ACCORD = Q(reason=CallbackReason.QUESTION)


def is_calling_hour(now: datetime) -> bool:
    """Whether people may be called at this hour."""
    return next_allowed(now) == now


def next_hour(callback: Callback, at: datetime) -> datetime:
    """`at`, or the next moment at which the hours let `callback` be made."""
    queue = callback.queue
    any_hour = callback.reason == CallbackReason.ASKED and queue is not None and queue.is_confidential
    return at if any_hour else next_allowed(at)


def is_undisturbed(number: str) -> bool:
    """Whether `number` wants no calls of our own accord."""
    return DoNotDisturb.objects.filter(number=number).exists()


def undisturbed() -> Exists:
    """The same of each citizen of a query over cases."""
    return Exists(DoNotDisturb.objects.filter(number=OuterRef("citizen__mobile")))


def callable_now(callbacks: QuerySet[Callback], now: datetime) -> QuerySet[Callback]:
    """Those of `callbacks` whose number may be called now, and is not on the telephone with us already."""
    same_number = Callback.objects.filter(number=OuterRef("number")).exclude(pk=OuterRef("pk"))
    being_dialled = same_number.filter(state=CallbackState.DIALLING)
    on_the_line = Call.objects.filter(number=OuterRef("number"), state__in=LIVE_STATES)
    unwanted = DoNotDisturb.objects.filter(number=OuterRef("number"))
    spoken_today = calls_of_today(now).filter(mobile=OuterRef("number"))
    disturbs = OF_OUR_OWN_ACCORD & (Q(Exists(unwanted)) | Q(Exists(spoken_today)))
    found = callbacks.exclude(disturbs).exclude(Exists(being_dialled)).exclude(Exists(on_the_line))
    return found if is_calling_hour(now) else found.filter(ANY_HOUR)


def another_day(at: datetime) -> datetime:
    """The next day, some hours later in it than `at` was: who is not at home in the morning may be in the evening."""
    first, last = option("contact.first_hour"), option("contact.last_hour")
    hours = max(1, last - first)
    local = at.astimezone(IST)
    hour = first + (local.hour - first + max(1, hours // 3)) % hours
    moment = time(hour % 24, local.minute)
    return next_allowed(datetime.combine(local.date() + timedelta(days=1), moment, IST))
