"""Statements that PostgreSQL plans once for each connection: for what is asked hundreds of times a second."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import QuerySet


@contextmanager
def prepared() -> Iterator[None]:
    """Inside, a statement seen before on this connection is not planned again.

    Planning the joins of a case takes PostgreSQL several times as long as running them. It is not the way of the
    whole application because a statement must then come alone, which django-pghistory's, writing who changed
    reference data, do not.
    """
    connection.ensure_connection()
    raw = connection.connection
    usual, raw.cursor_factory = raw.cursor_factory, ServerBindingCursor
    try:
        yield
    finally:
        raw.cursor_factory = usual


class Question:
    """A query of the ORM that is put together once, and then asked with other values.

    The rule stays in the query; what is saved is Django's making of the same SQL each time, which takes longer than
    the database's answer.

    Args:
        query: makes it from values; of `values_list`, in whose columns nothing is encrypted or JSON.
        examples: values of the right types, which stand in the query nowhere else.
    """

    def __init__(self, query: Callable[..., QuerySet[Any, Any]], *examples: Any) -> None:
        self._query, self._examples = query, examples

    def ask(self, *values: Any) -> list[tuple[Any, ...]]:
        """The rows for these values, in the order of the examples.

        Raises:
            ValueError: an example is not found in the statement that Django made.
        """
        sql, given = self._statement
        parameters = [one.kind(values[one.place]) if isinstance(one, _Open) else one for one in given]
        with prepared(), connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows

    @cached_property
    def _statement(self) -> tuple[str, list[Any]]:
        sql, parameters = self._query(*self._examples).query.sql_with_params()
        opened = [self._opened(parameter) for parameter in parameters]
        open_places = {one.place for one in opened if isinstance(one, _Open)}
        for place, example in enumerate(self._examples):
            if place not in open_places:
                raise ValueError(f"{example!r} is no parameter of the statement: give another example")
        return sql, opened

    def _opened(self, parameter: Any) -> Any:
        for place, example in enumerate(self._examples):
            if isinstance(parameter, type(example)) and example == parameter:
                return _Open(place, type(parameter))
        return parameter


@dataclass(frozen=True)
class _Open:
    """A parameter whose value comes with the asking, and the type in which it travels."""

    place: int
    kind: type
