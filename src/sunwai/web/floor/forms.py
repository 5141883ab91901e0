"""What a supervisor fills in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sunwai.accounts.models import User
from sunwai.accounts.roles import PERMISSIONS
from sunwai.places.enums import PlaceKind
from sunwai.places.models import Place
from sunwai.web.forms import GovForm

HOURS = (("1", _("1 hour")), ("8", _("8 hours")), ("24", _("1 day")), ("168", _("1 week")))
AT_THE_DESK = [role for role, may in PERMISSIONS.items() if "desk" in may]


def staff_of_the_desk() -> Any:
    """Everybody who may sit at a phone, by name."""
    return User.objects.filter(is_active=True, roles__overlap=AT_THE_DESK).order_by("name", "pk")


class NoteToAgents(GovForm):
    """What the supervisor tells the agents."""

    text = forms.CharField(
        label=_("Note to the agents"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "data-keep": ""}),
    )
    agent = forms.ModelChoiceField(
        label=_("For whom?"), queryset=User.objects.none(), required=False, empty_label=_("all agents")
    )
    hours = forms.TypedChoiceField(
        label=_("How long?"),
        coerce=int,
        choices=HOURS,
        initial="8",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["agent"]
        at_the_desk = [role for role, may in PERMISSIONS.items() if "desk" in may]
        field.queryset = User.objects.filter(is_active=True, roles__overlap=at_the_desk).order_by("name")


class Announce(GovForm):
    """What callers are told before the menu."""

    words_hi = forms.CharField(
        label=_("In Hindi"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2, "data-keep": ""}),
    )
    words_en = forms.CharField(
        label=_("In English"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2, "data-keep": ""}),
    )
    place = forms.ModelChoiceField(
        label=_("For callers of which district?"),
        queryset=Place.objects.none(),
        required=False,
        empty_label=_("whole state"),
    )
    hours = forms.TypedChoiceField(label=_("How long?"), coerce=int, choices=HOURS, initial="8")
    is_disaster = forms.BooleanField(label=_("Disaster: before everything else"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["place"]
        field.queryset = Place.objects.active().of_kind(PlaceKind.DISTRICT)
        language = get_language() or "hi"
        names = sorted((one.name(language), one.pk) for one in field.queryset)
        field.choices = [("", field.empty_label), *((pk, name) for name, pk in names)]

    def given(self) -> dict[str, Any]:
        """For the action."""
        data = dict(self.cleaned_data)
        return data | {"lasts": timedelta(hours=data.pop("hours"))}
