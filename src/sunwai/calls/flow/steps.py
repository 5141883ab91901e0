"""The kinds of steps a flow is made of. One class a kind; what each field of it means stands beside the field.

The same table reads a flow from JSON (`parsing`), checks it (`validate`), and draws the forms of the editor.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass, field, fields, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any, ClassVar, Self

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

AGENT, REPEAT, BACK = "9", "0", "*"  # mean the same wherever a caller is asked something
RESERVED = AGENT + REPEAT + BACK


class Means(StrEnum):
    """What a field of a step holds."""

    STEP = "step"  # the name of the step that follows
    PROMPTS = "prompts"  # keys of the prompt catalogue, said one after the other
    PROMPT = "prompt"  # one of them
    KEYS = "keys"  # key → Choice
    KEY = "key"
    CONDITION = "condition"  # a name in `conditions.CONDITIONS`
    VALUE = "value"  # what the condition is asked about, where it wants something
    QUEUE = "queue"
    KIND = "kind"  # grievances.enums.InteractionKind
    NUMBER = "number"  # to be dialled
    LANGUAGE = "language"
    SECONDS = "seconds"
    FLAG = "flag"


def _holds(means: Means, label: str | Promise, **default: Any) -> Any:
    return field(metadata={"means": means, "label": label}, **default)


@dataclass(frozen=True)
class Choice:
    """What a key of a menu is for: the prompt that offers it ("for a complaint") and the step it leads to."""

    prompt: str
    to: str


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step of a flow."""

    code: ClassVar[str]
    title: ClassVar[str | Promise]
    asks: ClassVar[bool] = False  # waits for the caller, so that it ends every loop

    name: str

    def targets(self) -> Iterator[str]:
        """The steps that may follow."""
        for one in parts_of(type(self)):
            value = getattr(self, one.name)
            if meaning(one) == Means.STEP and value:
                yield value
            elif meaning(one) == Means.KEYS:
                yield from (choice.to for choice in value.values())

    def leading(self, old: str, new: str) -> Self:
        """This step, with every way to `old` leading to `new`."""
        changed: dict[str, Any] = {}
        for one in parts_of(type(self)):
            value = getattr(self, one.name)
            if meaning(one) == Means.STEP and value == old:
                changed[one.name] = new
            elif meaning(one) == Means.KEYS:
                changed[one.name] = {
                    key: replace(choice, to=new) if choice.to == old else choice
                    for key, choice in value.items()
                }
        return replace(self, **changed)

    def prompts_said(self) -> Iterator[str]:
        """The prompts that the flow's author chose here."""
        for one in parts_of(type(self)):
            value = getattr(self, one.name)
            if meaning(one) == Means.PROMPTS:
                yield from value
            elif meaning(one) == Means.PROMPT and value:
                yield value
            elif meaning(one) == Means.KEYS:
                yield from (choice.prompt for choice in value.values())


@dataclass(frozen=True, kw_only=True)
class Say(Step):
    """Prompts. A key cuts them short and counts for the next question, unless they must be heard."""

    code = "say"
    title = _("say something")
    prompts: tuple[str, ...] = _holds(Means.PROMPTS, _("what is said"))
    must_be_heard: bool = _holds(Means.FLAG, _("no key cuts it short"), default=False)
    next: str = _holds(Means.STEP, _("then"))


@dataclass(frozen=True, kw_only=True)
class Announce(Step):
    """What the administration tells callers just now: a disaster, or what concerns the caller's district."""

    code = "announce"
    title = _("say the announcements in force")
    disaster: bool = _holds(Means.FLAG, _("those about a disaster, else the others"), default=False)
    next: str = _holds(Means.STEP, _("then"))


@dataclass(frozen=True, kw_only=True)
class Language(Step):
    """Another language is offered by one key, in its own words; who presses nothing goes on as before."""

    code = "language"
    title = _("offer another language")
    language: str = _holds(Means.LANGUAGE, _("language"))
    prompt: str = _holds(Means.PROMPT, _("how it is offered"))
    key: str = _holds(Means.KEY, _("key"))
    next: str = _holds(Means.STEP, _("then"))


@dataclass(frozen=True, kw_only=True)
class Speak(Step):
    """Go on in a language."""

    code = "speak"
    title = _("go on in another language")
    language: str = _holds(Means.LANGUAGE, _("language"))
    next: str = _holds(Means.STEP, _("then"))


