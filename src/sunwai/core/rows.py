"""Rows written and read without the ORM's making of SQL, which takes longer than the database's work: for what is
done hundreds of times a second. What comes out are the same models.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any

from django.db import connection, models
from psycopg.types.json import Jsonb

MOST_PARAMETERS = 50  # psycopg reads a statement with more of them anew each time


def next_values(*sequences: str) -> Sequence[int]:
    """The next value of each sequence, by one statement. Never given twice; a rolled-back one leaves a hole."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(['nextval(%s::regclass)'] * len(sequences))}", sequences)
        found: Sequence[int] = cursor.fetchone()
        return found


def sequence(model: type[models.Model]) -> str:
    """The sequence that numbers the rows of `model`."""
    return f"{model._meta.db_table}_id_seq"


def insert(*rows: models.Model) -> None:
    """Write new rows by as few statements as go. A row that others point at has its number already (`next_values`).

    Foreign keys are checked when the transaction ends, so the rows may come in any order. Defaults that the database
    makes are not read back.

    Raises:
        django.db.IntegrityError: a constraint refuses one of them; the transaction is void.
    """
    kinds: list[tuple[type[models.Model], bool]] = []
    values: list[Any] = []
    with connection.cursor() as cursor:
        for row in rows:
            kind = type(row), row.pk is not None
            more = _columns(*kind)[1](row)
            if values and len(values) + len(more) > MOST_PARAMETERS:
                cursor.execute(_statement(tuple(kinds)), values)
                kinds, values = [], []
            kinds.append(kind)
            values += more
            row._state.adding = False
        cursor.execute(_statement(tuple(kinds)), values)


@cache
def _statement(kinds: tuple[tuple[type[models.Model], bool], ...]) -> str:
    inserts = []
    for model, has_number in kinds:
        names = _columns(model, has_number)[0]
        columns, places = ", ".join(f'"{name}"' for name in names), ", ".join(["%s"] * len(names))
        # Names of tables and columns of ours; values are parameters.
        inserts.append(f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({places})')  # noqa: S608
    first = ", ".join(f"row_{at} AS ({one})" for at, one in enumerate(inserts[:-1]))
    return f"WITH {first} {inserts[-1]}" if first else inserts[-1]


@cache
def _columns(
    model: type[models.Model], has_number: bool
) -> tuple[list[str], Callable[[models.Model], list[Any]]]:
    """The columns that are written of `model`, and how their values are read from a row."""
    fields = [
        field
        for field in model._meta.concrete_fields
        if has_number or not isinstance(field, models.AutoField)
    ]
    read = attrgetter(*(field.attname for field in fields))
    json = [at for at, field in enumerate(fields) if isinstance(field, models.JSONField)]

    def values(row: models.Model) -> list[Any]:
        found = list(read(row))
        for at in json:
            found[at] = Jsonb(found[at])
        return found

    return [field.column or "" for field in fields], values


@dataclass(frozen=True)
class Part:
    """One table of a SELECT.

    Attributes:
        alias: what the statement calls the table.
        names: the columns that are read, among them the primary key; any other one is read when it is asked for.
        path: where the row belongs in that of the first part: `category.department`.
    """

    alias: str
    model: type[models.Model]
    names: tuple[str, ...]
    path: str = ""

    def __post_init__(self) -> None:
        """In the order of the model, which is how Django makes one."""
        order = [field.attname for field in self.model._meta.concrete_fields]
        object.__setattr__(self, "names", tuple(sorted(self.names, key=order.index)))


def columns(parts: Sequence[Part]) -> str:
    """What to select, so that `build` can make models of it."""
    return ", ".join(f'{part.alias}."{name}"' for part in parts for name in part.names)


def build(parts: Sequence[Part], row: Sequence[Any]) -> Any:
    """The model of the first part with those of the others in their places; a part that was not joined is None."""
    made: dict[str, Any] = {}
    start = 0
    for part in parts:
        values = row[start : start + len(part.names)]
        start += len(part.names)
        one = None if values[0] is None else part.model.from_db(connection.alias, part.names, values)
        made[part.path] = one
        if part.path:
            where, _dot, name = part.path.rpartition(".")
            setattr(made[where], name, one)
    return made[""]
