"""A citizen asks to be called, takes it back, or asks not to be called of our own accord."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sunwai.calls.actions.callbacks import cancel_callback
from sunwai.calls.actions.disturbing import lift_do_not_disturb, set_do_not_disturb
from sunwai.calls.asked import ask_for_oneself, open_callback
from sunwai.calls.outgoing.hours import is_calling_hour, is_undisturbed
from sunwai.citizens.models import Citizen
from sunwai.core import clock
from sunwai.core.errors import InvalidInput, SunwaiError
from sunwai.core.options import option
from sunwai.grievances.models import Grievance
from sunwai.grievances.selectors import find_by_reference
from sunwai.web.access import citizen_required
from sunwai.web.portal.cases import signed_in

Said = str | Promise


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@citizen_required
def call_me(request: HttpRequest) -> HttpResponse:
    """Ask; see that it is on the list, and until when; take it back."""
    citizen = signed_in(request)
    case = find_by_reference(request.POST.get("case") or request.GET.get("case", ""), citizen)
    if request.method == "POST":
        try:
            messages.success(request, str(_do(request.POST.get("do", ""), citizen, case, clock.now())))
            return redirect(f"{reverse('portal:call-me')}{f'?case={case.reference}' if case else ''}")
        except SunwaiError as error:
            messages.error(request, str(error))
    return render(
        request,
        "portal/call_me.html",
        {
            "case": case,
            "waits": open_callback(citizen),
            "is_undisturbed": is_undisturbed(_number(citizen)),
            "is_calling_hour": is_calling_hour(clock.now()),
            "hours": (option("contact.first_hour"), option("contact.last_hour")),
            "mobile": citizen.mobile,
        },
        status=422 if request.method == "POST" else 200,
    )


def _number(citizen: Citizen) -> str:
    """The mobile of a citizen who is signed in, and so has proved one."""
    assert citizen.mobile
    return citizen.mobile


def _do(deed: str, citizen: Citizen, case: Grievance | None, now: datetime) -> Said:
    """Do what a button says, and say that it is done.

    Raises:
        InvalidInput: no button of ours.
        TooMany: asked too often today.
    """
    if deed not in DEEDS:
        raise InvalidInput
    return DEEDS[deed](citizen, case, now)


def _ask(citizen: Citizen, case: Grievance | None, now: datetime) -> Said:
    ask_for_oneself(citizen=citizen, case=case, language="en" if get_language() == "en" else "hi", now=now)
    return _("We will call you.")


def _cancel(citizen: Citizen, _case: Grievance | None, now: datetime) -> Said:
    if waiting := open_callback(citizen):
        cancel_callback(callback=waiting, actor=citizen, now=now)
    return _("We will not call you.")


def _silence(citizen: Citizen, _case: Grievance | None, now: datetime) -> Said:
    set_do_not_disturb(number=_number(citizen), actor=citizen, now=now)
    return _("From now on we call you only if you ask for it.")


def _speak(citizen: Citizen, _case: Grievance | None, now: datetime) -> Said:
    lift_do_not_disturb(number=_number(citizen), actor=citizen, now=now)
    return _("We may call you about your complaints again.")


DEEDS: dict[str, Callable[[Citizen, Grievance | None, datetime], Said]] = {
    "ask": _ask,
    "cancel": _cancel,
    "silence": _silence,
    "speak": _speak,
}
