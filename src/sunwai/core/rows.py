"""Rows written and read without the ORM's making of SQL, which takes longer than the database's work: for what is
done hundreds of times a second. What comes out are the same models.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import batched
from types import NoneType
from typing import Any

from django.db import connection, models


def next_values(*sequences: str) -> Sequence[int]:
    """The next value of each sequence, by one statement. Never given twice; a rolled-back one leaves a hole."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(['nextval(%s::regclass)'] * len(sequences))}", sequences)
        found: Sequence[int] = cursor.fetchone()
        return found


def sequence(model: type[models.Model]) -> str:
    """The sequence that numbers the rows of `model`."""
    return f"{model._meta.db_table}_id_seq"


def reserve(count: int, *sequences: str) -> list[Sequence[int]]:
    """`count` times the next value of each sequence, by one statement: `next_values` for many rows."""
    wanted = ", ".join(f"nextval('{name}')" for name in sequences)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {wanted} FROM generate_series(1, %s)", [count])  # noqa: S608 (our names)
        found: list[Sequence[int]] = cursor.fetchall()
        return found


def copy(model: type[models.Model], names: Sequence[str], some: Iterable[Sequence[Any]]) -> None:
    """Write many rows of `model` by COPY: its columns `names`, in this order.

    Values are texts, numbers, moments, truths, bytes or None; what is none of these comes as the text that PostgreSQL
    reads. `some` may not ask the database while it is walked through.

    Raises:
        django.db.DatabaseError: a value or a constraint refuses one of them; the transaction is void.
    """
    listed = ", ".join(f'"{name}"' for name in names)
    statement = f'COPY "{model._meta.db_table}" ({listed}) FROM STDIN'
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as stream:
        for lines in batched(map(_line, some), LINES_AT_ONCE):
            stream.write("".join(lines))


def _line(values: Sequence[Any]) -> str:
    """A row in the text format of COPY; the driver's own way takes three times as long."""
    return "\t".join([_CELLS[type(value)](value) for value in values]) + "\n"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("\t", r"\t").replace("\n", r"\n").replace("\r", r"\r")


_CELLS: dict[type, Callable[[Any], str]] = {
    NoneType: lambda _nothing: r"\N",
    str: _escaped,
    int: str,
    float: repr,
    bool: lambda truth: "t" if truth else "f",
    datetime: str,
    bytes: lambda some: rf"\\x{some.hex()}",
}
LINES_AT_ONCE = 200


def claim(model: type[models.Model], some: Sequence[dict[str, Any]], *, unique: str) -> set[Any]:
    """Write those of `some` (dicts of the same columns) whose column `unique` is not there yet, by one statement.

    Returns:
        What stands in `unique` of those that were written.

    Raises:
        django.db.DatabaseError: a value or another constraint refuses one of them; the transaction is void.
    """
    if not some:
        return set()
    table = model._meta.db_table
    names = ", ".join(f'"{name}"' for name in some[0])
    statement = (
        f'INSERT INTO "{table}" ({names}) SELECT {names} FROM json_populate_recordset(NULL::"{table}", %s::json)'  # noqa: S608
        f' ON CONFLICT DO NOTHING RETURNING "{unique}"'
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(some, default=_in_words)])
        return {value for (value,) in cursor.fetchall()}


def insert(*rows: models.Model) -> None:
    """Write new rows by one statement. A row that others point at has its number already (`next_values`).

    Each travels as one JSON text, which costs less than a parameter for each of its columns. Foreign keys are checked
    when the transaction ends, so the rows may come in any order. Defaults that the database makes are not read back.

    Raises:
        django.db.IntegrityError: a constraint refuses one of them; the transaction is void.
    """
    kinds = tuple((type(row), row.pk is not None) for row in rows)
    with connection.cursor() as cursor:
        cursor.execute(_statement(kinds), [_as_json(row) for row in rows])
    for row in rows:
        row._state.adding = False


