"""What a flow must not be, one by one."""

from __future__ import annotations

import copy

import pytest

from sunwai.calls import shipped as reference
from sunwai.calls.flow import shipped
from sunwai.calls.flow.parsing import BadFlow, as_json, parse
from sunwai.calls.flow.validate import Known, levels, problems
from sunwai.calls.prompts.catalogue import prompts

KNOWN = Known(
    prompts={language: {"hello", "welcome", "goodbye"} for language in ("hi", "en")},
    queues=["general"],
    destinations=["112"],
)
SIMPLE = {
    "start": "hello",
    "agent": "agent",
    "steps": {
        "hello": {"kind": "say", "prompts": ["welcome"], "next": "menu"},
        "menu": {"kind": "menu", "keys": {"1": {"prompt": "hello", "to": "agent"}}},
        "agent": {"kind": "queue", "queue": "general", "call": "other"},
    },
}


@pytest.fixture(autouse=True)
def _english():
    from django.utils import translation

    with translation.override("en"):
        yield


def changed(**steps: object) -> dict:
    """The simple flow with steps changed, or, with None, taken away."""
    data = copy.deepcopy(SIMPLE)
    data["steps"] = {name: step for name, step in (data["steps"] | steps).items() if step}
    return data


def said(data: dict, known: Known = KNOWN) -> list[tuple[str, str]]:
    return [(one.step, one.words) for one in problems(parse(data), known)]


def test_the_simple_flow_is_good():
    assert said(SIMPLE) == []


SAY = {"kind": "say", "prompts": ["hello"]}
MENU = {"kind": "menu"}
LEADS = {"prompt": "hello", "to": "agent"}


def menus(count: int) -> dict:
    """Menus in a row."""
    chain = {
        f"m{n}": MENU | {"keys": {"1": {"prompt": "hello", "to": f"m{n + 1}" if n < count else "agent"}}}
        for n in range(1, count + 1)
    }
    return changed(menu=None, hello=SAY | {"next": "m1"}, **chain)


@pytest.mark.parametrize(
    ("data", "step", "words"),
    [
        (changed(hello=SAY | {"next": "nowhere"}), "hello", "no step “nowhere”"),
        (changed(agent=None), "", "no step “agent”"),
        (
            changed(hello=SAY | {"prompts": ["unsaid"], "next": "menu"}),
            "hello",
            "“unsaid” does not exist in हिंदी",
        ),
        (changed(hello=SAY | {"prompts": [], "next": "menu"}), "hello", "Nothing is said"),
        (changed(menu=MENU | {"keys": {}}), "menu", "needs a key"),
        (changed(menu=MENU | {"keys": {"9": LEADS}}), "menu", "means the same everywhere"),
        (changed(menu=MENU | {"keys": {"*": LEADS}}), "menu", "means the same everywhere"),
        (changed(menu=MENU | {"keys": {"12": LEADS}}), "menu", "no key that can be offered"),
        (changed(menu=MENU | {"keys": {"": LEADS}}), "menu", "no key that can be offered"),
        (changed(agent={"kind": "queue", "queue": "none", "call": "other"}), "agent", "no queue “none”"),
        (changed(agent={"kind": "queue", "queue": "general", "call": "x"}), "agent", "no kind of call “x”"),
        (changed(agent={"kind": "transfer", "to": "100"}), "agent", "100 is not among"),
        (
            changed(hello={"kind": "if", "when": "moon", "then": "menu", "otherwise": "menu"}),
            "hello",
            "no condition “moon”",
        ),
        (
            changed(
                hello={"kind": "if", "when": "hours", "value": "7-23", "then": "menu", "otherwise": "menu"}
            ),
            "hello",
            "does not fit",
        ),
        (
            changed(
                hello={"kind": "language", "language": "fr", "prompt": "hello", "key": "8", "next": "menu"}
            ),
            "hello",
            "no language “fr”",
        ),
        (changed(lost=SAY | {"next": "menu"}), "lost", "No caller can come here"),
        (changed(hello=SAY | {"next": "round"}, round=SAY | {"next": "hello"}), "hello", "in a circle"),
        (
            changed(agent=SAY | {"next": "round"}, round=SAY | {"next": "agent"}),
            "agent",
            "no call comes to an end",
        ),
        (
            changed(agent=MENU | {"keys": {"1": {"prompt": "hello", "to": "menu"}}}),
            "agent",
            "must not ask for a key",
        ),
        (menus(4), "m4", "at most three"),
    ],
)
def test_each_fault_is_said_at_its_step(data, step, words):
    assert any(at == step and words in what for at, what in said(data)), said(data)


def test_three_menus_in_a_row_are_fine():
    assert said(menus(3)) == []


def test_coming_back_to_a_menu_adds_no_level():
    data = changed(
        menu=MENU | {"keys": {"1": {"prompt": "hello", "to": "second"}}},
        second=MENU | {"keys": {"1": {"prompt": "hello", "to": "menu"}}},
    )
    assert levels(parse(data))["menu"] == 1
    assert said(data) == []


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ([], "A flow is an object"),
        ({"steps": {}}, "“start” must name a step"),
        (changed(hello={"kind": "sing"}), "hello: There is no kind of step “sing”"),
        (changed(hello={"kind": "say", "prompts": ["hello"]}), "hello: “next” is missing"),
        (changed(hello={"kind": "say", "prompts": "hello", "next": "menu"}), "hello: “prompts” is not as"),
        (changed(hello=SAY | {"next": "menu", "loud": True}), "hello: “loud” is not known"),
        (changed(menu={"kind": "menu", "keys": {"1": "agent"}}), "menu: “keys” is not as"),
        (changed(voice={"kind": "voice", "most_seconds": 5000}), "voice: “most_seconds” is not as"),
        (changed(hello="say"), "hello: A step is an object"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_step(data, words):
    with pytest.raises(BadFlow) as bad:
        parse(data)
    assert words in str(bad.value)


@pytest.mark.parametrize("code", sorted(shipped.FILES))
def test_what_ships_is_read_and_written_alike(code):
    assert as_json(shipped.flow(code)) == shipped.data(code)


@pytest.mark.parametrize("code", sorted(shipped.FILES))
def test_what_ships_is_good(code):
    known = Known(
        prompts={language: prompts().keys() for language in ("hi", "en")},
        queues=[row["code"] for row in reference.QUEUES],
        destinations=[row["digits"] for row in reference.DESTINATIONS],
    )
    assert problems(shipped.flow(code), known) == []
