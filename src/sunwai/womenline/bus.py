"""Pages that show who is in danger hear by PostgreSQL's NOTIFY, sent with the commit, that they are to look again.

The word is empty: not which case, not which helpline, not what.
"""

from __future__ import annotations

from django.db import connection

CHANNEL = "sunwai_danger"


def tell_pages() -> None:
    """Let them look again, when the present transaction is committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
