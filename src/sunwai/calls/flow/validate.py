"""What must hold before callers meet a flow: nobody is stuck, nothing is silent, every key leads somewhere."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sunwai.calls.flow.conditions import CONDITIONS
from sunwai.calls.flow.parsing import Problem
from sunwai.calls.flow.steps import (
    RESERVED,
    Flow,
    If,
    Language,
    Means,
    Menu,
    Queue,
    Step,
    Transfer,
    meaning,
    parts_of,
)
from sunwai.citizens.models import Language as Languages
from sunwai.grievances.enums import InteractionKind

MOST_LEVELS = 3
KEYS = "12345678"  # free for a flow: 9, 0 and * mean the same everywhere, # ends what is keyed in


@dataclass(frozen=True)
class Known:
    """What a flow may name.

    Attributes:
        prompts: language → keys of its prompts.
        queues: codes.
        destinations: numbers outside to which calls may be put through.
    """

    prompts: dict[str, Collection[str]]
    queues: Collection[str]
    destinations: Collection[str]


def problems(flow: Flow, known: Known) -> list[Problem]:
    """All that is wrong with `flow`; empty where it may be published. In the reader's language."""
    lost = list(_targets(flow))
    found = [*lost, *(problem for step in flow.steps.values() for problem in _of_step(step, known))]
    return found if lost else [*found, *_shape(flow)]


def levels(flow: Flow) -> dict[str, int]:
    """Each step that callers can come to, with the fewest menus on the way there, itself counted where it is one."""
    known: dict[str, int] = {}
    waiting = deque([(flow.start, 0)])  # those with fewer menus first
    while waiting:
        name, before = waiting.popleft()
        if name in known:
            continue
        step = flow.steps[name]
        known[name] = before + isinstance(step, Menu)
        for target in _following(flow, step):
            if isinstance(flow.steps[target], Menu):
                waiting.append((target, known[name]))
            else:
                waiting.appendleft((target, known[name]))
    return known


# ── Each step by itself ──────────────────────────────────────────────────────────────────────────────────


def _targets(flow: Flow) -> Iterator[Problem]:
    for name in (flow.start, flow.agent):
        if name not in flow.steps:
            yield Problem("", _("There is no step “%(step)s”.") % {"step": name})
    for step in flow.steps.values():
        for target in step.targets():
            if target not in flow.steps:
                yield Problem(step.name, _("There is no step “%(step)s” to go on with.") % {"step": target})


def _of_step(step: Step, known: Known) -> Iterator[Problem]:
    checks: tuple[Callable[[Step, Known], Iterator[str]], ...] = (_prompts, _keys, _condition, _places)
    for check in checks:
        yield from (Problem(step.name, words) for words in check(step, known))


def _prompts(step: Step, known: Known) -> Iterator[str]:
    for one in parts_of(type(step)):
        if (
            meaning(one) in (Means.PROMPTS, Means.PROMPT)
            and not getattr(step, one.name)
            and one.default != ()
        ):
            yield _("Nothing is said here.")
    for key in step.prompts_said():
        for language in Languages:
            if key not in known.prompts.get(language, ()):
                yield _("The prompt “%(key)s” does not exist in %(language)s.") % {
                    "key": key,
                    "language": language.label,
                }


def _keys(step: Step, _known: Known) -> Iterator[str]:
    if isinstance(step, Menu) and not step.keys:
        yield _("A menu needs a key.")
    offered = step.keys if isinstance(step, Menu) else [step.key] if isinstance(step, Language) else []
    for key in offered:
        if key and key in RESERVED:
            yield _("The key %(key)s means the same everywhere: 9 agent, 0 again, * back.") % {"key": key}
        elif len(key) != 1 or key not in KEYS:
            yield _("“%(key)s” is no key that can be offered.") % {"key": key}


def _condition(step: Step, _known: Known) -> Iterator[str]:
    if not isinstance(step, If):
        return
    condition = CONDITIONS.get(step.when)
    if condition is None:
        yield _("There is no condition “%(condition)s”.") % {"condition": step.when}
    elif condition.value and not condition.value.fullmatch(step.value):
        yield _("“%(value)s” does not fit the condition.") % {"value": step.value}


def _places(step: Step, known: Known) -> Iterator[str]:
    for one in parts_of(type(step)):
        code = getattr(step, one.name)
        if meaning(one) == Means.QUEUE and code not in known.queues and (code or one.default != ""):
            yield _("There is no queue “%(queue)s”.") % {"queue": code}
        elif meaning(one) == Means.LANGUAGE and code not in Languages.values:
            yield _("There is no language “%(language)s”.") % {"language": code}
    if isinstance(step, Transfer) and step.to not in known.destinations:
        yield _("%(number)s is not among the numbers that calls may be put through to.") % {"number": step.to}
    if isinstance(step, Queue) and step.call not in InteractionKind.values:
        yield _("There is no kind of call “%(kind)s”.") % {"kind": step.call}


# ── The flow as a whole ──────────────────────────────────────────────────────────────────────────────────


def _shape(flow: Flow) -> Iterator[Problem]:
    reached = levels(flow)
    for name in flow.steps:
        if name not in reached:
            yield Problem(name, _("No caller can come here."))
        elif reached[name] > MOST_LEVELS and isinstance(flow.steps[name], Menu):
            yield Problem(name, _("This is the fourth menu in a row; at most three may follow each other."))
    for name in sorted(_endless(flow)):
        yield Problem(name, _("These steps go round in a circle and nobody is asked anything."))
    yield from _dead_ends(flow)
    if stuck := _asks_from(flow, flow.agent):
        yield Problem(stuck, _("The way to an agent must not ask for a key: some callers cannot press any."))


def _following(flow: Flow, step: Step) -> list[str]:
    """What may follow a step: 9 leads to the agent from wherever somebody is asked."""
    return [*step.targets(), *([flow.agent] if step.asks or isinstance(step, Language) else [])]


def _dead_ends(flow: Flow) -> Iterator[Problem]:
    """Steps from which no call ever ends or reaches an agent."""
    ends = {name for name, step in flow.steps.items() if not list(step.targets())}
    grew = True
    while grew:
        more = {name for name, step in flow.steps.items() if ends.intersection(_following(flow, step))} - ends
        ends |= more
        grew = bool(more)
    for name in flow.steps:
        if name not in ends:
            yield Problem(name, _("From here no call comes to an end."))


def _endless(flow: Flow) -> set[str]:
    """Steps on a circle on which nobody is asked anything: such a call would never stop talking."""
    silent = {name: step for name, step in flow.steps.items() if not step.asks}
    while True:
        leaves = {
            name for name, step in silent.items() if not any(target in silent for target in step.targets())
        }
        if not leaves:
            return {name for name in silent if _comes_back(name, silent)}
        silent = {name: step for name, step in silent.items() if name not in leaves}


def _comes_back(start: str, steps: dict[str, Step]) -> bool:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        for target in steps[waiting.pop()].targets():
            if target == start:
                return True
            if target in steps and target not in seen:
                seen.add(target)
                waiting.append(target)
    return False


def _asks_from(flow: Flow, start: str) -> str:
    """The first step on the way from `start` that needs a key, or "". A promise of a callback may ask: it also ends."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        step = flow.steps[waiting.pop()]
        if step.asks and list(step.targets()):
            return step.name
        if step.name not in seen:
            seen.add(step.name)
            waiting += step.targets()
    return ""
