"""What a counsellor fills in: few fields, choices before words, everything by keyboard."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sunwai.accounts.models import User
from sunwai.places.enums import PlaceKind
from sunwai.places.models import Place
from sunwai.web.forms import GovForm
from sunwai.womenline.actions.cases import Facts
from sunwai.womenline.enums import (
    Age,
    Answer,
    Closing,
    Consent,
    Gender,
    Level,
    Reached,
    Relationship,
    Verdict,
)
from sunwai.womenline.families import Family, Question
from sunwai.womenline.models import Case, Person
from sunwai.womenline.selectors import counsellors

QUESTION = "q_"
CHOOSE = [("", _("Please choose"))]
SAID_ANEW = ("name", "where", "safe_from", "safe_until", "caller_name", "caller_relation")
LIKELY = {"women": Gender.WOMAN}  # whom a call is most likely about; at the others nothing is assumed
HOURS = [(hour, f"{hour}:00") for hour in range(25)]


def words(label: Any, *, required: bool = True, rows: int = 3, hint: Any = "") -> forms.CharField:
    """A field for what was said. No browser offers it again."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=8000,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows, "autocomplete": "off"}),
    )


def line(
    label: Any, *, most: int = 120, required: bool = False, hint: Any = "", **attrs: Any
) -> forms.CharField:
    """A short text. No browser offers it again."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=most,
        help_text=hint,
        widget=forms.TextInput(attrs={"autocomplete": "off", **attrs}),
    )


class Helpline(GovForm):
    """A form of one helpline."""

    def __init__(self, *args: Any, family: Family, case: Case | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.family, self.case = family, case
        self.offer()
        self.dress()

    def offer(self) -> None:
        """Put in what the helpline has."""


class Questions(Helpline):
    """Questions of the risk instrument; what is not asked stays open."""

    only_first = False

    def offer(self) -> None:
        asked = self.family.first_questions if self.only_first else self.family.questions
        rest = list(self.fields.items())
        self.fields = {
            QUESTION + question.code: forms.ChoiceField(
                label=question.text,
                choices=Answer.choices,
                initial=Answer.UNKNOWN,
                widget=forms.RadioSelect(attrs={"class": "govuk-radios__input"}),
            )
            for question in asked
        } | dict(rest)

    @property
    def questions(self) -> list[forms.BoundField]:
        """The fields of the questions."""
        return [self[name] for name in self.fields if name.startswith(QUESTION)]

    @property
    def weighed(self) -> list[tuple[Question, forms.BoundField]]:
        """Each question of the instrument and its field."""
        known = {QUESTION + question.code: question for question in self.family.questions}
        return [(known[field.name], field) for field in self.questions]

    @property
    def others(self) -> list[forms.BoundField]:
        """The fields after them."""
        return [self[name] for name in self.fields if not name.startswith(QUESTION)]

    @property
    def answers(self) -> dict[str, str]:
        """Code of a question → answer."""
        return {
            name.removeprefix(QUESTION): value
            for name, value in self.cleaned_data.items()
            if name.startswith(QUESTION)
        }


class FirstMinute(Questions):
    """Safety first, then where she is, and little else."""

    only_first = True

    where = line(_("Where is the person now?"), most=300)
    district = forms.ModelChoiceField(
        label=_("District"), queryset=Place.objects.none(), required=False, empty_label=_("not known")
    )
    age = forms.ChoiceField(label=_("Age"), choices=Age.choices, initial=Age.NOT_SAID)
    gender = forms.ChoiceField(label=_("Gender, as the person says"), choices=Gender.choices)
    on_behalf = forms.BooleanField(label=_("Somebody else calls for the person"), required=False)
    words = words(_("What happens? (a few words)"), required=False, rows=2)

    def offer(self) -> None:
        super().offer()
        offer_districts(self)
        self.fields["gender"].initial = LIKELY.get(self.family.code, Gender.NOT_SAID)

    def facts(self) -> Facts:
        """What the figures know."""
        given = self.cleaned_data
        return Facts(
            gender=Gender(given["gender"]),
            age=Age(given["age"]),
            on_behalf=given["on_behalf"],
            district=given["district"],
        )


class Assess(Questions):
    """All questions, and the counsellor's own judgement."""

    judged = forms.ChoiceField(
        label=_("Your own judgement"),
        required=False,
        choices=[("", _("as the answers come to")), *Level.choices],
        help_text=_("You may see more danger than the answers. If you see less, write down why."),
    )
    words = words(_("Why?"), required=False, rows=2)


