"""How pages and the calls process hear of each other: PostgreSQL's NOTIFY, sent with the commit.

A word says only *what* changed; whoever hears it reads the row.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from django.db import connection

TO_THE_PROCESS = "sunwai_calls"  # pages speak, the calls process hears
TO_THE_FLOOR = "sunwai_floor"  # the calls process speaks, pages hear


class Word(StrEnum):
    """What changed."""

    ORDER = "order"  # an Order was given: its id
    SESSION = "session"  # an AgentSession began, ended, or wants another state: its id
    CALL = "call"  # a Call: its id
    CALLBACK = "callback"  # a Callback became due: its id
    SETUP = "setup"  # flows, numbers, queues, profiles, announcements, voices: read them again


def tell_process(word: Word, key: object = "") -> None:
    """Let the calls process know, when the present transaction is committed."""
    _notify(TO_THE_PROCESS, word, key)


def tell_floor(words: Iterable[tuple[Word, object]]) -> None:
    """Let the pages know, when the present transaction is committed: in one statement, each word once."""
    if payloads := sorted({f"{word}:{key}" for word, key in words}):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_notify(%s, word) FROM unnest(%s::text[]) AS word", [TO_THE_FLOOR, payloads]
            )


def _notify(channel: str, word: Word, key: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [channel, f"{word}:{key}"])


def is_heard() -> bool:
    """Whether a calls process listens now: a connection of our database says so."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query = %s)",
            [f"LISTEN {TO_THE_PROCESS}"],
        )
        (found,) = cursor.fetchone()
    return bool(found)


def heard(payload: str) -> tuple[Word, str]:
    """What a payload says.

    Raises:
        ValueError: it is none of ours.
    """
    word, _colon, key = payload.partition(":")
    return Word(word), key