@dataclass(frozen=True, kw_only=True)
class If(Step):
    """One way or the other, by what is known of the caller or the hour."""

    code = "if"
    title = _("depending on")
    when: str = _holds(Means.CONDITION, _("if"))
    value: str = _holds(Means.VALUE, _("which"), default="")
    then: str = _holds(Means.STEP, _("if so"))
    otherwise: str = _holds(Means.STEP, _("if not"))


@dataclass(frozen=True, kw_only=True)
class Menu(Step):
    """A question with keys. 9, 0 and * need not be said here: they are answered everywhere."""

    code = "menu"
    title = _("menu")
    asks = True
    prompts: tuple[str, ...] = _holds(Means.PROMPTS, _("what is said first"), default=())
    keys: Mapping[str, Choice] = _holds(Means.KEYS, _("keys"))


@dataclass(frozen=True, kw_only=True)
class AskNumber(Step):
    """The number of a case is keyed in; its check digit tells a slip at once."""

    code = "ask_number"
    title = _("ask for the number of a complaint")
    asks = True
    found: str = _holds(Means.STEP, _("when it is the caller's"))
    otherwise: str = _holds(Means.STEP, _("when none was found"))


@dataclass(frozen=True, kw_only=True)
class Status(Step):
    """How the case asked for stands, else the caller's newest open one."""

    code = "status"
    title = _("say how a complaint stands")
    next: str = _holds(Means.STEP, _("then"))
    otherwise: str = _holds(Means.STEP, _("when there is none"))


@dataclass(frozen=True, kw_only=True)
class Closure(Step):
    """Whether it is really done: yes with a mark from 1 to 5, no with a reason. Only for who waits to be asked."""

    code = "closure"
    title = _("ask whether the complaint is really solved")
    asks = True
    next: str = _holds(Means.STEP, _("then"))
    silent: str = _holds(Means.STEP, _("when no key is pressed; empty: to an agent"), default="")


@dataclass(frozen=True, kw_only=True)
class Callback(Step):
    """The caller is called back, keeping the place in the queue; a withheld number is asked for."""

    code = "callback"
    title = _("promise a callback")
    asks = True
    queue: str = _holds(Means.QUEUE, _("queue"))


@dataclass(frozen=True, kw_only=True)
class Voice(Step):
    """A complaint is spoken and kept; an agent makes a case of it."""

    code = "voice"
    title = _("take a complaint by voice")
    asks = True
    most_seconds: int = _holds(Means.SECONDS, _("seconds, at most"), default=180)


@dataclass(frozen=True, kw_only=True)
class Schemes(Step):
    """Schemes are offered a few at a time, told, and sent by SMS."""

    code = "schemes"
    title = _("tell of government schemes")
    asks = True
    next: str = _holds(Means.STEP, _("then"))


@dataclass(frozen=True, kw_only=True)
class Queue(Step):
    """To an agent."""

    code = "queue"
    title = _("put into a queue")
    queue: str = _holds(Means.QUEUE, _("queue"))
    in_english: str = _holds(Means.QUEUE, _("queue for callers in English, if another"), default="")
    call: str = _holds(Means.KIND, _("what the call is about"))


@dataclass(frozen=True, kw_only=True)
class Transfer(Step):
    """To a number outside."""

    code = "transfer"
    title = _("put through to a number outside")
    prompts: tuple[str, ...] = _holds(Means.PROMPTS, _("what is said"), default=())
    to: str = _holds(Means.NUMBER, _("number"))


@dataclass(frozen=True, kw_only=True)
class End(Step):
    """Good-bye."""

    code = "end"
    title = _("say good-bye")
    prompts: tuple[str, ...] = _holds(Means.PROMPTS, _("what is said"), default=("goodbye",))


KINDS: Mapping[str, type[Step]] = MappingProxyType(
    {
        kind.code: kind
        for kind in (
            Say, Menu, If, Language, Speak, Announce, Status, AskNumber, Closure, Schemes, Callback, Voice, Queue,
            Transfer, End,
        )
    }
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Flow:
    """A whole flow.

    Attributes:
        start: the first step.
        agent: where 9 leads, and whoever presses nothing or goes wrong too often.
    """

    start: str
    agent: str
    steps: Mapping[str, Step]


def parts_of(kind: type[Step]) -> list[Field[Any]]:
    """The fields of a kind of step that its author fills in."""
    return [one for one in fields(kind) if "means" in one.metadata]


def meaning(part: Field[Any]) -> Means:
    """What a field holds."""
    found: Means = part.metadata["means"]
    return found
