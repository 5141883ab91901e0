"""Reading a flow from JSON and writing it back. What cannot be read is said step by step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, dataclass
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from sunwai.calls.flow.steps import KINDS, Choice, Flow, Means, Step, meaning, parts_of
from sunwai.core.errors import InvalidInput


@dataclass(frozen=True)
class Problem:
    """What is wrong, in the reader's language, and at which step; "" where it is the flow as a whole."""

    step: str
    words: str

    def __str__(self) -> str:
        return f"{self.step}: {self.words}" if self.step else self.words


class BadFlow(InvalidInput):
    """A flow that cannot be read, or must not be published; `problems` says why."""

    code = "bad-flow"

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__()
        self.problems = problems

    def __str__(self) -> str:
        return " · ".join(map(str, self.problems))


def parse(data: object) -> Flow:
    """The flow that `data` (from JSON) describes.

    Raises:
        BadFlow: it describes none; all problems at once.
    """
    if not isinstance(data, Mapping) or not isinstance(data.get("steps"), Mapping):
        raise BadFlow([Problem("", _("A flow is an object with “start”, “agent” and “steps”."))])
    problems: list[Problem] = []
    steps = {}
    for name, given in data["steps"].items():
        found = _problems_of(given)
        problems += [Problem(name, words) for words in found]
        if not found:
            steps[name] = step_of(name, given)
    for end in ("start", "agent"):
        if not isinstance(data.get(end), str):
            problems.append(Problem("", _("“%(end)s” must name a step.") % {"end": end}))
    if problems:
        raise BadFlow(problems)
    return Flow(start=data["start"], agent=data["agent"], steps=MappingProxyType(steps))


def step_of(name: str, given: Mapping[str, Any]) -> Step:
    """One step from its JSON, which has no problems."""
    kind = KINDS[given["kind"]]
    values = {one.name: _READ[meaning(one)](given[one.name]) for one in parts_of(kind) if one.name in given}
    return kind(name=name, **values)


def as_json(flow: Flow) -> dict[str, Any]:
    """What `parse` reads."""
    return {
        "start": flow.start,
        "agent": flow.agent,
        "steps": {name: step_as_json(step) for name, step in flow.steps.items()},
    }


def step_as_json(step: Step) -> dict[str, Any]:
    """One step, without what is as by default."""
    written = {"kind": step.code}
    for one in parts_of(type(step)):
        if (value := getattr(step, one.name)) != one.default:
            written[one.name] = _WRITE.get(meaning(one), lambda same: same)(value)
    return written


def _problems_of(given: object) -> list[str]:
    if not isinstance(given, Mapping):
        return [_("A step is an object.")]
    if (code := given.get("kind")) not in KINDS:
        return [_("There is no kind of step “%(kind)s”.") % {"kind": code}]
    parts = {one.name: one for one in parts_of(KINDS[str(code)])}
    unknown = given.keys() - parts.keys() - {"kind"}
    return [
        *(_("“%(field)s” is not known here.") % {"field": name} for name in sorted(unknown)),
        *(words for one in parts.values() for words in _problems_of_part(one, given)),
    ]


def _problems_of_part(part: Field[Any], given: Mapping[str, Any]) -> Iterator[str]:
    if part.name not in given:
        if part.default is MISSING:
            yield _("“%(field)s” is missing.") % {"field": part.name}
    elif not _LOOKS_RIGHT.get(meaning(part), _is_text)(given[part.name]):
        yield _("“%(field)s” is not as it should be.") % {"field": part.name}


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _are_keys(value: object) -> bool:
    return isinstance(value, Mapping) and all(
        isinstance(choice, Mapping)
        and choice.keys() == {"prompt", "to"}
        and all(map(_is_text, choice.values()))
        for choice in value.values()
    )


def _read_keys(value: Mapping[str, Mapping[str, str]]) -> Mapping[str, Choice]:
    return MappingProxyType({key: Choice(**choice) for key, choice in value.items()})


_LOOKS_RIGHT: dict[Means, Callable[[object], bool]] = {
    Means.PROMPTS: _are_texts,
    Means.KEYS: _are_keys,
    Means.FLAG: lambda value: isinstance(value, bool),
    Means.SECONDS: lambda value: type(value) is int and 1 <= value <= 600,
}
_READ: dict[Means, Callable[[Any], Any]] = dict.fromkeys(Means, lambda same: same) | {
    Means.PROMPTS: tuple,
    Means.KEYS: _read_keys,
}
_WRITE: dict[Means, Callable[[Any], Any]] = {
    Means.PROMPTS: list,
    Means.KEYS: lambda keys: {key: {"prompt": one.prompt, "to": one.to} for key, one in keys.items()},
}
