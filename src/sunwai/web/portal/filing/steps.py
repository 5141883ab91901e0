"""The questions of a complaint, in their order, as one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from sunwai.web.portal.filing.sheet import Sheet

Test = Callable[[Sheet], bool]


def _always(_sheet: Sheet) -> bool:
    return True


@dataclass(frozen=True)
class Step:
    """One page of the way.

    Attributes:
        done: whether it was answered.
        needed: whether it is asked at all.
        after: steps without which its page cannot be shown.
        undoes: steps that are asked again when its answer changes.
        counted: whether it counts in "2 of 6".
    """

    name: str
    done: Test
    needed: Test = _always
    after: tuple[str, ...] = ("words",)
    undoes: tuple[str, ...] = ()
    counted: bool = True

    @property
    def url(self) -> str:
        return reverse(f"portal:file-{self.name}")


def _answered(name: str) -> Test:
    return lambda sheet: name in sheet.seen


def _is_known(sheet: Sheet) -> bool:
    return sheet.citizen is not None and bool(sheet.citizen.name)


# fmt: off
STEPS = (
    Step("words",   lambda sheet: bool(sheet.words), after=(), undoes=("similar",)),
    Step("subject", lambda sheet: sheet.category is not None, undoes=("details", "similar")),
    Step("place",   lambda sheet: sheet.place is not None, undoes=("accused", "similar")),
    Step("accused", _answered("accused"), needed=lambda sheet: sheet.is_sealed, after=("words", "place")),
    Step("details", _answered("details"), after=("words", "subject")),
    Step("files",   lambda sheet: "files" in sheet.seen and not sheet.lacks_photo),
    Step("similar", _answered("similar"), needed=lambda sheet: bool(sheet.lookalikes),
         after=("words", "subject", "place"), counted=False),
    Step("you",     lambda sheet: sheet.is_anonymous or _is_known(sheet), counted=False),
    Step("check",   lambda _sheet: False,
         after=("words", "subject", "place", "accused", "details", "files", "similar", "you")),
)
# fmt: on
BY_NAME = {step.name: step for step in STEPS}


def next_step(sheet: Sheet) -> Step:
    """The first question that still wants an answer; the last page when all are answered."""
    return next(step for step in STEPS if _is_open(step, sheet))


def missing_before(step: Step, sheet: Sheet) -> Step | None:
    """The first question that must be answered before the page of `step` can be shown."""
    return next(
        (earlier for earlier in map(BY_NAME.__getitem__, step.after) if _is_open(earlier, sheet)), None
    )


def previous_url(step: Step, sheet: Sheet) -> str:
    """Where "back" leads: to the page before; from a change to the last page, whence it came."""
    last = STEPS[-1]
    if step is not last and next_step(sheet) is last:
        return last.url
    before = [earlier for earlier in STEPS[: STEPS.index(step)] if earlier.counted and earlier.needed(sheet)]
    return before[-1].url if before else reverse("portal:home")


def position(step: Step, sheet: Sheet) -> tuple[int, int] | None:
    """The how-manieth of how many questions; None for pages between them."""
    counted = [one for one in STEPS if one.counted and one.needed(sheet)]
    return (counted.index(step) + 1, len(counted)) if step in counted else None


def _is_open(step: Step, sheet: Sheet) -> bool:
    # "needed" second: for look-alikes it asks the database.
    return not step.done(sheet) and step.needed(sheet)
