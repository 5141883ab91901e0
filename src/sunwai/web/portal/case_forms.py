"""What a citizen says to a case: one form an action."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sunwai.grievances.enums import DenialReason
from sunwai.web.forms import FilesField, GovForm
from sunwai.web.portal.filing.forms import ACCEPTED

MOST_CHARACTERS = 3000
RATINGS = (
    (5, _("5: very good")),
    (4, _("4: good")),
    (3, _("3: all right")),
    (2, _("2: poor")),
    (1, _("1: very poor")),
)


class WordsForm(GovForm):
    """A few words."""

    words = forms.CharField(
        label=_("In your own words"), max_length=MOST_CHARACTERS, widget=forms.Textarea(attrs={"rows": 4})
    )

    def arguments(self) -> dict[str, Any]:
        """What the action is given, files apart."""
        return {name: value for name, value in self.cleaned_data.items() if name != "uploads"}


class RetaliationForm(WordsForm):
    """Who threatens or harms, and how."""

    words = forms.CharField(
        label=_("Who did or said what, and when?"),
        help_text=_("In danger ring 112 first."),
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class WordsAndFilesForm(WordsForm):
    """A few words and, if one likes, files."""

    uploads = FilesField(
        label=_("Photo, recording or PDF"),
        required=False,
        help_text=_("You can choose several."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["uploads"].widget.attrs["accept"] = ACCEPTED


class ConfirmForm(WordsForm):
    """Yes, and how good the work was."""

    rating = forms.TypedChoiceField(
        label=_("How was the work?"), choices=RATINGS, coerce=int, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("Something to add"),
        required=False,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ("rating", "words")


class DenyForm(WordsForm):
    """No, and why."""

    reason = forms.ChoiceField(label=_("What is missing?"), choices=DenialReason, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Tell us more"),
        required=False,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ("reason", "words")

    def clean_reason(self) -> DenialReason:
        """As the reason it names."""
        return DenialReason(self.cleaned_data["reason"])


class SupporterForm(WordsForm):
    """Whether it is done for one who joined."""

    done = forms.TypedChoiceField(
        label=_("Is it done for you too?"),
        choices=(("yes", _("Yes, it is done")), ("no", _("No, not done"))),
        coerce=lambda given: given == "yes",
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("Something to add"),
        required=False,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ("done", "words")
