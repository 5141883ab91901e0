"""Government schemes: found by words or by group, read one by one, and which of them are for oneself."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sunwai.core import clock
from sunwai.core.errors import TooMany
from sunwai.core.models import RateCounter
from sunwai.offices.models import Department
from sunwai.schemes import directory
from sunwai.schemes.actions import forget_answers, keep_answers, note_unanswered
from sunwai.schemes.directory import Question
from sunwai.schemes.eligibility import Verdict, in_words, said
from sunwai.schemes.enums import AskedBy
from sunwai.schemes.models import LONGEST_QUESTION
from sunwai.schemes.parts import NAMES, PARTS
from sunwai.schemes.selectors import (
    Entitled,
    all_schemes,
    entitlements,
    find_scheme,
    kept_answers,
    search_schemes,
)
from sunwai.web.access import address_of, citizen_of
from sunwai.web.forms import GovForm

AN_HOUR = timedelta(hours=1)
UNANSWERED_AN_HOUR = 20  # searches without a result of one address that are counted; a village shares one
MOST_FOUND = 20  # by words; a list by group is whole
MOST_SHOWN = 15  # of what fits; the rest is folded
MOST_ASKED_NEXT = 3  # questions whose answers would settle most
ANY = ("", _("all"))
UNKNOWN = ("", _("do not know, or leave open"))


class SearchForm(GovForm):
    """Words and filters; sent by GET, so that a list can be passed on."""

    q = forms.CharField(label=_("What do you need?"), required=False, max_length=LONGEST_QUESTION)
    group = forms.ChoiceField(label=_("For whom"), required=False)
    kind = forms.ChoiceField(label=_("About what"), required=False)
    benefit = forms.ChoiceField(label=_("What one gets"), required=False)
    department = forms.ChoiceField(label=_("Department"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        used = {scheme.department_id: scheme.department for scheme in all_schemes()}
        tables = {"group": directory.groups(), "kind": directory.kinds(), "benefit": directory.benefits()}
        for name, words in tables.items():
            self._choose(name, [(code, str(word)) for code, word in words.items()])
        self._choose("department", [(one.code, one.short) for one in sorted(used.values(), key=_in_order)])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field: Any = self.fields[name]
        field.choices = [ANY, *choices]

    def given(self) -> tuple[str, dict[str, str]]:
        """The words, and the filters; of what nobody offers, nothing."""
        self.is_valid()
        filters = {
            name: self.cleaned_data.get(name, "") for name in ("group", "kind", "benefit", "department")
        }
        return self.cleaned_data.get("q", ""), filters


class NumberField(forms.FloatField):
    """A number as people write it: `2,50,000`, in either script."""

    def to_python(self, value: Any) -> Any:
        """A whole number where it is one."""
        number = super().to_python(str(value or "").replace(",", "").replace(" ", ""))
        return int(number) if number is not None and number == int(number) else number


class AboutMe(GovForm):
    """The questions of the directory. None must be answered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for fact, question in directory.questions().items():
            self.fields[fact] = _field(question)
        self.dress()

    def asked(self) -> list[tuple[Any, dict[str, Any] | None]]:
        """Each question with the rule under which it is put."""
        return [(self[fact], question.show) for fact, question in directory.questions().items()]

    def answers(self) -> dict[str, Any]:
        """What was answered."""
        return {fact: given for fact, given in self.cleaned_data.items() if given not in ("", None, [])}


