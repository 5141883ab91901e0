"""How far a list of changes may be read without missing one that is still being written."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

# Of transactions that wrote, the one that began first: what it wrote may become visible later, with an earlier time.
SETTLED_UNTIL = """
    SELECT least(clock_timestamp(), min(xact_start)) FROM pg_stat_activity
    WHERE datname = current_database() AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()
"""


def settled_until() -> datetime:
    """The moment, by the clock of the database, before which no row will yet appear.

    For rows whose time a trigger takes from `clock_timestamp()` after it has taken the number of the transaction.
    All processes sign in to the database as one role: the transactions of others cannot be seen.
    """
    with connection.cursor() as cursor:
        cursor.execute(SETTLED_UNTIL)
        until: datetime = cursor.fetchone()[0]
    return until
