"""An ordinary complaint for her, with her consent: a form of its own, which begins empty.

Everything goes by POST: what is typed here stands in no address.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sunwai.casework.action import within
from sunwai.citizens.actions import Person, unnamed_citizen
from sunwai.citizens.models import Language
from sunwai.core import clock
from sunwai.core.actors import SYSTEM
from sunwai.grievances.actions.registration import MOST_CHARACTERS, Complaint, register_grievance
from sunwai.grievances.dispatch import find_route
from sunwai.grievances.enums import Kind
from sunwai.messages.enums import Channel
from sunwai.web.access import StaffRequest
from sunwai.web.desk import drafts, offers
from sunwai.web.desk.forms import Registration
from sunwai.web.womenline.access import counsels, find_case, render
from sunwai.web.womenline.forms import line, words
from sunwai.womenline import selectors, wall
from sunwai.womenline.actions.complaints import register_complaint
from sunwai.womenline.families import Family

ORDINARY = [(kind.value, kind.label) for kind in (Kind.COMPLAINT, Kind.DEMAND)]
HERS = ("mobile", "consent")


class ForHer(Registration):
    """A complaint as the desk registers it; nothing is taken over from the case."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=ORDINARY, initial=Kind.COMPLAINT)
    text = words(
        gettext_lazy("What the officer is to know, in words that the person agrees to"),
        hint=gettext_lazy("Officers read this. Write nothing of the case."),
    )
    name = line(gettext_lazy("Name, if officers may know it"))
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=Language.choices, initial=Language.HINDI
    )
    mobile = line(
        gettext_lazy("Mobile for news of this complaint, if one is given for that"),
        most=20,
        hint=gettext_lazy(
            "Messages and calls about it go there, and it is kept under this number. Only if nobody reads along."
        ),
        inputmode="tel",
    )
    consent = forms.BooleanField(
        label=gettext_lazy("The person agrees that this leaves the helpline and officers read it"),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].max_length = MOST_CHARACTERS  # type: ignore[attr-defined]

    def register(self) -> str:
        """Register it within the transaction of the caller, as every complaint is.

        The helpline acts, no counsellor: a complaint that named one would tell where she had called.

        Returns:
            Its number.
        """
        now, given = clock.now(), self.cleaned_data
        brought = partial(Person, name=given["name"], language=given["language"])
        citizen = (
            brought(mobile=given["mobile"])
            if given["mobile"]
            else unnamed_citizen(name=given["name"], language=given["language"], now=now)
        )
        complaint: Complaint = self.complaint()
        case = within(register_grievance)(
            citizen=citizen, complaint=complaint, channel=Channel.CALL, actor=SYSTEM, now=now
        )
        return case.reference


@counsels
def page(request: StaffRequest, family: Family, reference: str) -> HttpResponse:
    """Write it down, see where it goes, register it. That the case was opened is written down."""
    with wall.opened(request.user):
        case = find_case(request, family, reference, is_read=True)
        registered = len(selectors.complaints(case))
    known = typed(request.POST)
    form = ForHer(known=known)
    if "register" in request.POST:
        form = ForHer(known, known=known)
        before = request.POST.get("known", "")
        done = form.is_valid() and form.attempt(
            register_complaint,  # type: ignore[arg-type]
            case=case,
            consent=form.cleaned_data["consent"],
            register=form.register,
            known=int(before) if before.isascii() and before.isdigit() else -1,
            actor=request.user,
            now=clock.now(),
        )
        if done:
            messages.success(request, _("Written down."))
            return redirect("women:case", family.code, reference)
    category, place = form.chosen("category"), form.chosen("place")
    return render(
        request,
        family,
        "women/complaint.html",
        case=case,
        form=form,
        registered=registered,
        suggestions=offers.categories(known.get("text", ""), form.chosen_kind),
        places=offers.places(known.get("place_text", ""), form.chosen("district")),
        place=place,
        route=find_route(category=category, place=place) if category and place else None,
        status=422 if form.is_bound else 200,
    )


def typed(post: QueryDict) -> dict[str, str]:
    """What was typed so far; a pressed suggestion fills the field it is for."""
    return drafts.typed(post) | {name: str(post[name]) for name in HERS if name in post}
