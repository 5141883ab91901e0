"""A word about the site: kept for the administrator, without a name. What is wrong in the world is a complaint."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sunwai.core import clock
from sunwai.core.models import RateCounter
from sunwai.web.access import address_of
from sunwai.web.forms import GovForm, posted
from sunwai.web.portal.models import Feedback

AN_HOUR = timedelta(hours=1)
AN_HOUR_FROM_ONE_ADDRESS = 20  # a village shares one address


class FeedbackForm(GovForm):
    """Two questions."""

    useful = forms.TypedChoiceField(
        label=_("Did you find what you were looking for?"),
        choices=(("yes", _("Yes")), ("no", _("No"))),
        coerce=lambda given: given == "yes",
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("What should we do better?"),
        max_length=2000,
        help_text=_("Please write no names, numbers or other personal details here."),
        widget=forms.Textarea(attrs={"rows": 5, "data-keep": True}),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest) -> HttpResponse:
    """Ask, keep, thank."""
    form = posted(FeedbackForm, request)
    if form.is_valid() and form.attempt(_keep, form=form, address=address_of(request)):
        messages.success(request, _("Thank you. We read every word about this site."))
        return redirect("portal:feedback")
    return render(request, "portal/feedback.html", {"form": form})


def _keep(*, form: FeedbackForm, address: str) -> Feedback:
    now = clock.now()
    RateCounter.hit(f"feedback:{address}", limit=AN_HOUR_FROM_ONE_ADDRESS, per=AN_HOUR, now=now)
    return Feedback.objects.create(at=now, language=get_language() or "hi", **form.cleaned_data)
