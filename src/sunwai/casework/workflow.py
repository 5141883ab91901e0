"""What may happen to a case, as one frozen table per case family.

The table is the rule: pages offer what it allows, actions ask it, the documentation draws it, the property tests
walk it. See `sunwai.grievances.workflow` for the first one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from sunwai.casework.errors import Missing, TransitionNotAllowed


class Case(Protocol):
    """What the engine needs to know of a case."""

    state: Any
    level: int


@dataclass(frozen=True)
class Transition:
    """One row: `action` leads from any of `sources` to `target` (None: stays), done by one who is `by` to the case.

    Attributes:
        by: names of relations to the case, any of which suffices (see the family's `perms.relations`).
        at: levels on which it is possible; empty means all.
        level: how the level changes.
        needs: what must be given with it.
    """

    action: str
    sources: frozenset[Any]
    target: Any | None
    by: frozenset[str]
    at: tuple[int, ...] = ()
    level: int = 0
    needs: tuple[str, ...] = ()

    def possible(self, case: Case) -> bool:
        """Whether the state and level of `case` admit this."""
        return case.state in self.sources and (not self.at or case.level in self.at)


def to(
    action: str,
    sources: Any,
    target: Any | None,
    by: str | tuple[str, ...],
    *,
    at: tuple[int, ...] = (),
    level: int = 0,
    needs: tuple[str, ...] = (),
) -> Transition:
    """A row of a workflow table; single values stand for sets of one."""
    many = isinstance(sources, (tuple, frozenset, set, list))
    return Transition(
        action=action,
        sources=frozenset(sources if many else (sources,)),
        target=target,
        by=frozenset((by,) if isinstance(by, str) else by),
        at=at,
        level=level,
        needs=needs,
    )


class Workflow:
    """The transitions of one case family."""

    def __init__(self, *rows: Transition) -> None:
        self.rows = {row.action: row for row in rows}
        if len(self.rows) != len(rows):
            raise ValueError("an action stands twice in the table")

    def __iter__(self) -> Iterator[Transition]:
        return iter(self.rows.values())

    def __getitem__(self, action: str) -> Transition:
        return self.rows[action]

    def possible(self, case: Case, relations: Collection[str]) -> list[str]:
        """The actions that someone with these `relations` to `case` can do now, in table order."""
        return [row.action for row in self if row.possible(case) and row.by & set(relations)]

    def apply(self, case: Case, action: str, **given: Any) -> Transition:
        """Move `case` (in memory) along the row of `action`; the level itself is moved by the family.

        Raises:
            TransitionNotAllowed: its state or level does not admit this.
            Missing: something the row `needs` is empty in `given`.
        """
        row = self.rows[action]
        if not row.possible(case):
            raise TransitionNotAllowed(action=action, state=str(case.state))
        for need in row.needs:
            if not given.get(need):
                raise Missing(need)
        if row.target is not None:
            case.state = row.target
        return row
