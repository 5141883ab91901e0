"""The questions of a service as a form: the agent fills it on the call, the applicant checks it on the phone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sunwai.core.errors import SunwaiError
from sunwai.janseva.errors import AnswersInvalid
from sunwai.janseva.fields import in_words
from sunwai.janseva.models import Application, Service
from sunwai.offices.models import in_language
from sunwai.web.forms import GovForm

DIGITS = {"inputmode": "numeric", "autocomplete": "off"}


def _text(field: Mapping[str, Any], **more: Any) -> forms.Field:
    return forms.CharField(max_length=200, widget=forms.TextInput(attrs=more), **_common(field))


def _choice(field: Mapping[str, Any]) -> forms.Field:
    choices = [(choice["code"], in_language(choice["hi"], choice["en"])) for choice in field["choices"]]
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **_common(field))


# Kind of a question → how it is asked.
ASKED: dict[str, Callable[[Mapping[str, Any]], forms.Field]] = {
    "text": _text,
    "parcel": _text,
    "money": lambda field: _text(field, **DIGITS),
    "number": lambda field: _text(field, **DIGITS),
    "year": lambda field: _text(field, **DIGITS),
    "date": lambda field: _text(field, **DIGITS),
    "choice": _choice,
}


def _common(field: Mapping[str, Any]) -> dict[str, Any]:
    return {"label": in_language(field["hi"], field["en"]), "required": field["required"]}


class ApplicationForm(GovForm):
    """The name and the answers to a service's questions; `answers` is what was given, as typed."""

    applicant_name = forms.CharField(label=_("Name of the applicant"), max_length=120)

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.service = service
        for field in service.fields:
            self.fields[field["code"]] = ASKED[field["kind"]](field)
        self.dress()

    @property
    def answers(self) -> dict[str, str]:
        """By the code of the question."""
        return {field["code"]: self.cleaned_data.get(field["code"], "") for field in self.service.fields}

    def attempt[Result](self, verb: Callable[..., Result], **given: Any) -> Result | None:
        """As every form; answers that cannot be accepted are marked each at its question."""
        try:
            return verb(**given)
        except AnswersInvalid as error:
            for code, problem in error.problems.items():
                self.add_error(code, str(problem))
            return None
        except SunwaiError as error:
            field = getattr(error, "field", None)
            self.add_error(field if field in self.fields else None, str(error))
            return None


def typed(application: Application) -> dict[str, Any]:
    """What a form begins with that shows `application`: dates and sums as people write them."""
    words = dict(application.answers)
    for field in application.service.fields:
        if field["kind"] == "date" and (day := words.get(field["code"])):
            year, month, number = str(day).split("-")
            words[field["code"]] = f"{number}-{month}-{year}"
    return {"applicant_name": application.applicant_name} | words


def said(application: Application) -> list[tuple[str, str]]:
    """The answers in words, for reading."""
    return in_words(application.service.fields, application.answers)