@cache
def _statement(kinds: tuple[tuple[type[models.Model], bool], ...]) -> str:
    inserts = []
    for model, has_number in kinds:
        table = model._meta.db_table
        columns = ", ".join(f'"{name}"' for name in _columns(model) if has_number or name != "id")
        # Names of tables and columns of ours; values are parameters.
        inserts.append(
            f'INSERT INTO "{table}" ({columns}) SELECT {columns} FROM json_populate_record(NULL::"{table}", %s::json)'  # noqa: S608
        )
    first = ", ".join(f"row_{at} AS ({one})" for at, one in enumerate(inserts[:-1]))
    return f"WITH {first} {inserts[-1]}" if first else inserts[-1]


def change(model: type[models.Model], changes: Sequence[dict[str, Any]], *, where: str = "TRUE") -> None:
    """Change many rows by as few statements as there are kinds of change.

    Args:
        changes: columns of a row with their new values, among them `id`, whose row it is.
        where: SQL about `it`, a row as it is: only such ones are changed.

    Raises:
        django.db.DatabaseError: a value or a constraint refuses one of them; the transaction is void.
    """
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for one in changes:
        alike.setdefault(tuple(sorted(one)), []).append(one)
    with connection.cursor() as cursor:
        for names, some in alike.items():
            cursor.execute(_update(model, names, where), [json.dumps(some, default=_in_words)])


@cache
def _update(model: type[models.Model], names: tuple[str, ...], where: str) -> str:
    table = model._meta.db_table
    values = ", ".join(f'"{name}" = new."{name}"' for name in names if name != "id")
    return f'UPDATE "{table}" it SET {values} FROM json_populate_recordset(NULL::"{table}", %s::json) new WHERE it.id = new.id AND {where}'  # noqa: S608, E501


@cache
def _columns(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def _as_json(row: models.Model) -> str:
    return json.dumps({name: getattr(row, name) for name in _columns(type(row))}, default=_in_words)


def _in_words(value: Any) -> str:
    """What JSON has no form for, as PostgreSQL reads it."""
    return rf"\x{value.hex()}" if isinstance(value, bytes) else str(value)


@dataclass(frozen=True)
class Part:
    """One table of a SELECT.

    Attributes:
        alias: what the statement calls the table.
        names: the columns that are read, among them the primary key; any other one is read when it is asked for.
        path: where the row belongs in that of the first part: `category.department`.
        documents: which of the columns come as the text of a JSON document; found out by itself.
    """

    alias: str
    model: type[models.Model]
    names: tuple[str, ...]
    path: str = ""
    documents: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """In the order of the model, which is how Django makes one."""
        fields = self.model._meta.concrete_fields
        order = [field.attname for field in fields]
        names = tuple(sorted(self.names, key=order.index))
        documents = {field.attname for field in fields if isinstance(field, models.JSONField)}
        object.__setattr__(self, "names", names)
        object.__setattr__(self, "documents", tuple(at for at, name in enumerate(names) if name in documents))


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
        if part.documents:
            values = [
                json.loads(value) if at in part.documents and value else value
                for at, value in enumerate(values)
            ]
        one = None if values[0] is None else part.model.from_db(connection.alias, part.names, values)
        made[part.path] = one
        if part.path:
            where, _dot, name = part.path.rpartition(".")
            setattr(made[where], name, one)
    return made[""]


def find[Row: models.Model](model: type[Row], **exact: Any) -> Row | None:
    """The row of `model` whose columns have exactly these values, all of it; None where there is none."""
    part, statement = _by(model, tuple(exact))
    with connection.cursor() as cursor:
        cursor.execute(statement, list(exact.values()))
        found = cursor.fetchone()
    row: Row | None = build([part], found) if found else None
    return row


@cache
def _by(model: type[models.Model], names: tuple[str, ...]) -> tuple[Part, str]:
    part = Part("it", model, tuple(field.attname for field in model._meta.concrete_fields))
    where = " AND ".join(f'it."{name}" = %s' for name in names)
    return part, f'SELECT {columns([part])} FROM "{model._meta.db_table}" it WHERE {where} LIMIT 1'  # noqa: S608
