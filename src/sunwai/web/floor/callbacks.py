"""Whom we are to call: the list, who was not reached, calling sooner, taking off."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sunwai.calls.actions.callbacks import call_now, cancel_callback
from sunwai.calls.enums import OPEN_CALLBACKS, CallbackReason, CallbackState
from sunwai.calls.models import Callback
from sunwai.calls.outgoing.due import in_order
from sunwai.core import clock
from sunwai.core.errors import SunwaiError
from sunwai.web.access import StaffRequest, staff_required
from sunwai.web.floor.frame import show

ON_A_PAGE = 50
ENDED = (CallbackState.DONE, CallbackState.GIVEN_UP, CallbackState.CANCELLED)


@require_safe
@staff_required("floor")
def page(request: StaffRequest) -> HttpResponse:
    """The callbacks that are open, most urgent first; how those of today ended."""
    now = clock.now()
    seen = Callback.objects.visible_to(request.user)
    wanted = request.GET.get("reason", "")
    found = in_order(_of_reason(seen.filter(state__in=OPEN_CALLBACKS), wanted), now)
    today = seen.filter(ended_at__date=clock.today())
    return show(
        request,
        "floor/callbacks.html",
        {
            "now": now,
            "page": Paginator(found, ON_A_PAGE).get_page(request.GET.get("page")),
            "reason": wanted,
            "reasons": CallbackReason.choices,
            "due": seen.filter(state=CallbackState.DUE, not_before__lte=now).count(),
            "open": seen.filter(state__in=OPEN_CALLBACKS).count(),
            "ended": today.aggregate(**{state.value: Count("pk", filter=Q(state=state)) for state in ENDED}),
        },
    )


def _of_reason(callbacks: QuerySet[Callback], reason: str) -> QuerySet[Callback]:
    return callbacks.filter(reason=reason) if reason in CallbackReason.values else callbacks


@require_POST
@staff_required("floor")
def act(request: StaffRequest, callback_id: int) -> HttpResponse:
    """Call sooner, or take it off the list."""
    callback = get_object_or_404(Callback.objects.visible_to(request.user), pk=callback_id)
    deeds: dict[str, tuple[Any, str]] = {
        "now": (call_now, _("It is called as soon as an agent is free, within the calling hours.")),
        "cancel": (cancel_callback, _("It is off the list.")),
    }
    if chosen := deeds.get(request.POST.get("do", "")):
        try:
            chosen[0](callback=callback, actor=request.user, now=clock.now())
            messages.success(request, chosen[1])
        except SunwaiError as error:
            messages.error(request, str(error))
    return redirect("floor:callbacks")