class Describe(Helpline):
    """Who it is, how to reach her without danger, what it is about."""

    name = line(_("Name, if the person wants to give it"))
    where = line(_("Where is the person?"), most=300)
    safe_number = line(
        _("Safe number"), most=16, hint=_("Empty: as it was. It is shown only for calling."), inputmode="tel"
    )
    none_is_safe = forms.BooleanField(label=_("No number is safe any more"), required=False)
    safe_from = forms.TypedChoiceField(label=_("Safe from"), choices=HOURS[:24], coerce=int, initial=0)
    safe_until = forms.TypedChoiceField(label=_("until"), choices=HOURS[1:], coerce=int, initial=24)
    code_word = line(_("Code word"), most=40, hint=_("Empty: as it was."))
    caller_name = line(_("Who calls for the person: name"))
    caller_relation = line(_("… and who that is to the person"), most=60)
    district = forms.ModelChoiceField(
        label=_("District"), queryset=Place.objects.none(), required=False, empty_label=_("not known")
    )
    age = forms.ChoiceField(label=_("Age"), choices=Age.choices)
    gender = forms.ChoiceField(label=_("Gender, as the person says"), choices=Gender.choices)
    relationship = forms.ChoiceField(label=_("Who does it?"), required=False)
    categories = forms.MultipleChoiceField(
        label=_("What is it about?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    on_behalf = forms.BooleanField(label=_("Somebody else calls for the person"), required=False)

    def offer(self) -> None:
        chosen: Any = self.fields
        chosen["relationship"].choices = [
            *CHOOSE,
            *((one.value, one.label) for one in self.family.relationships),
        ]
        chosen["categories"].choices = [(one.value, one.label) for one in self.family.categories]
        offer_districts(self)
        if self.case and not self.is_bound:
            facts = ("district", "age", "gender", "relationship", "categories", "on_behalf")
            known = self.case.person.as_dict() | {"safe_number": "", "code_word": ""}
            self.initial = known | {name: getattr(self.case, name) for name in facts}

    def person(self) -> Person:
        """Who it is; what was left empty of number and code word is as it was."""
        given = self.cleaned_data
        before = self.case.person if self.case else Person()
        return replace(
            before,
            **{name: given[name] for name in SAID_ANEW},
            safe_number="" if given["none_is_safe"] else given["safe_number"] or before.safe_number,
            code_word=given["code_word"] or before.code_word,
        )

    def facts(self) -> Facts:
        """What the figures know."""
        given = self.cleaned_data
        return Facts(
            gender=Gender(given["gender"]),
            age=Age(given["age"]),
            on_behalf=given["on_behalf"],
            relationship=Relationship(given["relationship"]) if given["relationship"] else "",
            categories=given["categories"],
            district=given["district"],
        )


class Words(Helpline):
    """Words alone."""

    words = words(_("What was said"))


class Refer(Helpline):
    """On what ground somebody is told, and what."""

    kind = forms.CharField(widget=forms.HiddenInput)
    contact = forms.IntegerField(required=False, widget=forms.HiddenInput)
    consent = forms.ChoiceField(
        label=_("Does the person agree?"), choices=Consent.choices, widget=forms.RadioSelect
    )
    words = words(_("What they are told"), required=False, rows=2)


class Close(Helpline):
    """The end, with her consent."""

    consent = forms.BooleanField(label=_("The person agrees that the case ends"))
    words = words(_("How the person said it"), rows=2)


class ProposeClosing(Helpline):
    """The end without it."""

    reason = forms.ChoiceField(
        label=_("Why"), choices=[one for one in Closing.choices if one[0] != Closing.CONSENT]
    )
    words = words(_("What was tried"), rows=2)


class FollowedUp(Helpline):
    """How she is."""

    reached = forms.ChoiceField(label=_("How is the person?"), choices=[*CHOOSE, *Reached.choices])
    words = words(_("What was said"), required=False, rows=2)


class Reviewed(Helpline):
    """A supervisor's view of the work."""

    verdict = forms.ChoiceField(label=_("The work on this case"), choices=Verdict.choices)
    words = words(_("What is to be done"), required=False, rows=2)


class HandOver(Helpline):
    """To whom a case goes."""

    to = forms.ModelChoiceField(label=_("Counsellor"), queryset=User.objects.none())

    def offer(self) -> None:
        field: Any = self.fields["to"]
        field.queryset = counsellors(self.family)


class Nothing(Helpline):
    """A button alone."""


def offer_districts(form: forms.Form) -> None:
    """The districts of the state, by name."""
    language = get_language() or "hi"
    field: Any = form.fields["district"]
    field.queryset = Place.objects.active().of_kind(PlaceKind.DISTRICT)
    names = sorted((one.name(language), one.pk) for one in field.queryset)
    field.choices = [("", field.empty_label), *((pk, name) for name, pk in names)]
