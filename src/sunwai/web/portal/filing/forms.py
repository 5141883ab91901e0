"""One form a question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sunwai.core import clock
from sunwai.core.errors import SunwaiError
from sunwai.grievances import subjects
from sunwai.grievances.actions.registration import MOST_CHARACTERS, NEAR_ENOUGH
from sunwai.grievances.enums import Kind
from sunwai.grievances.lookalikes import Lookalike
from sunwai.grievances.questions import clean_answers, in_words
from sunwai.language import format_date
from sunwai.offices.models import Category, Department, Post
from sunwai.places.enums import PlaceKind
from sunwai.places.models import Place
from sunwai.web.forms import FilesField, GovForm

ACCEPTED = "image/*,audio/*,application/pdf"
NONE_OF_THESE = "none"

KINDS = (
    (Kind.COMPLAINT, gettext_lazy("Complaint: something does not work as it should")),
    (Kind.DEMAND, gettext_lazy("Demand: something is needed here")),
    (Kind.SUGGESTION, gettext_lazy("Suggestion: something could be better")),
    (Kind.CORRUPTION, gettext_lazy("Corruption: a bribe is asked for. Your name is kept secret")),
)


class WordsForm(GovForm):
    """What happened: spoken, written, or both. `told`: there is a recording already."""

    voice = forms.FileField(
        label=gettext_lazy("A recording of your voice"),
        required=False,
        error_messages={"empty": gettext_lazy("Nothing was recorded. Please try again.")},
        widget=forms.FileInput(attrs={"class": "govuk-file-upload", "accept": "audio/*", "capture": "user"}),
    )
    text = forms.CharField(
        label=gettext_lazy("Or write it"),
        error_messages={"required": gettext_lazy("Please speak or write what the trouble is.")},
        max_length=MOST_CHARACTERS,
        help_text=gettext_lazy(
            "Hindi or English, in any letters. For example: no electricity for three days"
        ),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What is it?"), choices=KINDS, widget=forms.RadioSelect, initial=Kind.COMPLAINT
    )

    def __init__(self, *args: Any, told: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = not (told or self.files.get("voice"))


class SubjectForm(GovForm):
    """What it is about; offers `offered`, takes every subject that fits the kind."""

    category = forms.ModelChoiceField(
        label=gettext_lazy("Which of these is it?"),
        queryset=Category.objects.none(),
        to_field_name="code",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": gettext_lazy("Please choose one, or look for another subject below."),
            "invalid_choice": gettext_lazy("Please choose another subject: this one is not in use here."),
        },
    )

    def __init__(
        self, *args: Any, kind: Kind, offered: Sequence[Category], bare: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = subjects.usable(kind)  # type: ignore[attr-defined]
        self.fields["category"].choices = [  # type: ignore[attr-defined]
            (one.code, one.name if bare else one.label) for one in offered
        ]


class PlaceSearchForm(GovForm):
    """Where to look. Sent in the address, so that the found places can be gone back to."""

    district = forms.ModelChoiceField(
        label=gettext_lazy("District"),
        queryset=Place.objects.none(),
        required=False,
        empty_label=gettext_lazy("Not sure"),
    )
    q = forms.CharField(
        label=gettext_lazy("Village, town, or PIN code"),
        max_length=80,
        help_text=gettext_lazy("In Hindi or English letters, as you say it"),
        error_messages={
            "required": gettext_lazy("Please type the name of the village or town, or the PIN code.")
        },
    )

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        districts = Place.objects.active().of_kind(PlaceKind.DISTRICT)
        field: Any = self.fields["district"]
        field.queryset = districts
        named = sorted((place.name(language), place.pk) for place in districts)
        field.choices = [("", field.empty_label), *((pk, name) for name, pk in named)]


class PositionForm(GovForm):
    """Where the phone says that it is."""

    latitude = forms.FloatField(min_value=-90, max_value=90, widget=forms.HiddenInput)
    longitude = forms.FloatField(min_value=-180, max_value=180, widget=forms.HiddenInput)
    accuracy = forms.FloatField(min_value=0, widget=forms.HiddenInput)


class PlaceForm(GovForm):
    """Which of the found places it is; takes every place to which somebody can be sent.

    With `bare` the names stand alone, where the page itself says what they lie in.
    """

    place = forms.ModelChoiceField(
        label=gettext_lazy("Which one?"),
        queryset=Place.objects.active().of_kind(*NEAR_ENOUGH),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": gettext_lazy("Please choose your village or town."),
            "invalid_choice": gettext_lazy("Please choose the village, ward or town."),
        },
    )

    def __init__(
        self, *args: Any, offered: Sequence[Place], language: str, bare: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            (one.pk, one.name(language) if bare else one.label(language)) for one in offered
        ]


class DepartmentForm(GovForm):
    """Whose officer it is, or how they are called. Sent in the address."""

    q = forms.CharField(label=gettext_lazy("Name or post of the officer"), max_length=80, required=False)
    field_order = ("q", "department")

    department = forms.ModelChoiceField(
        label=gettext_lazy("Department of the officer"),
        queryset=Department.objects.filter(is_active=True).order_by("order", "code"),
        to_field_name="code",
        required=False,
        empty_label=gettext_lazy("Choose"),
    )


class AccusedForm(GovForm):
    """The post of the officer complained of."""

    accused = forms.ChoiceField(
        label=gettext_lazy("Who asks for money?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose the officer, or that you do not know.")},
    )
    named = forms.CharField(
        label=gettext_lazy("If they are not in the list: name or post, as you know it"),
        max_length=200,
        required=False,
        help_text=gettext_lazy(
            "We look for them among the officers, and keep your complaint away from them."
        ),
    )

    def __init__(self, *args: Any, offered: Sequence[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = {str(post.pk): post for post in offered}
        self.fields["accused"].choices = [  # type: ignore[attr-defined]
            *((key, post.label) for key, post in self.posts.items()),
            (NONE_OF_THESE, _("I do not know, or it is somebody else")),
        ]

    def clean_accused(self) -> int | None:
        """The post's number, or None where the citizen cannot name it."""
        post = self.posts.get(self.cleaned_data["accused"])
        return post.pk if post else None


