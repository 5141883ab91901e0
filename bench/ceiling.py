"""What the database alone can do: the same rows by bare psycopg, from as many connections, one commit each."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from threading import Thread
from typing import Any

Do = Callable[[Any], object]


def registering(url: str, clients: int, seconds: float) -> float:
    """The rows of one registration, copied from the last one."""
    import psycopg
    from psycopg.rows import dict_row
    from psycopg.types.json import Jsonb

    with psycopg.connect(url, row_factory=dict_row) as connection:

        def last(table: str, where: str, *given: Any) -> dict[str, Any]:
            found = connection.execute(f"SELECT * FROM {table} WHERE {where} LIMIT 1", given).fetchone()
            assert found, table
            return found

        case = last("grievances_grievance", "id = (SELECT max(grievance_id) FROM grievances_apifiling)")
        event = last("casework_event", "case_kind = 'grievance' AND case_id = %s", case["id"])
        rows = (
            ("grievances_grievance", case | {"reference": "%N"}),
            ("grievances_apifiling", last("grievances_apifiling", "grievance_id = %s", case["id"])),
            ("casework_event", event),
            ("casework_eventwords", last("casework_eventwords", "event_id = %s", event["id"])),
            ("sunwai_messages_message", last("sunwai_messages_message", "case_id = %s", case["id"])),
        )
        citizen = last("citizens_citizen", "id = %s", case["citizen_id"])
    statements = [("citizens_citizen", {name: value for name, value in citizen.items() if name != "id"})]
    statements += [
        (table, {n: v for n, v in row.items() if n != "id" or table == "grievances_grievance"})
        for table, row in rows
    ]

    def write(connection: Any) -> None:
        number = f"{random.getrandbits(36)}"[:10]
        (at, event_at) = connection.execute(
            "SELECT nextval('grievances_grievance_id_seq'), nextval('casework_event_id_seq')"
        ).fetchone()
        own = {
            "citizens_citizen": {"mobile": number},
            "grievances_grievance": {"id": at, "reference": number},
            "grievances_apifiling": {"grievance_id": at, "idempotency_key": number},
            "casework_event": {"id": event_at, "case_id": at},
            "casework_eventwords": {"event_id": event_at},
            "sunwai_messages_message": {"case_id": at, "provider_id": "", "state": "sent"},
        }
        for table, row in statements:
            values = row | own[table]
            columns, places = ", ".join(f'"{name}"' for name in values), ", ".join(["%s"] * len(values))
            connection.execute(
                f"INSERT INTO {table} ({columns}) VALUES ({places})",
                [Jsonb(value) if isinstance(value, dict) else value for value in values.values()],
                prepare=True,
            )
        connection.commit()

    return _rate(url, clients, seconds, write)


def status(url: str, clients: int, seconds: float, references: Sequence[str]) -> float:
    """A case with its events."""

    def read(connection: Any) -> None:
        found = connection.execute(
            "SELECT * FROM grievances_grievance WHERE reference = %s",
            [random.choice(references)],
            prepare=True,
        ).fetchone()
        connection.execute(
            "SELECT * FROM casework_event WHERE case_kind = 'grievance' AND case_id = %s ORDER BY seq",
            [found[0]],
            prepare=True,
        ).fetchall()
        connection.rollback()

    return _rate(url, clients, seconds, read)


def worklist(url: str, clients: int, seconds: float, posts: Sequence[int]) -> float:
    """The first cases of an officer by their day."""

    def read(connection: Any) -> None:
        connection.execute(
            "SELECT * FROM grievances_grievance WHERE post_id = ANY(%s) AND state NOT IN"
            " ('closed_satisfied', 'closed_special', 'closed_unreached') ORDER BY due_at LIMIT 26",
            [list(posts)],
            prepare=True,
        ).fetchall()
        connection.rollback()

    return _rate(url, clients, seconds, read)


def search(url: str, seconds: float, words: Callable[[], str], districts: Sequence[Any]) -> float:
    """The same words by the same index, from one connection."""
    from sunwai.language import key

    def read(connection: Any) -> None:
        district = random.choice(districts).pk
        begun = " & ".join(f"'{district}:{word}':*" for word in key(words()).split())
        connection.execute(
            "SELECT * FROM grievances_grievance WHERE grievances_words(district_id, text_key) @@ %s::tsquery"
            " ORDER BY registered_at DESC LIMIT 25",
            [begun],
        ).fetchall()
        connection.rollback()

    return _rate(url, 1, seconds, read)


def make_due(count: int) -> int:
    """Let `count` open cases at L1 be due; how many are."""
    from django.db import connection

    from sunwai.core import clock

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE grievances_grievance SET level = 1, post_id = coalesce(line[1], post_id), due_at = %s, state = 'open',"
            " closed_at = NULL, resolved_at = NULL, next_warning_at = NULL"
            " WHERE id IN (SELECT id FROM grievances_grievance WHERE kind = 'complaint' ORDER BY id DESC LIMIT %s)",
            [clock.now() - timedelta(hours=1), count],
        )
        changed = int(cursor.rowcount)
        cursor.execute("VACUUM ANALYZE grievances_grievance")
    return changed


def sweep(count: int) -> float:
    """The same as bare UPDATE and INSERT … SELECT, in batches, each committed."""
    import os

    import psycopg

    make_due(count)
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        started, moved = time.perf_counter(), 0
        while True:
            some = connection.execute(
                """WITH moved AS (
                    UPDATE grievances_grievance SET level = 2, post_id = coalesce(line[2], post_id),
                        due_at = now() + interval '7 days', level_since = now()
                    WHERE id IN (SELECT id FROM grievances_grievance WHERE due_at <= now() AND level = 1 LIMIT 2000)
                    RETURNING id, citizen_id
                ), events AS (
                    INSERT INTO casework_event (case_kind, case_id, seq, kind, at, actor_kind, channel, data, previous_hash, hash)
                    SELECT 'grievance', id, 0, 'escalated', now(), 'system', '', '{}', '', '' FROM moved
                )
                INSERT INTO sunwai_messages_message ("to", channel, event, language, text, parts, case_id, citizen_id,
                    created_at, urgent, not_before, state, attempts, provider, provider_id, failures)
                SELECT '6000000001', 'sms', 'climbed', 'hi', 'x', 1, id, citizen_id, now(), false, now(), 'sent', 1, '', '', '{}'
                FROM moved"""
            ).rowcount
            connection.commit()
            if not some:
                return moved / (time.perf_counter() - started)
            moved += some


def _rate(url: str, clients: int, seconds: float, do: Do) -> float:
    """How often a second `clients` connections together do it."""
    import psycopg

    done = [0] * clients
    start = time.perf_counter()

    def client(number: int) -> None:
        with psycopg.connect(url) as connection:
            while time.perf_counter() < start + seconds:
                do(connection)
                done[number] += 1

    threads = [Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / (time.perf_counter() - start)
