"""Extreme danger: 112 is brought into the call at once, and the counsellor stays on the line."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sunwai.accounts.models import User
from sunwai.calls.actions.orders import TALKING_STATES, give_order
from sunwai.calls.enums import OrderKind
from sunwai.calls.selectors import session_of
from sunwai.core import clock
from sunwai.core.errors import SunwaiError
from sunwai.web.access import StaffRequest
from sunwai.web.womenline.access import counsels, find_case
from sunwai.womenline import wall
from sunwai.womenline.families import Family

EMERGENCY_NUMBER = "number:112"


@require_POST
@counsels
def bring_in(request: StaffRequest, family: Family, reference: str) -> HttpResponse:
    """From the page of a case."""
    with wall.opened(request.user):
        find_case(request, family, reference)
    bring_in_112(request)
    return redirect("women:case", family.code, reference)


def bring_in_112(request: StaffRequest) -> None:
    """Ask the telephone to bring 112 into the call in hand; what became of that stands on the next page."""
    session = session_of(request.user)
    given: dict[str, Any] = {"call": session.call if session else None, "session": session}
    try:
        give_order(
            kind=OrderKind.CONFERENCE,
            data={"to": EMERGENCY_NUMBER},
            actor=request.user,
            now=clock.now(),
            **given,
        )
    except SunwaiError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("112 is being brought into the call. Stay on the line."))


def talks(user: User) -> bool:
    """Whether `user` is in a conversation at the telephone now."""
    session = session_of(user)
    return bool(session and session.call and session.call.state in TALKING_STATES)
