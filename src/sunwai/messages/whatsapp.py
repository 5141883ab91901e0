"""What a WhatsApp message shows, in our own words; the gateway puts it into the provider's.

    {"kind": "text"}
    {"kind": "buttons", "buttons": [{"id": "yes:481209375", "title": "हाँ, हो गया"}, …]}            at most 3
    {"kind": "list", "button": "चुनें", "rows": [{"id": "1", "title": …, "description": …}, …]}      at most 10
    {"kind": "ask_location"}
    {"kind": "document", "file": "<id of an upload>", "name": "receipt.pdf"}
    {"kind": "template", "name": …, "language": "hi", "parameters": [[name, value], …], "payloads": ["yes:…", "no:…"]}

The text itself stands in the message. Limits are Meta's (Cloud API reference, Messages).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sunwai.messages.enums import Event

MOST_BUTTONS, BUTTON_TITLE = 3, 20
MOST_ROWS, ROW_TITLE, ROW_DESCRIPTION = 10, 24, 72
MOST_TEXT = 4096
MOST_TEXT_WITH_BUTTONS = 1024

# What can be answered by a tap, and the words on the buttons.
YES, NO = "yes", "no"
ANSWERS: dict[str, dict[str, tuple[tuple[str, str], ...]]] = {
    event: {
        "hi": ((YES, "हाँ, हो गया"), (NO, "नहीं हुआ")),
        "en": ((YES, "Yes, it is done"), (NO, "No, not done")),
    }
    for event in (Event.CLOSURE_QUESTION, Event.CLOSURE_REMINDER)
}


def text() -> dict[str, Any]:
    """Words alone."""
    return {"kind": "text"}


def buttons(choices: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Up to three buttons, each with what it sends back and its title."""
    return {
        "kind": "buttons",
        "buttons": [
            {"id": code, "title": _short(title, BUTTON_TITLE)} for code, title in choices[:MOST_BUTTONS]
        ],
    }


def listed(button: str, rows: Sequence[tuple[str, str, str]]) -> dict[str, Any]:
    """A list behind a button: what each row sends back, its title, and words under it.

    Titles that are the same once they are cut have their number before them: nobody could tell them apart, and such a
    list is refused.
    """
    shown = rows[:MOST_ROWS]
    titles = _told_apart([title for _code, title, _more in shown])
    return {
        "kind": "list",
        "button": _short(button, BUTTON_TITLE),
        "rows": [
            {"id": code, "title": title, "description": _short(more, ROW_DESCRIPTION)}
            for (code, _title, more), title in zip(shown, titles, strict=True)
        ],
    }


def ask_location() -> dict[str, Any]:
    """A button that lets the reader share where they are."""
    return {"kind": "ask_location"}


def for_event(event: str, language: str, variables: Mapping[str, str]) -> dict[str, Any]:
    """What goes with the free text about `event`: buttons where it asks for an answer."""
    if event not in ANSWERS:
        return text()
    return buttons([(f"{answer}:{_number(variables)}", title) for answer, title in ANSWERS[event][language]])


def from_template(
    name: str, said: str, event: str, language: str, variables: Mapping[str, str]
) -> dict[str, Any]:
    """The approved template `name`, whose text is `said` with our variables in it, by their names."""
    return {
        "kind": "template",
        "name": name,
        "language": language,
        "parameters": [
            [name, variables.get(name, "")] for name in dict.fromkeys(re.findall(r"\{(\w+)\}", said))
        ],
        "payloads": [f"{answer}:{_number(variables)}" for answer, _title in ANSWERS[event][language]]
        if event in ANSWERS
        else [],
    }


def _number(variables: Mapping[str, str]) -> str:
    return re.sub(r"\D", "", variables.get("reference", ""))


def _told_apart(titles: Sequence[str]) -> list[str]:
    cut = [_short(title, ROW_TITLE) for title in titles]
    return [
        one if cut.count(one) == 1 else _short(f"{number}. {title}", ROW_TITLE)
        for number, (one, title) in enumerate(zip(cut, titles, strict=True), 1)
    ]


def _short(said: str, longest: int) -> str:
    """`said`, ended with … where it is too long."""
    return said if len(said) <= longest else said[: longest - 1].rstrip() + "…"