def _choices(question: dict[str, Any]) -> list[tuple[str, str]]:
    return [(choice["code"], in_words(choice)) for choice in question["choices"]]


# How each kind of question is asked.
QUESTION_FIELDS: dict[str, Callable[[dict[str, Any]], forms.Field]] = {
    "text": lambda _question: forms.CharField(max_length=200),
    "number": lambda _question: forms.CharField(
        max_length=20, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    ),
    "date": lambda _question: forms.CharField(max_length=20, widget=forms.TextInput(attrs={"type": "date"})),
    "yes_no": lambda _question: forms.ChoiceField(
        choices=[("yes", _("Yes")), ("no", _("No"))], widget=forms.RadioSelect
    ),
    "choice": lambda question: forms.ChoiceField(choices=_choices(question), widget=forms.RadioSelect),
}


class DetailsForm(GovForm):
    """The questions of the subject, and how to find the spot. None must be answered."""

    landmark = forms.CharField(
        label=gettext_lazy("How does one find the spot?"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("For example: behind the school, near Ramu's shop"),
    )

    def __init__(self, *args: Any, category: Category, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.category = category
        for question in category.questions:
            field = QUESTION_FIELDS[question["kind"]](question)
            field.label, field.required = in_words(question), False
            field.widget.is_required = False
            self.fields[question["code"]] = field
        self.order_fields([*(question["code"] for question in category.questions), "landmark"])
        self.dress()

    def clean(self) -> dict[str, Any]:
        """Read each answer as its question wants it."""
        cleaned = super().clean() or {}
        for code in {question["code"] for question in self.category.questions} & cleaned.keys():
            self.attempt_answer(code, cleaned[code])
        return cleaned

    def attempt_answer(self, code: str, given: str) -> None:
        """Put what is wrong with an answer on its own question."""
        try:
            clean_answers(self.category, {code: given})
        except SunwaiError as error:
            self.add_error(code, str(error))

    @property
    def answers(self) -> dict[str, Any]:
        """The answers as typed, by question code; read again when the complaint is sent."""
        codes = (question["code"] for question in self.category.questions)
        return {code: self.cleaned_data[code] for code in codes if self.cleaned_data.get(code)}


class FilesForm(GovForm):
    """Photos, taken now or chosen, and what else there is."""

    camera = FilesField(label=gettext_lazy("Take a photo"), required=False)
    uploads = FilesField(
        label=gettext_lazy("Or choose photos, a recording or a PDF"),
        required=False,
        help_text=gettext_lazy("You can choose several."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["camera"].widget.attrs |= {
            "accept": "image/*",
            "capture": "environment",
            "data-shrink": True,
        }
        self.fields["uploads"].widget.attrs |= {"accept": ACCEPTED, "data-shrink": True}

    @property
    def given(self) -> list[Any]:
        """All files, however they were chosen."""
        return [*self.cleaned_data["camera"], *self.cleaned_data["uploads"]]


class SimilarForm(GovForm):
    """One of the look-alikes, or a complaint of its own."""

    same = forms.ChoiceField(
        label=gettext_lazy("Is yours one of these?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose one.")},
    )

    def __init__(self, *args: Any, offered: Sequence[Lookalike], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cases = {str(like.grievance.pk): like.grievance for like in offered}
        self.fields["same"].choices = [  # type: ignore[attr-defined]
            *((str(like.grievance.pk), _described(like, language)) for like in offered),
            (NONE_OF_THESE, _("No, mine is a different one: file it")),
        ]


def _described(like: Lookalike, language: str) -> str:
    """Subject, day and number of people; never words or a name."""
    on = format_date(like.grievance.registered_at.astimezone(clock.IST), "en" if language == "en" else "hi")
    told = _("I have this too: %(subject)s, told on %(day)s by %(people)s people")
    if like.people == 1:
        told = _("I have this too: %(subject)s, told on %(day)s by one person")
    return told % {"subject": like.grievance.category.name, "day": on, "people": like.people}


class NameForm(GovForm):
    """Who it is."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class SendForm(GovForm):
    """Nothing to fill in: the button sends."""
