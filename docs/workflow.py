"""Draws the life of a complaint from its table: `python docs/workflow.py` writes docs/workflow.md.

`tests/casework/test_diagram.py` fails while the document says something else than the table.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

DOCUMENT = Path(__file__).with_name("workflow.md")

HEAD = """\
# The life of a complaint

Written by `python docs/workflow.py` from `sunwai.grievances.workflow.WORKFLOW`. Do not edit: change the table.

A complaint begins *open*, at the lowest level that somebody holds, with a deadline (`register_grievance`). Only a row
of the table below moves it on; pages offer exactly the rows that their viewer may use now (`perms.possible_actions`).

```mermaid
stateDiagram-v2
"""

TABLE = """\
```

## Every row

*Who may* names a relation to the case, worked out by `sunwai.grievances.perms.relations`; any of them suffices.
*Level* says at which levels the row is possible and how the level changes; a level with nobody on it is passed over.
*Needs* must be given and not be empty. Rows that lead nowhere are written on the timeline and leave the state as it is.

| action | from | to | who may | level | needs |
| --- | --- | --- | --- | --- | --- |
"""


def document() -> str:
    """The whole text of docs/workflow.md, in English."""
    from django.utils import translation

    with translation.override("en"):
        return HEAD + "\n".join(_diagram()) + "\n" + TABLE + "\n".join(_rows()) + "\n"


def _diagram() -> Iterator[str]:
    from sunwai.grievances.enums import State
    from sunwai.grievances.workflow import WORKFLOW

    for state in State:
        yield f'    state "{state.label}" as {state.value}'
    yield f"    [*] --> {State.OPEN.value} : register"
    arrows: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in WORKFLOW:
        for state in State:
            if row.target is not None and state in row.sources:
                arrows[state.value, row.target.value].append(row.action)
    for (source, target), actions in arrows.items():
        yield f"    {source} --> {target} : {', '.join(actions)}"


def _rows() -> Iterator[str]:
    from sunwai.grievances.workflow import WORKFLOW

    for row in WORKFLOW:
        cells = (
            f"`{row.action}`",
            _named(row.sources),
            str(row.target.label) if row.target else "–",
            ", ".join(sorted(row.by)).replace("_", " "),
            " ".join([*(f"L{level}" for level in row.at), *([f"{row.level:+}"] if row.level else [])]),
            ", ".join(row.needs).replace("_", " "),
        )
        yield f"| {' | '.join(cells)} |"


def _named(states: frozenset[object]) -> str:
    """A set of states by its name where it has one, else state by state in the order of their list."""
    from sunwai.grievances.enums import CLOCK_STATES, CLOSED_STATES, OPEN_STATES, State

    known = {
        OPEN_STATES: "any that is not closed",
        CLOSED_STATES: "any closed",
        CLOCK_STATES: "any whose clock runs",
    }
    return known.get(states) or ", ".join(str(state.label) for state in State if state in states)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sunwai.config.settings.test")
    import django

    django.setup()
    DOCUMENT.write_text(document(), encoding="utf-8")