def _field(question: Question) -> forms.Field:
    about: dict[str, Any] = {
        "label": str(question.ask),
        "help_text": str(question.help) if question.help else "",
        "required": False,
    }
    choices = [(code, str(word)) for code, word in question.options.items()]
    if question.type == "number":
        box = forms.TextInput(
            attrs={
                "inputmode": "decimal",
                "autocomplete": "off",
                "class": "govuk-input govuk-input--width-10",
            }
        )
        return NumberField(min_value=question.least, max_value=question.most, widget=box, **about)
    if question.type == "many":
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **about)
    return forms.ChoiceField(choices=[UNKNOWN, *choices], **about)


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Search and filters; without either, for whom there are how many."""
    form = SearchForm(request.GET)
    text, filters = form.given()
    found = search_schemes(text, filters=filters, limit=MOST_FOUND if text.strip() else None)
    if text.strip() and not found and not any(filters.values()):
        _count_unanswered(request, text)
    counts = Counter(group for scheme in all_schemes() for group in scheme.groups)
    return render(
        request,
        "portal/schemes.html",
        {
            "form": form,
            "asked": bool(text.strip() or any(filters.values())),
            "narrowed": any(filters.values()),
            "found": found,
            "groups": [(word, counts[code]) for code, word in directory.groups().items() if counts[code]],
            "count": len(all_schemes()),
        },
    )


@require_safe
def one(request: HttpRequest, code: str) -> HttpResponse:
    """One scheme, as it is also printed."""
    scheme = find_scheme(code)
    if scheme is None:
        raise Http404
    address = f"{settings.PUBLIC_URL}{reverse('portal:scheme', args=[code])}"
    return render(
        request,
        "portal/scheme.html",
        {
            "scheme": scheme,
            "parts": [(part, title, scheme.tell(part)) for part, title in PARTS if scheme.tell(part)],
            "verify": [NAMES[part] for part in scheme.verify],
            "numbers": [number.strip() for number in scheme.helpline.split(",")],
            "address": address,
            "share": urlencode({"text": f"{scheme.name}\n{scheme.tell('short')}\n{address}"}),
            "kind": directory.kinds().get(scheme.kind),
            "groups": [directory.groups()[group] for group in scheme.groups if group in directory.groups()],
        },
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """A few questions, and what fits. The answers go no further than this page, unless a citizen has them kept."""
    citizen = citizen_of(request)
    kept = kept_answers(citizen)
    form = (
        AboutMe(request.POST) if request.method == "POST" else AboutMe(initial=kept.answers if kept else None)
    )
    if request.POST.get("do") == "forget" and citizen:
        forget_answers(citizen=citizen)
        messages.success(request, _("Your answers are deleted."))
        return redirect("portal:schemes-mine")
    context: dict[str, Any] = {"form": form, "kept": kept, "result": None}
    if form.is_bound and form.is_valid():
        answers = form.answers()
        if request.POST.get("do") == "keep" and citizen:
            keep_answers(citizen=citizen, answers=answers, now=clock.now())
            context["kept"] = kept_answers(citizen)
        context |= _result(answers)
    return render(request, "portal/schemes_mine.html", context, status=422 if form.errors else 200)


def _result(answers: dict[str, Any]) -> dict[str, Any]:
    """What fits, what may and what is missing for it, what does not and why."""
    found = entitlements(answers)
    missing = Counter(fact for one in found[Verdict.MAY_FIT] for fact in one.finding.missing)
    fits = [one.scheme for one in found[Verdict.FITS]]
    return {
        "result": True,
        "count": len(fits),
        "fits": fits[:MOST_SHOWN],
        "fits_too": fits[MOST_SHOWN:],
        "may_fit": [(one.scheme, _asks(one)) for one in found[Verdict.MAY_FIT]],
        "does_not_fit": [(one.scheme, _reasons(one, answers)) for one in found[Verdict.DOES_NOT_FIT]],
        "next": [directory.questions()[fact].ask for fact, _count in missing.most_common(MOST_ASKED_NEXT)],
    }


def _asks(entitled: Entitled) -> list[str]:
    return [str(directory.questions()[fact].name) for fact in entitled.finding.missing]


def _reasons(entitled: Entitled, answers: dict[str, Any]) -> list[tuple[str, str]]:
    """Each broken rule with what was answered."""
    return [(in_words(rule), said(rule, answers)) for rule in entitled.finding.broken]


def _count_unanswered(request: HttpRequest, text: str) -> None:
    """Put before the editors what nobody could find; a machine that asks nonsense is not listened to for long."""
    now = clock.now()
    with suppress(TooMany):
        RateCounter.hit(f"schemes:{address_of(request)}", limit=UNANSWERED_AN_HOUR, per=AN_HOUR, now=now)
        note_unanswered(text=text, asked_by=AskedBy.PORTAL, now=now)


def _in_order(department: Department) -> tuple[int, str]:
    return department.order, department.code
