"""What a supervisor fills in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sunwai.accounts.models import User
from sunwai.accounts.roles import PERMISSIONS
from sunwai.calls import quality
from sunwai.calls.actions.shifts import Planned
from sunwai.calls.enums import RecordingKind
from sunwai.calls.models import QualityMark, Shift
from sunwai.calls.reports import MOST_DAYS, WAYS
from sunwai.core import clock
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


class Search(GovForm):
    """Which recordings."""

    day = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    agent = forms.ModelChoiceField(
        label=_("Agent"), queryset=User.objects.none(), required=False, empty_label=_("all agents")
    )
    what = forms.ChoiceField(
        label=_("Which?"),
        required=False,
        choices=(
            ("", _("all")),
            ("unmarked", _("not judged yet")),
            ("problem", _("could not be kept")),
            *RecordingKind.choices,
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["agent"]
        field.queryset = staff_of_the_desk()

    def narrow(self, recordings: Any) -> Any:
        """Those that were asked for; what is not understood asks for nothing."""
        given = self.cleaned_data if self.is_valid() else {}
        if day := given.get("day"):
            begins = datetime.combine(day, time.min, clock.IST)
            recordings = recordings.filter(began_at__gte=begins, began_at__lt=begins + timedelta(days=1))
        if agent := given.get("agent"):
            recordings = recordings.filter(call__agent=agent)
        match given.get("what"):
            case "unmarked":
                return recordings.filter(marks=None, call__agent__isnull=False)
            case "problem":
                return recordings.exclude(problem="")
            case "" | None:
                return recordings
            case kind:
                return recordings.filter(kind=kind)


class Moment(GovForm):
    """A remark at a moment."""

    at_seconds = forms.FloatField(
        label=_("At which second?"),
        min_value=0,
        widget=forms.NumberInput(attrs={"step": "0.1", "inputmode": "decimal", "data-player-now": ""}),
    )
    text = forms.CharField(
        label=_("Note"), max_length=300, widget=forms.Textarea(attrs={"rows": 2, "data-keep": ""})
    )


class Mark(GovForm):
    """The quality form: a mark for each question, and words for the agent."""

    words = forms.CharField(
        label=_("For the agent"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "data-keep": ""}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in quality.QUESTIONS:
            self.fields[question.code] = forms.TypedChoiceField(
                label=str(question.words),
                coerce=int,
                choices=quality.MARKS,
                widget=forms.RadioSelect,
                error_messages={"required": _("Please choose a mark.")},
            )
        self.order_fields([*(question.code for question in quality.QUESTIONS), "words"])
        self.dress()

    @classmethod
    def of(cls, mark: QualityMark | None) -> Mark:
        """As it was filled in before."""
        return cls(initial={"words": mark.words} | mark.scores if mark else {})

    def scores(self) -> dict[str, int]:
        """Question to mark."""
        return {question.code: self.cleaned_data[question.code] for question in quality.QUESTIONS}


class Week(GovForm):
    """Seven days, each with beginning and end or neither."""

    def __init__(self, *args: Any, monday: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.monday = monday
        for at in range(7):
            for name, label in (("begins", _("from")), ("ends", _("until"))):
                self.fields[f"{name}{at}"] = forms.TimeField(
                    label=label,
                    required=False,
                    widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
                )
        self.dress()

    @staticmethod
    def initial_of(shifts: Iterable[Shift]) -> dict[str, time]:
        """What is planned; of two shifts on one day the first."""
        found: dict[str, time] = {}
        for shift in sorted(shifts, key=lambda one: one.begins_at, reverse=True):
            begins, ends = shift.begins_at.astimezone(clock.IST), shift.ends_at.astimezone(clock.IST)
            found |= {f"begins{begins.weekday()}": begins.time(), f"ends{begins.weekday()}": ends.time()}
        return found

    def clean(self) -> dict[str, Any]:
        """A beginning needs an end."""
        for at in range(7):
            given = [self.cleaned_data.get(f"{name}{at}") for name in ("begins", "ends")]
            if given.count(None) == 1:
                self.add_error(f"ends{at}" if given[0] else f"begins{at}", _("Please fill this in."))
        return self.cleaned_data

    def planned(self) -> list[Planned]:
        """For the action."""
        return [
            Planned(
                self.monday + timedelta(days=at),
                self.cleaned_data[f"begins{at}"],
                self.cleaned_data[f"ends{at}"],
            )
            for at in range(7)
            if self.cleaned_data.get(f"begins{at}")
        ]


class Period(GovForm):
    """Which report, of which days."""

    first = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=_("until"), widget=forms.DateInput(attrs={"type": "date"}))
    by = forms.ChoiceField(label=_("By"), choices=[(code, way.label) for code, way in WAYS.items()])

    def clean(self) -> dict[str, Any]:
        """In order, and no longer than a year."""
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and not first <= last < first + timedelta(days=MOST_DAYS):
            self.add_error("last", _("The end must be after the beginning, within a year."))
        return self.cleaned_data

    def asked(self) -> dict[str, Any]:
        """What was asked for; today by the hour where nothing was, or nothing that can be."""
        if self.is_bound and self.is_valid():
            return dict(self.cleaned_data)
        today = {"first": clock.today(), "last": clock.today(), "by": "hour"}
        self.initial = today
        return today


class Explanation(GovForm):
    """How a difference came about."""

    explanation = forms.CharField(label=_("How did it come about?"), max_length=240)
