"""Proving the timeline: the chain of every case, re-computed in Python from what the tables hold."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection, transaction

from sunwai.casework.models import DailyRoot
from sunwai.casework.timeline import words_digest
from sunwai.core.clock import IST

BATCH = 5_000

# The fields that are sealed, in order, as the database writes them down: the trigger joins the same ones.
SEALED = """concat_ws('|', e.case_kind, e.case_id, e.seq, e.kind, (extract(epoch FROM e.at) * 1000000)::bigint,
    e.actor_kind, coalesce(e.actor_id::text, ''), coalesce(e.post_id::text, ''), e.channel, e.data::text,
    coalesce(encode(e.words_digest, 'hex'), ''))"""


@dataclass(frozen=True)
class Broken:
    """The first row of a chain that does not fit."""

    case_kind: str
    case_id: int
    seq: int
    reason: str


def verify(*, progress: Callable[[int], None] = lambda done: None) -> tuple[int, list[Broken]]:
    """Re-compute every chain.

    Returns:
        The number of events read, and the first broken row of each case that has one.
    """
    broken: dict[tuple[str, int], Broken] = {}
    done, last = 0, ("", 0, 0, b"")
    for done, row in enumerate(_rows(), 1):
        kind, case_id, seq, sealed, previous, hash_, digest, text, salt = row
        chain = last if last[:2] == (kind, case_id) else (kind, case_id, 0, b"")
        reason = _problem(chain[2], chain[3], seq, sealed, bytes(previous), bytes(hash_)) or _words_problem(
            digest, text, salt
        )
        if reason:
            broken.setdefault((kind, case_id), Broken(kind, case_id, seq, reason))
        last = (kind, case_id, seq, bytes(hash_))
        if done % BATCH == 0:
            progress(done)
    return done, [*broken.values(), *_roots_that_changed()]


def seal_day(*, day: date) -> DailyRoot:
    """Keep the Merkle root over all cases' heads as they stood at the end of `day`."""
    end = datetime.combine(day + timedelta(days=1), time.min, IST)
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM casework_event WHERE at < %s", [end])
        (last_event_id,) = cursor.fetchone()
    heads = list(_heads(last_event_id))
    root, _ = DailyRoot.objects.update_or_create(
        day=day, defaults={"root": merkle_root(heads), "cases": len(heads), "last_event_id": last_event_id}
    )
    return root


def merkle_root(leaves: list[bytes]) -> bytes:
    """The root of the Merkle tree over `leaves` (RFC 6962 hashing: 0x00 before a leaf, 0x01 before a node)."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    layer = [hashlib.sha256(b"\0" + leaf).digest() for leaf in leaves]
    while len(layer) > 1:
        pairs = [layer[i : i + 2] for i in range(0, len(layer), 2)]
        layer = [
            hashlib.sha256(b"\1" + b"".join(pair)).digest() if len(pair) == 2 else pair[0] for pair in pairs
        ]
    return layer[0]


def _problem(
    last_seq: int, last_hash: bytes, seq: int, sealed: str, previous: bytes, hash_: bytes
) -> str | None:
    if seq != last_seq + 1:
        return f"event {last_seq + 1} is missing"
    if previous != last_hash:
        return "does not follow the event before it"
    if hashlib.sha256(f"{previous.hex()}|{sealed}".encode()).digest() != hash_:
        return "was changed after it was written"
    return None


def _words_problem(digest: Any, text: str | None, salt: Any) -> str | None:
    if text is not None and digest is not None and words_digest(text, salt) != bytes(digest):
        return "its words were changed after they were written"
    if text is not None and digest is None:
        return "its words were added afterwards"
    return None


def _roots_that_changed() -> Iterator[Broken]:
    for root in DailyRoot.objects.order_by("day"):
        if merkle_root(list(_heads(root.last_event_id))) != bytes(root.root):
            yield Broken(
                "day", int(root.day.strftime("%Y%m%d")), 0, "cases of this day were changed or are missing"
            )


def _heads(last_event_id: int) -> Iterator[bytes]:
    """The newest hash of every case among the events up to `last_event_id`, in case order."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT DISTINCT ON (case_kind, case_id) hash FROM casework_event
               WHERE id <= %s ORDER BY case_kind, case_id, seq DESC""",
            [last_event_id],
        )
        while rows := cursor.fetchmany(BATCH):
            yield from (bytes(hash_) for (hash_,) in rows)


def _rows() -> Iterator[tuple[Any, ...]]:
    """All events in chain order, streamed."""
    query = f"""SELECT e.case_kind, e.case_id, e.seq, {SEALED}, e.previous_hash, e.hash, e.words_digest, w.text, w.salt
        FROM casework_event e LEFT JOIN casework_eventwords w ON w.event_id = e.id
        ORDER BY e.case_kind, e.case_id, e.seq"""  # noqa: S608 (a constant)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DECLARE audit_events NO SCROLL CURSOR FOR {query}")
        cursor.execute(fetch := f"FETCH {BATCH} FROM audit_events")
        while rows := cursor.fetchall():
            yield from rows
            cursor.execute(fetch)
        cursor.execute("CLOSE audit_events")
