"""The words of a message: what a template may say, what it says of a case, and how many SMS parts that takes.

>>> count_parts("नमस्ते")
Parts(encoding='UCS-2', count=1)
>>> count_parts("x" * 161)
Parts(encoding='GSM-7', count=2)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, cast

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from sunwai.core.clock import IST
from sunwai.core.options import option
from sunwai.language import format_date
from sunwai.messages.enums import Channel, Event

if TYPE_CHECKING:
    from sunwai.messages.models import Template

# ── What each event can speak of ─────────────────────────────────────────────────────────────────────────
# Callers may know more of a case than its event may say: nothing but these names ever reaches a text, and
# none of them is about a person: an SMS is read on a phone that many hands hold.
CASE = frozenset({"reference", "officer", "link"})
SERVICE = frozenset({"reference", "service", "link"})

# fmt: off
EVENT_VARIABLES: dict[str, frozenset[str]] = {
    Event.OTP:               frozenset({"code", "minutes"}),
    Event.REGISTERED:        CASE | {"until"},
    Event.JOINED:            CASE | {"until"},
    Event.TAKEN_UP:          CASE | {"until"},
    Event.INTERIM_NOTE:      CASE,
    Event.QUESTION_ASKED:    CASE,
    Event.QUESTION_REMINDER: CASE,
    Event.CLOSURE_QUESTION:  CASE,
    Event.CLOSURE_REMINDER:  CASE,
    Event.CLIMBED:           CASE | {"until"},
    Event.SENT_BACK:         CASE | {"until"},
    Event.TRANSFERRED:       CASE | {"until"},
    Event.FORM_CHANGED:      CASE | {"kind"},
    Event.CLOSURE_NOTICE:    CASE | {"until"},
    Event.CLOSED_SATISFIED:  CASE,
    Event.CLOSED_SPECIAL:    CASE,
    Event.CLOSED_UNREACHED:  CASE,
    Event.REOPENED:          CASE | {"until"},
    Event.SCHEME:            frozenset({"scheme", "where", "link"}),
    Event.CALL_TRIED:        frozenset(),
    Event.CAMPAIGN:          frozenset(),
    Event.STATUS:            CASE | {"state", "until"},
    Event.SMS_HELP:          frozenset(),
    Event.JANSEVA_LINK:      SERVICE,
    Event.JANSEVA_PAYMENT:   SERVICE,
    Event.JANSEVA_SUBMITTED: SERVICE | {"officer", "until"},
    Event.JANSEVA_QUESTION:  SERVICE | {"officer"},
    Event.JANSEVA_ISSUED:    SERVICE,
    Event.JANSEVA_REJECTED:  SERVICE | {"officer"},
    Event.JANSEVA_REVOKED:   SERVICE | {"officer"},
    Event.JANSEVA_APPEALED:  SERVICE | {"until"},
    Event.JANSEVA_HEARING:   SERVICE | {"until"},
    Event.JANSEVA_ORDER:     SERVICE,
    Event.JANSEVA_STATUS:    SERVICE | {"state"},
}


class Variable(NamedTuple):
    """How long a value may be, in characters, and whether a longer one may lose its end."""

    longest: int
    may_be_cut: bool = False


# An operator lets {#var#} stand for at most 30 characters (TRAI TCCCPR 2018, template registration); an
# address is whitelisted apart and may be longer.
VARIABLES: dict[str, Variable] = {
    "code":      Variable(8),
    "minutes":   Variable(2),
    "reference": Variable(14),
    "officer":   Variable(30, may_be_cut=True),
    "until":     Variable(17),
    "kind":      Variable(12, may_be_cut=True),
    "link":      Variable(50),
    "scheme":    Variable(30, may_be_cut=True),
    "where":     Variable(30, may_be_cut=True),
    "service":   Variable(30, may_be_cut=True),
    "state":     Variable(30, may_be_cut=True),
}
# fmt: on

IN_WORDS = frozenset({"officer", "until", "kind", "scheme", "where", "state", "service"})
SECRET = frozenset({"code"})  # never kept once sent, never logged
HIDDEN = "••••••"
REGISTERED_VARIABLE = "{#var#}"

_NAME = re.compile(r"\{(\w+)\}")


class MissingVariable(LookupError):
    """A template speaks of something its event was not given: a mistake of the caller."""


class VariableTooLong(ValueError):
    """A value that may not be cut is longer than the operators let through."""


def render(template: Template, variables: Mapping[str, Any]) -> str:
    """What `template` says with `variables`, in the template's language.

    Dates and translatable labels are written in that language; names too long for an operator are cut.

    Raises:
        MissingVariable: the template uses a name that `variables` lacks or gives as None.
        VariableTooLong: a reference, code or address does not fit.
    """
    return _NAME.sub(lambda found: _value(found[1], variables, template), template.text)


def in_words(event: str, variables: Mapping[str, Any], language: str) -> dict[str, str]:
    """What `event` may speak of, in words, to be kept with the message; nothing secret."""
    return {
        name: _in_words(value, language)
        for name in EVENT_VARIABLES[event] - SECRET
        if (value := variables.get(name)) is not None
    }


def in_long(text: str, words: Mapping[str, str]) -> str:
    """`text` with `words` for its variables: for channels that do not count characters."""
    return _NAME.sub(lambda found: words.get(found[1], ""), text)


def registered_form(text: str) -> str:
    """`text` as it is registered on a DLT platform: every variable is `{#var#}`."""
    return _NAME.sub(REGISTERED_VARIABLE, text)


def longest_form(template: Template) -> str:
    """The text with the longest values that its variables may have."""
    return _NAME.sub(lambda found: _longest_value(found[1], template.language), template.text)


def template_problems(template: Template) -> list[str]:
    """Why `template` may not be used, in the reader's language; empty where it may.

    Source of the registration rule: TRAI, Commercial Communications Customer Preference Regulations 2018.
    """
    return [problem for check in _CHECKS if (problem := check(template))]


# ── Parts of an SMS (3GPP TS 23.038 and 23.040) ──────────────────────────────────────────────────────────
GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENDED = frozenset("\f^{}\\[~]|€")  # each takes two places, the first an escape


@dataclass(frozen=True, slots=True)
class Parts:
    """How a text travels."""

    encoding: Literal["GSM-7", "UCS-2"]
    count: int


def count_parts(text: str) -> Parts:
    """Encoding and number of parts: 160 then 153 places in GSM-7, 70 then 67 UTF-16 units in UCS-2.

    A character of two places (an extended GSM one, a surrogate pair) is never split between parts.
    """
    if GSM_BASIC.issuperset(text) or (GSM_BASIC | GSM_EXTENDED).issuperset(text):
        return Parts("GSM-7", _parts(text, set(text) & GSM_EXTENDED, whole=160, part=153))
    return Parts("UCS-2", _parts(text, {c for c in set(text) if c > "\uffff"}, whole=70, part=67))


def _parts(text: str, wide: set[str], *, whole: int, part: int) -> int:
    """Parts of `text`, whose characters take one place each, those of `wide` two."""
    length = len(text) + sum(map(text.count, wide))
    if length <= whole:
        return 1
    if not wide:
        return -(-length // part)
    count, used = 1, 0
    for character in text:
        places = 2 if character in wide else 1
        if used + places > part:
            count, used = count + 1, 0
        used += places
    return count


# ── Values ───────────────────────────────────────────────────────────────────────────────────────────────
def _value(name: str, variables: Mapping[str, Any], template: Template) -> str:
    value = variables.get(name) if name in EVENT_VARIABLES[template.event] else None
    if value is None:
        raise MissingVariable(f"{name} of {template}")
    return _fitted(name, _in_words(value, template.language))


def _in_words(value: Any, language: str) -> str:
    if isinstance(value, datetime):
        value = value.astimezone(IST).date()
    if isinstance(value, date):
        return format_date(value, cast("Literal['hi', 'en']", language))
    if isinstance(value, Promise):
        with translation.override(language):
            return str(value)
    return str(value)


def _fitted(name: str, value: str) -> str:
    limit = VARIABLES[name]
    if len(value) <= limit.longest:
        return value
    if not limit.may_be_cut:
        raise VariableTooLong(f"{name} has {len(value)} characters, operators let {limit.longest} through")
    return _cut(value, limit.longest)


def _cut(value: str, longest: int) -> str:
    """`value` ended at a word, so that no Devanagari letter loses its vowel sign."""
    kept = value[: longest + 1].rpartition(" ")[0].rstrip(" ,-")
    return kept or value[:longest]


# ── Checks of a template ─────────────────────────────────────────────────────────────────────────────────
def _known_event(template: Template) -> str | None:
    return None if template.event in EVENT_VARIABLES else _("There is no such event.")


def _balanced(template: Template) -> str | None:
    if set("{}").isdisjoint(_NAME.sub("", template.text)):
        return None
    return _("A brace is open or empty. A variable is a name in braces, for example {reference}.")


def _only_known_variables(template: Template) -> str | None:
    allowed = EVENT_VARIABLES.get(template.event, frozenset())
    unknown = sorted(set(_NAME.findall(template.text)) - allowed)
    if not unknown:
        return None
    return _("Unknown variables: %(unknown)s. This event knows: %(allowed)s.") % {
        "unknown": ", ".join(f"{{{name}}}" for name in unknown),
        "allowed": ", ".join(f"{{{name}}}" for name in sorted(allowed)),
    }


def _as_registered(template: Template) -> str | None:
    if not template.registered_text or registered_form(template.text) == template.registered_text:
        return None
    return _("The text differs from the one registered with the operators; they would refuse it.")


def _short_enough(template: Template) -> str | None:
    if template.channel != Channel.SMS:
        return None
    parts, most = count_parts(longest_form(template)).count, option("sms.parts")
    if parts <= most:
        return None
    return _("With long names this is %(parts)s SMS parts; at most %(most)s are allowed.") % {
        "parts": parts,
        "most": most,
    }


def _longest_value(name: str, language: str) -> str:
    letter = "क" if language == "hi" and name in IN_WORDS else "0"
    return letter * VARIABLES[name].longest if name in VARIABLES else ""


def _framed(template: Template) -> str | None:
    """Meta, "Message templates": a text may neither begin nor end with a variable, nor have two side by side."""
    said = template.text.strip()
    if template.channel != Channel.WHATSAPP or not _BARE.search(said):
        return None
    return _("WhatsApp refuses a text that begins or ends with a variable or has two of them side by side.")


_BARE = re.compile(r"^\{|\}$|\}\s*\{")
_CHECKS = (_known_event, _balanced, _only_known_variables, _as_registered, _short_enough, _framed)
