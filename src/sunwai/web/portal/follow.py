"""A corruption complaint without a name, followed by its number and secret code.

Who gave both acts as the nameless citizen of that complaint, for a quarter of an hour and in this browser only; nobody
is signed in by it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sunwai.core import clock
from sunwai.core.models import RateCounter
from sunwai.grievances.enums import CLOSED_STATES
from sunwai.grievances.selectors import Entry
from sunwai.vigilance.actions.anonymous import Followed, follow, followed
from sunwai.web.access import address_of
from sunwai.web.forms import posted
from sunwai.web.portal.cases import TO_THE_CLOSURE_QUESTION, acts_for, entries_for, last_of, say
from sunwai.web.portal.tracking import NumberForm

KEY = "followed"  # of the session: the case, and until when
OPEN_FOR = timedelta(minutes=15)
AN_HOUR = timedelta(hours=1)
TRIES_AN_HOUR = 30  # from one address


class SecretForm(NumberForm):
    """Number and secret code."""

    secret = forms.CharField(
        label=_("Secret code"),
        max_length=40,
        help_text=_("16 digits, as they were shown to you once."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].help_text = _("For example: 4812 0937 5")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for number and code. Whether there is a complaint with the number is told only to who has the code."""
    form = posted(SecretForm, request)
    if form.is_valid() and (found := form.attempt(_open, request=request, form=form)):
        request.session.cycle_key()
        request.session[KEY] = [found.case.pk, (clock.now() + OPEN_FOR).isoformat()]
        return redirect("portal:follow-case")
    return render(request, "portal/follow.html", {"form": form})


def _open(*, request: HttpRequest, form: SecretForm) -> Followed:
    now = clock.now()
    RateCounter.hit(f"follow:{address_of(request)}", limit=TRIES_AN_HOUR, per=AN_HOUR, now=now)
    return follow(number=form.cleaned_data["number"], secret=form.cleaned_data["secret"], now=now)


@require_safe
@never_cache
def case(request: HttpRequest) -> HttpResponse:
    """Where it stands, in plain words, and everything that can be said now."""
    if (found := _followed(request)) is None:
        return redirect("portal:follow")
    entries = entries_of(found)
    acts = acts_for(found.case, found.citizen)
    return render(
        request,
        "portal/follow_case.html",
        {
            "case": found.case,
            "entries": entries,
            "answers": {name: act for name, act in acts.items() if name in TO_THE_CLOSURE_QUESTION},
            "others": {name: act for name, act in acts.items() if name not in TO_THE_CLOSURE_QUESTION},
            "asked": last_of(entries, {kind for act in acts.values() for kind in act.asks}),
            "is_closed": found.case.state in CLOSED_STATES,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def act(request: HttpRequest, action: str) -> HttpResponse:
    """One thing that is said to the case."""
    if (found := _followed(request)) is None:
        return redirect("portal:follow")
    chosen = acts_for(found.case, found.citizen).get(action.replace("-", "_"))
    if chosen is None:
        raise Http404
    form = posted(chosen.form, request)
    if form.is_valid() and say(chosen, form, found.case, found.citizen):
        messages.success(request, str(chosen.done))
        return redirect("portal:follow-case")
    asked = last_of(entries_of(found), set(chosen.asks))
    given = {
        "case": found.case,
        "act": chosen,
        "form": form,
        "asked": asked,
        "back": reverse("portal:follow-case"),
    }
    return render(request, "portal/act.html", given)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget which complaint was looked at."""
    request.session.pop(KEY, None)
    request.session.cycle_key()
    return redirect("portal:follow")


def entries_of(found: Followed) -> list[Entry]:
    """The timeline, without files: those open only to who is signed in."""
    return [replace(entry, files=[]) for entry in entries_for(found.case, found.citizen)]


def _followed(request: HttpRequest) -> Followed | None:
    number, until = request.session.get(KEY) or (0, "")
    return followed(number) if until and datetime.fromisoformat(until) > clock.now() else None
