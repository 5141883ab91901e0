"""Opening the wall of the database for one person, for one transaction.

Every table of this package has row-level security, forced on its owner too: without this, even the web process reads no
row (docs/adr/0017-confidential-rows.md). The database itself checks that whoever is named counsels.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from sunwai.accounts.models import User

SETTING = "sunwai.womenline"
KEEPER = "keeper"  # the operator at the machine: backup, rotation of keys, demo
PORTAL = "portal"  # a page for everybody: may write a request to be called, and read nothing


@contextmanager
def opened(viewer: User | str | None) -> Iterator[None]:
    """Inside, and only in this transaction, rows are there for `viewer`; what the rules say still holds above it.

    Querysets must be read inside: a lazy one that is read later finds nothing.
    """
    with transaction.atomic():
        before = _set(_name(viewer))
        yield
        _set(before)  # after an error the transaction itself takes it back


def _name(viewer: User | str | None) -> str:
    return str(viewer.pk) if isinstance(viewer, User) else viewer or ""


def _set(value: str) -> str:
    """Set it for this transaction.

    Returns:
        What it was.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting(%s, true), '')", [SETTING])
        (before,) = cursor.fetchone()
        cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, value])
    return str(before)
