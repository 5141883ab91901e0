"""What an agent fills in: the complaint, and how the call ended."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sunwai.citizens.models import Language
from sunwai.grievances.actions.registration import MOST_CHARACTERS, Complaint
from sunwai.grievances.enums import Disposition, InteractionKind, Kind
from sunwai.grievances.questions import in_words
from sunwai.offices.models import Category, Department, Post
from sunwai.places.enums import LOCALITIES, PlaceKind
from sunwai.places.models import Place
from sunwai.web.desk.offers import allowed
from sunwai.web.forms import GovForm

QUESTION = "q_"  # before the code of a category's question
ACCUSED = "accused_post"
NAMED = "accused_named"
CHOOSE = ("", _("Please choose"))
YES_NO = (("", "—"), ("yes", _("Yes")), ("no", _("No")))

KIND_OF_CALL: dict[str, str] = {
    Kind.COMPLAINT: InteractionKind.COMPLAINT,
    Kind.DEMAND: InteractionKind.DEMAND,
    Kind.SUGGESTION: InteractionKind.DEMAND,
    Kind.CORRUPTION: InteractionKind.CORRUPTION,
}


class Caller(GovForm):
    """Whose call it is; the phone will say so itself one day."""

    mobile = forms.CharField(
        label=_("The caller's mobile"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "tel", "autocomplete": "off", "autofocus": True, "accesskey": "m"}
        ),
    )


class AskedMobile(GovForm):
    """The mobile of a caller whose number was withheld, or is not a mobile."""

    prefix = "asked"

    mobile = forms.CharField(
        label=_(
            "No mobile number came with the call. Ask for it, so that we can tell what becomes of the complaint."
        ),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )


class WrapUp(GovForm):
    """How the call ended. Both choices are needed, whatever came of it."""

    prefix = "end"

    kind = forms.ChoiceField(label=_("What was it about?"), choices=[CHOOSE, *InteractionKind.choices])
    disposition = forms.ChoiceField(label=_("How did it end?"), choices=[CHOOSE, *Disposition.choices])
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "data-keep": ""}),
    )
    case = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["disposition"].widget.attrs["accesskey"] = "w"


def ended(post: QueryDict) -> QueryDict:
    """What the wrap-up form brought; a pressed button says by itself that nothing came of the call."""
    if "nothing" not in post:
        return post
    given = post.copy()
    given["end-kind"], given["end-disposition"] = InteractionKind.NONE.value, str(post["nothing"])
    return given


class Registration(GovForm):
    """A complaint on one screen. `known` is what the draft holds: subjects, questions and posts follow from it."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, initial=Kind.COMPLAINT)
    text = forms.CharField(
        label=_("What is the trouble?"),
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3, "accesskey": "t"}),
        error_messages={"required": _("Write down what the caller says.")},
    )
    category = forms.ModelChoiceField(
        label=_("Subject"),
        queryset=Category.objects.none(),
        to_field_name="code",
        empty_label=CHOOSE[1],
        error_messages={
            "required": _("Choose the subject."),
            "invalid_choice": _("Choose a subject that fits the kind."),
        },
    )
    district = forms.ModelChoiceField(
        label=_("District"), queryset=Place.objects.none(), required=False, empty_label=_("All districts")
    )
    place_text = forms.CharField(
        label=_("Village, town or ward"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "accesskey": "p"}),
    )
    place = forms.ModelChoiceField(
        label=_("Village, town or ward"),
        queryset=Place.objects.none(),
        widget=forms.HiddenInput,
        error_messages={"required": _("Find the village, town or ward and choose it from the list.")},
    )
    landmark = forms.CharField(label=_("Near what?"), required=False, max_length=200)
    name = forms.CharField(label=_("The caller's name"), required=False, max_length=120)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices, initial=Language.HINDI)

    def __init__(self, *args: Any, known: dict[str, Any], **kwargs: Any) -> None:
        kwargs.setdefault("initial", known)
        super().__init__(*args, **kwargs)
        self.known = dict.fromkeys(self.base_fields, "") | known
        self.chosen_kind: str = known.get("kind") or Kind.COMPLAINT
        self._offer_categories()
        self._offer_places()
        self._ask_questions()
        if self.chosen_kind == Kind.CORRUPTION:
            self._ask_accused()

    def chosen(self, name: str) -> Any:
        """The category, district or place that the draft names, if it exists and may be chosen."""
        field: Any = self.fields[name]
        try:
            return field.clean(self.known.get(name)) if self.known.get(name) else None
        except forms.ValidationError:
            return None

    def question_fields(self) -> list[Any]:
        """The fields of the subject's own questions."""
        return [self[name] for name in self.fields if name.startswith(QUESTION)]

    def accused(self) -> list[Any]:
        """The fields for the officer complained of, in a corruption case."""
        return [self[ACCUSED], self[NAMED]] if ACCUSED in self.fields else []

    def unasked(self) -> bool:
        """Whether there are questions that follow from the choices and have not been on the screen yet."""
        following = [name for name in self.fields if name.startswith(QUESTION) or name == ACCUSED]
        return any(name not in self.known for name in following)

    def focus(self, name: str) -> None:
        """Where the next key goes."""
        self.fields[name].widget.attrs["autofocus"] = True

    def answers_in_words(self) -> list[tuple[str, str]]:
        """Questions with the answers given, as they are read back."""
        found = []
        for bound in self.question_fields():
            given = self.cleaned_data.get(bound.name)
            if given:
                choices = dict(getattr(bound.field, "choices", ()))
                found.append((str(bound.label), str(choices.get(given, given))))
        return found

    def complaint(self) -> Complaint:
        """What was filled in, for the action."""
        given = self.cleaned_data
        return Complaint(
            kind=Kind(given["kind"]),
            category=given["category"],
            place=given["place"],
            text=given["text"],
            answers={
                name.removeprefix(QUESTION): value
                for name, value in given.items()
                if name.startswith(QUESTION) and value
            },
            landmark=given["landmark"],
            accused_post=given.get(ACCUSED),
            accused_named=given.get(NAMED, ""),
            language=given["language"],
        )

    def _offer_categories(self) -> None:
        field: Any = self.fields["category"]
        field.queryset = allowed(self.chosen_kind)
        groups: dict[Department, list[tuple[str, str]]] = {}
        for category in field.queryset:
            groups.setdefault(category.department, []).append((category.code, category.name))
        field.choices = [CHOOSE, *((department.short, names) for department, names in groups.items())]

    def _offer_places(self) -> None:
        language = get_language() or "hi"
        district: Any = self.fields["district"]
        district.queryset = Place.objects.active().of_kind(PlaceKind.DISTRICT)
        names = sorted((one.name(language), one.pk) for one in district.queryset)
        district.choices = [("", district.empty_label), *((pk, name) for name, pk in names)]
        place: Any = self.fields["place"]
        place.queryset = Place.objects.active().of_kind(*LOCALITIES).with_parents()

    def _ask_questions(self) -> None:
        category = self.chosen("category")
        for question in category.questions if category else ():
            name = QUESTION + question["code"]
            self.fields[name] = field_for(question)
            self.fields[name].widget.attrs["class"] = (
                "govuk-select" if isinstance(self.fields[name], forms.ChoiceField) else "govuk-input"
            )
            if name in self.known:
                self.initial[name] = self.known[name]

    def _ask_accused(self) -> None:
        """Which officer a corruption complaint is about, of those who serve the place."""
        place = self.chosen("place")
        posts = (
            Post.objects.filter(is_active=True, place__in=place.lineage)
            .select_related("designation", "place", "department")
            .order_by("department__order", "designation__code")
            if place
            else Post.objects.none()
        )
        self.fields[ACCUSED] = AccusedField(
            label=_("Which officer is it about?"),
            queryset=posts,
            required=False,
            empty_label=_("not known"),
            widget=forms.Select(attrs={"class": "govuk-select"}),
        )
        self.fields[NAMED] = forms.CharField(
            label=_("Not in the list? Name or post, as the caller says it"),
            required=False,
            max_length=200,
            widget=forms.TextInput(attrs={"class": "govuk-input"}),
        )


class AccusedField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A post with its department."""

    def label_from_instance(self, post: Any) -> str:
        """`कनिष्ठ अभियंता, वारासिवनी (बिजली)`."""
        return f"{post.label} ({post.department.short})"


def field_for(question: dict[str, Any]) -> forms.Field:
    """The field for one question of a category; none is worth losing a complaint, so none is required."""
    label, kind = in_words(question), question["kind"]
    if kind == "yes_no":
        return forms.ChoiceField(label=label, required=False, choices=YES_NO)
    if kind == "choice":
        choices = [("", "—"), *((choice["code"], in_words(choice)) for choice in question["choices"])]
        return forms.ChoiceField(label=label, required=False, choices=choices)
    attributes = {"number": {"inputmode": "numeric"}, "date": {"type": "date"}}.get(kind, {})
    return forms.CharField(
        label=label, required=False, max_length=200, widget=forms.TextInput(attrs=attributes)
    )
