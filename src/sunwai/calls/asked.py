"""Somebody wants to be called: by the portal or an app, or by a chat (port `call_centre`)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sunwai.calls.actions.callbacks import ask_callback
from sunwai.calls.enums import OPEN_CALLBACKS, CallbackReason, Route
from sunwai.calls.models import Callback
from sunwai.citizens.models import Citizen
from sunwai.core.models import RateCounter
from sunwai.core.options import option
from sunwai.grievances.models import Grievance


class CallCentre:
    """Puts people on the list of those to be called."""

    def call_back(self, *, mobile: str, now: datetime) -> datetime:
        """From when on `mobile` (ten digits) will be called; who is on the list already keeps the place."""
        return ask_callback(number=mobile, reason=CallbackReason.ASKED, now=now).not_before


def ask_for_oneself(*, citizen: Citizen, case: Grievance | None, language: str, now: datetime) -> Callback:
    """A citizen who is signed in asks to be called, perhaps about a case; who is on the list keeps the place.

    Raises:
        TooMany: more often than `calls.ask_per_day`.
    """
    assert citizen.mobile  # who is signed in has proved one
    RateCounter.hit(
        f"call-me:{citizen.pk}", limit=option("calls.ask_per_day"), per=timedelta(days=1), now=now
    )
    return ask_callback(
        number=citizen.mobile,
        reason=CallbackReason.ASKED,
        citizen=citizen,
        # A sealed case does not name its citizen, here neither.
        grievance=case if case and case.citizen_id else None,
        language=language,
        now=now,
    )


def open_callback(citizen: Citizen) -> Callback | None:
    """What stands on the list for this citizen because they want it."""
    waiting = Callback.objects.visible_to(citizen).filter(state__in=OPEN_CALLBACKS)
    found: Callback | None = waiting.exclude(route=Route.CLOSURE).first()
    return found
