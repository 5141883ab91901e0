"""Statements that PostgreSQL plans once for each connection: for what is asked hundreds of times a second."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor


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
