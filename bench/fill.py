"""Makes a helpline's past: complaints by the hundred thousand, with sealed events, words and messages.

Set-based: Python makes the texts, their keys, the routes and the numbers; PostgreSQL multiplies them. Indexes and foreign
keys of the filled tables are put aside meanwhile and made anew, as in any bulk load.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TABLES = (
    "citizens_citizen",
    "grievances_grievance",
    "casework_event",
    "casework_eventwords",
    "sunwai_messages_message",
    "grievances_apifiling",
)
VARIANTS = 40  # of each sample text: what makes it somebody's own
ROUTES = 6000
OFFICER = "je.waraseoni"  # the busy officer whose pages are measured
ON_THE_TABLE = 400

Say = Callable[[str], object]


def fill(count: int, *, key_id: int, say: Say) -> None:
    """Bring the number of complaints up to `count`, filed by the program with `key_id`."""
    from django.db import connection, transaction

    from sunwai.core.models import NumberSeries
    from sunwai.grievances.models import Grievance

    there = Grievance.objects.count()
    if there >= count:
        return
    say(f"{count - there:,} complaints")
    with transaction.atomic(), connection.cursor() as cursor:
        again = _put_aside(cursor)
        _copy(cursor, "bench_text (n int, text text, key text)", _texts())
        _copy(
            cursor,
            "bench_route (n int, category bigint, department bigint, place bigint, district bigint, line bigint[])",
            _routes(),
        )
        cursor.execute(
            "SELECT nextval(%s) FROM generate_series(1, %s)",
            [NumberSeries.sequence("grievance"), count - there],
        )
        numbers = [counter for (counter,) in cursor.fetchall()]
        _copy(
            cursor,
            "bench_number (n int, reference text)",
            ((n, NumberSeries.number("grievance", counter)) for n, counter in enumerate(numbers)),
        )
        given = {"count": count - there, "key": key_id, "texts": _count(cursor, "bench_text")}
        given |= {"routes": _count(cursor, "bench_route"), "offset": there, "table": ON_THE_TABLE}
        cursor.execute(
            "SELECT post_id FROM offices_posting JOIN accounts_user u ON u.id = user_id WHERE username = %s",
            [OFFICER],
        )
        given["posts"] = [post for (post,) in cursor.fetchall()]
        for title, statement in STEPS:
            say(f"  {title}")
            cursor.execute(statement, given)
            for table in ("bench_case", "casework_event"):  # or the planner takes them for empty
                cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [table])
                if cursor.fetchone()[0]:
                    cursor.execute(f"ANALYZE {table}")
        for table in TABLES[1:]:
            if table != "casework_eventwords" and table != "grievances_apifiling":
                cursor.execute(f"SELECT setval('{table}_id_seq', max(id)) FROM {table}")
        say("  indexes")
        for statement in again:
            cursor.execute(statement)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT") if _may_checkpoint(cursor) else None


STEPS = (
    ("citizens", """
        INSERT INTO citizens_citizen (mobile, name, language, created_at)
        SELECT (7000000000 + %(offset)s + n)::text, 'आविष्कृत', 'hi', now() - interval '1 year'
        FROM generate_series(1, greatest(1, %(count)s / 3)) n
    """),
    ("cases", """
        CREATE TEMP TABLE bench_case ON COMMIT DROP AS
        SELECT nextval('grievances_grievance_id_seq') AS id, number.n, number.reference, text.text, text.key,
            route.category, route.department, route.place, route.district, route.line,
            now() - (number.n %% 700) * interval '1 day' - (number.n %% 86000) * interval '1 second' AS at,
            CASE WHEN number.n %% 20 > 0 THEN 'closed_satisfied'
                 WHEN number.n / 20 %% 10 < 6 THEN 'open' WHEN number.n / 20 %% 10 < 9 THEN 'in_progress'
                 ELSE 'awaiting_confirmation' END AS state,
            1 + (number.n / 7) %% 4 AS level,
            CASE WHEN number.n %% 20 = 0 AND number.n / 20 < %(table)s AND cardinality(%(posts)s::bigint[]) > 0
                 THEN (%(posts)s::bigint[])[1 + number.n / 20 %% cardinality(%(posts)s::bigint[])] END AS mine
        FROM bench_number number
        JOIN bench_text text ON text.n = (number.n::bigint * 7919) %% %(texts)s
        JOIN bench_route route ON route.n = (number.n::bigint * 104729) %% %(routes)s
    """),
    ("their rows", """
        INSERT INTO grievances_grievance (id, reference, kind, state, level, citizen_id, department_id, category_id,
            place_id, district_id, landmark, text, text_key, answers, language, channel, source_reference, post_id, line,
            barred_posts, registered_at, level_since, due_at, paused_days, reminders, warned, next_warning_at, is_overdue,
            attended_at, resolved_at, closed_at, rating, reopen_count, reopened_once, transfer_count, supporter_count,
            over_daily_limit, top_level_denied, low_quality)
        SELECT c.id, reference, 'complaint', state, CASE WHEN mine IS NULL THEN level ELSE 1 END,
            (SELECT min(id) FROM citizens_citizen) + (c.n::bigint * 31) %% (%(count)s / 3 + 1) %% (SELECT count(*) FROM citizens_citizen),
            department, category, place, district, '', text, key, '{}', 'hi', 'call', '',
            coalesce(mine, line[level], line[4], line[3], line[2], line[1]), line, '{}', at, at,
            CASE WHEN state IN ('open', 'in_progress') THEN now() + ((c.n / 20) %% 200 - 10) * interval '1 hour' + interval '30 days' * (mine IS NULL)::int END,
            0, 0, 0, NULL, false,
            CASE WHEN state <> 'open' THEN at + interval '1 day' END,
            CASE WHEN state NOT IN ('open', 'in_progress') THEN at + interval '5 days' END,
            CASE WHEN state = 'closed_satisfied' THEN at + interval '6 days' END,
            CASE WHEN state = 'closed_satisfied' THEN 3 + c.n %% 3 END,
            (c.n %% 40 = 20)::int, false, 0, 0, false, false, false
        FROM bench_case c
    """),
    ("who filed them", """
        INSERT INTO grievances_apifiling (grievance_id, key_id, idempotency_key, request_digest)
        SELECT id, %(key)s, reference, '' FROM bench_case
    """),
    *(
        (f"events {seq}", f"""
        INSERT INTO casework_event (id, case_kind, case_id, seq, kind, at, actor_kind, actor_id, post_id, channel, data,
            words_digest, previous_hash, hash)
        SELECT id, 'grievance', case_id, {seq}, kind, at, actor_kind, NULL, post_id, 'call', data, words_digest, before,
            sha256(convert_to(concat_ws('|', encode(before, 'hex'), 'grievance', case_id, {seq}, kind,
                (extract(epoch FROM at) * 1000000)::bigint, actor_kind, '', coalesce(post_id::text, ''), 'call',
                data::text, coalesce(encode(words_digest, 'hex'), '')), 'UTF8'))
        FROM (
            SELECT nextval('casework_event_id_seq') AS id, c.id AS case_id, '{kind}' AS kind,
                c.at + interval '{days} days' AS at, '{actor}' AS actor_kind, {post} AS post_id,
                jsonb_build_object('level', c.level) AS data, {digest} AS words_digest, {before} AS before
            FROM bench_case c {join}
        ) new
    """)
        for seq, kind, days, actor, post, digest, before, join in (
            (1, "registered", 0, "system", "NULL::bigint",
             "sha256(decode(md5(c.id::text), 'hex') || convert_to(c.text, 'UTF8'))",
             "''::bytea", ""),
            (2, "taken_up", 1, "staff", "c.line[1]", "NULL::bytea", "last.hash",
             "JOIN casework_event last ON last.case_kind = 'grievance' AND last.case_id = c.id AND last.seq = 1 WHERE c.state <> 'open'"),
            (3, "resolved", 5, "staff", "c.line[1]", "NULL::bytea", "last.hash",
             "JOIN casework_event last ON last.case_kind = 'grievance' AND last.case_id = c.id AND last.seq = 2 WHERE c.state NOT IN ('open', 'in_progress')"),
            (4, "confirmed", 6, "citizen", "NULL::bigint", "NULL::bytea", "last.hash",
             "JOIN casework_event last ON last.case_kind = 'grievance' AND last.case_id = c.id AND last.seq = 3 WHERE c.state = 'closed_satisfied'"),
        )
    ),
    ("words", """
        INSERT INTO casework_eventwords (event_id, text, salt)
        SELECT e.id, c.text, md5(c.id::text)::uuid FROM bench_case c
        JOIN casework_event e ON e.case_kind = 'grievance' AND e.case_id = c.id AND e.seq = 1
    """),
    ("messages", """
        INSERT INTO sunwai_messages_message ("to", channel, event, language, text, parts, case_id, citizen_id, created_at,
            urgent, not_before, state, attempts, provider, provider_id, sent_at, finished_at, failures)
        SELECT '7000000001', 'sms', 'registered', 'hi', 'आपकी शिकायत ' || g.reference || ' दर्ज हुई।', 1, g.id,
            g.citizen_id, g.registered_at, true, g.registered_at, 'delivered', 1, 'mobile-seva', 'past-' || g.id,
            g.registered_at, g.registered_at, '{}'
        FROM bench_case c JOIN grievances_grievance g USING (id)
    """),
)  # fmt: skip


def _put_aside(cursor: Any) -> list[str]:
    """Drop what makes loading slow; the statements that bring it back."""
    again: list[str] = ["ALTER TABLE casework_event ENABLE TRIGGER casework_seal_event"]
    cursor.execute("ALTER TABLE casework_event DISABLE TRIGGER casework_seal_event")
    cursor.execute(
        "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s)",
        [list(TABLES)],
    )
    for table, name, definition in cursor.fetchall():
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        again.append(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition} NOT VALID")
    cursor.execute(
        "SELECT quote_ident(i.indexname), i.indexdef FROM pg_indexes i LEFT JOIN pg_constraint c ON c.conname = i.indexname"
        " WHERE i.tablename = ANY(%s) AND c.oid IS NULL",
        [list(TABLES)],
    )
    for name, definition in cursor.fetchall():
        cursor.execute(f"DROP INDEX {name}")
        again.append(definition)
    return ["SET LOCAL maintenance_work_mem = '1GB'", *again]


def _texts() -> Iterable[Sequence[Any]]:
    from sunwai.language import key

    dice = random.Random(181)
    with (ROOT / "data/samples/complaints.csv").open(encoding="utf-8", newline="") as file:
        samples = [row["text"] for row in csv.DictReader(file)]
    keys = [key(text) for text in samples]
    tails = [
        f"{dice.choice(('वार्ड', 'मोहल्ला', 'गली', 'खंभा', 'मकान'))} {dice.randrange(1, 999)}"
        for _n in range(VARIANTS)
    ]
    tail_keys = [key(tail) for tail in tails]
    for n in range(len(samples) * VARIANTS):
        sample, tail = n % len(samples), n // len(samples)
        yield n, f"{samples[sample]} {tails[tail]}", f"{keys[sample]} {tail_keys[tail]}"


def _routes() -> Iterable[Sequence[Any]]:
    from sunwai.grievances.dispatch import find_route
    from sunwai.offices.enums import Sensitivity
    from sunwai.offices.models import Category
    from sunwai.places.enums import PlaceKind
    from sunwai.places.models import Place

    dice = random.Random(181)
    categories = list(
        Category.objects.select_related("department").filter(is_active=True, sensitivity=Sensitivity.NORMAL)
    )
    villages = sorted(Place.objects.active().of_kind(PlaceKind.VILLAGE).values_list("pk", flat=True))
    chosen = Place.objects.with_parents().in_bulk(dice.sample(villages, ROUTES))
    for n, place in enumerate(chosen.values()):
        category = dice.choice(categories)
        route = find_route(category=category, place=place)
        yield n, category.pk, category.department_id, place.pk, place.district_id, route.line


def _copy(cursor: Any, table: str, some: Iterable[Sequence[Any]]) -> None:
    made = list(some)  # making them may ask the database, which cannot answer during COPY
    cursor.execute(f"CREATE TEMP TABLE {table} ON COMMIT DROP")
    with cursor.copy(f"COPY {table.partition(' ')[0]} FROM STDIN") as copy:
        for row in made:
            copy.write_row(row)
    cursor.execute(f"ANALYZE {table.partition(' ')[0]}")


def _count(cursor: Any, table: str) -> int:
    cursor.execute(f"SELECT count(*) FROM {table}")
    return int(cursor.fetchone()[0])


def _may_checkpoint(cursor: Any) -> bool:
    cursor.execute("SELECT pg_has_role(current_user, 'pg_checkpoint', 'USAGE')")
    return bool(cursor.fetchone()[0])
