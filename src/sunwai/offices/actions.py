"""What is written about offices: reference data that ships, posts made from it, who holds them."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from sunwai import language
from sunwai.accounts.models import User
from sunwai.accounts.roles import Role
from sunwai.casework.action import action
from sunwai.core import clock
from sunwai.core.errors import NotAllowed
from sunwai.offices.enums import AppliesTo, PostingKind
from sunwai.offices.ladder import Ladder
from sunwai.offices.models import (
    Category,
    Department,
    Designation,
    Leave,
    Post,
    Posting,
    Responsibility,
)
from sunwai.offices.shipped import read_departments
from sunwai.places.models import Place

Progress = Callable[..., object]


def quiet(what: str, done: int = 0, total: int = 0) -> None:
    """Say nothing."""


# ── Departments, categories, ladders ─────────────────────────────────────────────────────────────────────


@action
def load_departments(*, folder: Path, now: datetime, progress: Progress = quiet) -> int:
    """Load the departments that ship, with their categories and ladders.

    What an administrator has changed stays as it is; what no longer ships goes out of use. Ladders that ship are
    only put where a department has none, for a changed ladder is the administrator's word.

    Returns:
        How many rows were made or changed.

    Raises:
        BadDepartments: a file cannot be loaded; then nothing is.
    """
    shipped = read_departments(folder)
    changed = 0
    for done, entry in enumerate(shipped, 1):
        changed += _load_department(entry)
        progress("Departments", done, len(shipped))
    Ladder.forget()
    return changed


def _load_department(entry: dict[str, Any]) -> int:
    fields = {name: entry[name] for name in ("name_en", "name_hi", "short_en", "short_hi", "order")}
    changed = 0
    department, is_changed = _put(Department, {"code": entry["code"]}, fields)
    changed += is_changed
    designations = {}
    for rung in entry["ladder"]:
        names = {"name_en": rung["designation_en"], "name_hi": rung["designation_hi"]}
        key = {"department": department, "code": rung["designation"]}
        designations[rung["designation"]], is_changed = _put(Designation, key, names)
        changed += is_changed
    categories = {}
    for category in entry["category"]:
        key = {"code": f"{entry['code']}.{category['code']}"}
        categories[category["code"]], is_changed = _put(
            Category, key, {"department": department} | category_fields(category)
        )
        changed += is_changed
    if not department.ladder.exists():
        rules = [
            Responsibility(
                department=department,
                category=categories[code] if code else None,
                level=rung["level"],
                applies_to=rung.get("setting", AppliesTo.ANY),
                area=rung["area"],
                designation=designations[rung["designation"]],
            )
            for rung in entry["ladder"]
            for code in rung.get("categories") or [None]
        ]
        changed += len(Responsibility.objects.bulk_create(rules))
    return changed


def category_fields(entry: dict[str, Any]) -> dict[str, Any]:
    """The columns of a category as it ships, its search key among them."""
    keywords = [*entry.get("keywords_hi", []), *entry.get("keywords_en", []), *entry.get("keywords_latn", [])]
    return {
        "name_en": entry["name_en"],
        "name_hi": entry["name_hi"],
        "group": entry["group"],
        "days": entry["days"],
        "photo": entry.get("photo", "useful"),
        "sensitivity": entry.get("sensitivity", "normal"),
        "keywords": keywords,
        "questions": entry.get("questions", []),
        "key": category_key(entry["name_en"], entry["name_hi"], keywords),
    }


def category_key(name_en: str, name_hi: str, keywords: Iterable[str]) -> str:
    """What a category is found by, in any script."""
    return " ".join(dict.fromkeys(language.key(text) for text in (name_en, name_hi, *keywords)))


def _put[Row: (Department, Designation, Category)](
    model: type[Row], key: dict[str, Any], fields: dict[str, Any]
) -> tuple[Row, bool]:
    """Make the row, or bring it up to what ships now, unless somebody has edited it since it was loaded."""
    digest = _digest(fields)
    row = model._default_manager.filter(**key).first()
    if row is None:
        return model._default_manager.create(**key, **fields, shipped=digest), True
    if row.shipped == digest or row.shipped != _digest({name: getattr(row, name) for name in fields}):
        return row, False
    for name, value in fields.items():
        setattr(row, name, value)
    row.shipped = digest
    row.save()
    return row, True


def _digest(fields: dict[str, Any]) -> str:
    plain = {name: getattr(value, "pk", value) for name, value in fields.items()}
    return hashlib.sha256(json.dumps(plain, sort_keys=True, default=str).encode()).hexdigest()[:16]


# ── Posts ────────────────────────────────────────────────────────────────────────────────────────────────

# One post for every designation and every place of the kind that it serves.
GENERATE = """
INSERT INTO offices_post (department_id, designation_id, place_id, is_active, is_filled)
SELECT DISTINCT r.department_id, r.designation_id, p.id, true, false
FROM offices_responsibility r JOIN places_place p ON p.kind = r.area AND p.active
ON CONFLICT (designation_id, place_id) DO NOTHING
"""


@action
def generate_posts(*, progress: Progress = quiet) -> int:
    """Make the posts that the ladders ask for and that are not there yet.

    Returns:
        How many were made.
    """
    with connection.cursor() as cursor:
        cursor.execute(GENERATE)
        made = int(cursor.rowcount)
    progress("Posts", made, made)
    return made


@dataclass
class Report:
    """What an import of posts did."""

    posts: int = 0
    holders: int = 0
    rejected: list[str] = field(default_factory=list)

    @property
    def taken(self) -> int:
        """Rows that were taken."""
        return self.posts + self.holders

    def __str__(self) -> str:
        head = f"{self.posts} posts made, {self.holders} holders posted, {len(self.rejected)} rows rejected"
        return "\n".join([head, *self.rejected])


def import_posts(*, path: Path, progress: Progress = quiet) -> Report:
    """Bring in posts and holders from a CSV; the columns are described in `docs/data/posts.md`.

    Safe to run twice. A row that cannot be taken is reported with its line and reason; the others are taken.
    """
    report = Report()
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for line, row in enumerate(rows, 2):
        try:
            with transaction.atomic():
                _import_row({name: (value or "").strip() for name, value in row.items() if name}, report)
        except (LookupError, ValueError, IntegrityError, Department.DoesNotExist) as error:
            report.rejected.append(f"line {line}: {str(error).splitlines()[0]}")
        progress("Posts", line - 1, len(rows))
    refresh_filled(on=clock.today())
    return report


def _import_row(row: dict[str, str], report: Report) -> None:
    designation = Designation.objects.filter(
        department__code=row.get("department", ""), code=row.get("designation", "")
    ).first()
    if designation is None:
        raise LookupError(
            f"no designation {row.get('designation')!r} in department {row.get('department')!r}"
        )
    place = Place.objects.filter(code=row.get("place", "")).first()
    if place is None:
        raise LookupError(f"no place with the code {row.get('place')!r}")
    post, is_new = Post.objects.get_or_create(
        designation=designation, place=place, defaults={"department_id": designation.department_id}
    )
    report.posts += is_new
    if not row.get("username"):
        return
    user, _new = User.objects.get_or_create(
        username=row["username"],
        defaults={
            "name": row.get("name") or row["username"],
            "mobile": row.get("mobile", ""),
            "roles": [Role.OFFICER],
            "password": "!",
        },
    )
    start = date.fromisoformat(row["from"]) if row.get("from") else clock.today()
    kind = row.get("kind") or PostingKind.REGULAR
    if kind not in PostingKind.values:
        raise ValueError(f"kind {kind!r} is neither regular nor additional")
    if not Posting.objects.filter(post=post, user=user, kind=kind, period__contains=start).exists():
        _end_regular(post, start, kind)
        Posting.objects.create(
            post=post, user=user, kind=kind, period=DateRange(start, None), order_number=row.get("order", "")
        )
        report.holders += 1


# ── Who holds a post ─────────────────────────────────────────────────────────────────────────────────────


@action
def post_holder(
    *,
    post: Post,
    user: User,
    start: date,
    actor: User,
    now: datetime,
    kind: PostingKind = PostingKind.REGULAR,
    end: date | None = None,
    order_number: str = "",
) -> Posting:
    """Give `post` to `user` from `start` (to the day before `end`); a regular holder's time ends there.

    Raises:
        NotAllowed: `actor` is no administrator.
    """
    _require_administrator(actor)
    _end_regular(post, start, kind)
    posting = Posting.objects.create(
        post=post, user=user, kind=kind, period=DateRange(start, end), order_number=order_number
    )
    refresh_filled(on=clock.today())
    return posting


@action
def end_posting(*, posting: Posting, end: date, actor: User, now: datetime) -> Posting:
    """`posting` ends: `end` is the first day on which it no longer holds.

    Raises:
        NotAllowed: `actor` is no administrator.
    """
    _require_administrator(actor)
    posting.period = DateRange(posting.period.lower, end)
    posting.save()
    refresh_filled(on=clock.today())
    return posting


@action
def grant_leave(*, user: User, start: date, end: date, actor: User, now: datetime, reason: str = "") -> Leave:
    """`user` is away from `start` to the day before `end`.

    Raises:
        NotAllowed: `actor` is no administrator.
    """
    _require_administrator(actor)
    leave = Leave.objects.create(user=user, period=DateRange(start, end), reason=reason)
    refresh_filled(on=clock.today())
    return leave


REFRESH = """
UPDATE offices_post p SET is_filled = filled.now
FROM (
    SELECT p.id, EXISTS (
        SELECT FROM offices_posting h JOIN accounts_user u ON u.id = h.user_id AND u.is_active
        WHERE h.post_id = p.id AND h.period @> %(on)s::date
            AND NOT EXISTS (SELECT FROM offices_leave l WHERE l.user_id = h.user_id AND l.period @> %(on)s::date)
    ) AS now FROM offices_post p
) filled
WHERE filled.id = p.id AND p.is_filled IS DISTINCT FROM filled.now
"""


def refresh_filled(*, on: date) -> int:
    """Note for every post whether somebody answers for it on `on`: dispatch and sweeps read it off the row.

    Returns:
        How many posts changed.
    """
    with connection.cursor() as cursor:
        cursor.execute(REFRESH, {"on": on})
        return int(cursor.rowcount)


def _end_regular(post: Post, start: date, kind: str) -> None:
    if kind != PostingKind.REGULAR:
        return
    for posting in Posting.objects.filter(post=post, kind=PostingKind.REGULAR, period__contains=start):
        if posting.period.lower and posting.period.lower < start:
            posting.period = DateRange(posting.period.lower, start)
            posting.save()
        else:
            posting.delete()


def _require_administrator(actor: User) -> None:
    if not actor.may("admin"):
        raise NotAllowed
