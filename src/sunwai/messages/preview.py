"""How a template will read on a phone, with invented values, and in how many SMS parts it travels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.utils.translation import get_language

from sunwai.citizens.models import Language
from sunwai.core.options import option
from sunwai.language import format_date
from sunwai.messages.models import Template
from sunwai.messages.texts import (
    EVENT_VARIABLES,
    Parts,
    count_parts,
    longest_form,
    render,
    template_problems,
)

# name → an invented value, in Hindi and in English
# fmt: off
SAMPLES: dict[str, tuple[Any, Any]] = {
    "code":      ("481209", "481209"),
    "minutes":   (10, 10),
    "reference": ("4812 0937 5", "4812 0937 5"),
    "officer":   ("कनिष्ठ अभियंता, वारासिवनी", "Junior Engineer, Waraseoni"),
    "until":     (date(2026, 11, 30), date(2026, 11, 30)),
    "kind":      ("मांग", "demand"),
    "scheme":    ("लाडली लक्ष्मी योजना", "Ladli Laxmi Yojana"),
    "state":     ("काम चल रहा है", "in progress"),
    "where":     ("आंगनवाड़ी केंद्र", "Anganwadi"),
    "service":   ("आय प्रमाण पत्र", "Income certificate"),
    "link":      ("https://cmhelpline.example/c/481209375/", "https://cmhelpline.example/en/c/481209375/"),
}
# fmt: on


@dataclass(frozen=True)
class Preview:
    """One template as it will arrive.

    Attributes:
        text: with invented values; as typed where it cannot be sent.
        parts: of this text.
        longest: of the text with the longest values there may be.
        most: how many parts are allowed.
        problems: why it cannot be used, in the reader's language.
    """

    language: str
    text: str
    characters: int
    parts: Parts
    longest: Parts
    most: int
    problems: list[str]


def preview(template: Template) -> Preview:
    """`template` as it will arrive; it need not be saved, nor right."""
    problems = template_problems(template)
    text = template.text if problems else _filled(template)
    return Preview(
        language=str(Language(template.language).label),
        text=text,
        characters=len(text),
        parts=count_parts(text),
        longest=count_parts(longest_form(template)),
        most=option("sms.parts"),
        problems=problems,
    )


def twin_of(template: Template) -> Template | None:
    """What is in use for the same event in the other language."""
    return (
        Template.objects.filter(event=template.event, channel=template.channel, is_active=True)
        .exclude(language=template.language)
        .first()
    )


def variables_of(event: str) -> list[tuple[str, Any]]:
    """What a text for `event` may speak of: names, each with an invented value in the reader's language."""
    language: Literal["hi", "en"] = "en" if get_language() == "en" else "hi"
    values = {name: SAMPLES[name][language == "en"] for name in sorted(EVENT_VARIABLES.get(event, ()))}
    return [
        (name, format_date(value, language) if isinstance(value, date) else value)
        for name, value in values.items()
    ]


def _filled(template: Template) -> str:
    at = 0 if template.language == Language.HINDI else 1
    return render(template, {name: values[at] for name, values in SAMPLES.items()})
