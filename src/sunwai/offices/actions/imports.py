"""Posts and their holders from a CSV. Its columns are described in docs/data/posts.md."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sunwai.accounts.models import DESK, User
from sunwai.accounts.roles import Role
from sunwai.core import clock
from sunwai.core.errors import InvalidInput
from sunwai.offices.enums import PostingKind
from sunwai.offices.filled import refresh_filled
from sunwai.offices.models import Designation, Post, Posting, Responsibility
from sunwai.places.actions import Progress, quiet
from sunwai.places.models import Place

NEEDED = frozenset({"department", "designation", "place"})
OPTIONAL = frozenset({"username", "name", "mobile", "kind", "from", "until", "order_number"})
DATES = ("%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%Y")
MOBILE = re.compile(r"[6-9]\d{9}")
EVERY = 500  # rows between two words of progress

Row = dict[str, str]


class NotAPostsFile(InvalidInput):
    """The columns are not those of docs/data/posts.md."""

    code = "not-a-posts-file"
    sentence = _("These columns are missing or not known: %(columns)s. See docs/data/posts.md.")


@dataclass(frozen=True)
class Rejected:
    """A row that was not taken: its line in the file, and why."""

    line: int
    reason: str


@dataclass
class Report:
    """What an import did: rows read, what was made of them, and which were not taken."""

    rows: int = 0
    made: Counter[str] = field(default_factory=Counter)
    rejected: list[Rejected] = field(default_factory=list)

    @property
    def taken(self) -> int:
        """Rows that were taken, those that changed nothing among them."""
        return self.rows - len(self.rejected)

    def __str__(self) -> str:
        made = ", ".join(f"{self.made[what]} {what}" for what in ("posts", "people", "postings"))
        head = f"{self.rows} rows, {len(self.rejected)} rejected; made: {made}"
        return "\n".join([head, *(f"  line {row.line}: {row.reason}" for row in self.rejected)])


class _Refused(Exception):
    """Why a row is not taken, in a sentence."""

    def __init__(self, reason: str | Promise, **details: object) -> None:
        self.reason = str(reason) % details


@transaction.atomic
def import_posts(*, path: Path, progress: Progress = quiet) -> Report:
    """Make the posts of a CSV that are not there yet, and post the people it names. Safe to run again.

    A new regular holder takes over on the day the row says; the one before holds the post until then. A row
    that cannot be taken is reported with the reason, and nothing of it is written; the others are taken.

    Raises:
        FileNotFoundError: there is no such file.
        NotAPostsFile: its columns are not those of docs/data/posts.md.
    """
    rows = list(_rows(path))
    report = Report(rows=len(rows))
    for done, (line, row) in enumerate(rows, 1):
        try:
            with transaction.atomic():
                report.made += _take(row)
        except _Refused as problem:
            report.rejected.append(Rejected(line, problem.reason))
        if done % EVERY == 0 or done == len(rows):
            progress("rows", done, len(rows))
    refresh_filled(on=clock.today())
    return report


def _rows(path: Path) -> Iterator[tuple[int, Row]]:
    """Line and cells of every row; a column that is not there is empty."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, restval="")
        columns = set(reader.fieldnames or ())
        if wrong := (NEEDED - columns) | (columns - NEEDED - OPTIONAL):
            raise NotAPostsFile(columns=", ".join(sorted(wrong)))
        for row in reader:
            cells = {name: row.get(name, "").strip() for name in NEEDED | OPTIONAL}
            if any(cells.values()):
                yield reader.line_num, cells


def _take(row: Row) -> Counter[str]:
    """Take one row; what was made."""
    post, is_new = _post_of(row)
    made = Counter(posts=int(is_new))
    if row["username"]:
        user, is_new = _user_of(row)
        made += Counter(people=int(is_new), postings=int(_hand_over(post, user, row)))
    return made


def _post_of(row: Row) -> tuple[Post, bool]:
    designation = Designation.objects.filter(
        department__code=row["department"], code=row["designation"]
    ).first()
    if designation is None:
        raise _Refused(_("There is no designation %(designation)s in the department %(department)s."), **row)
    place = Place.objects.active().filter(code=row["place"]).first()
    if place is None:
        raise _Refused(_("There is no place with the code %(place)s."), **row)
    if not Responsibility.objects.filter(designation=designation, area=place.kind, is_active=True).exists():
        raise _Refused(_("No rule lets %(designation)s serve a place like %(place)s."), **row)
    return Post.objects.get_or_create(
        designation=designation, place=place, defaults={"department_id": designation.department_id}
    )


def _user_of(row: Row) -> tuple[User, bool]:
    user = User.objects.filter(username=row["username"]).first()
    if user is None:
        return _new_user(row), True
    if not DESK.isdisjoint(user.roles):
        raise _Refused(_("%(username)s works at the desk and cannot be an officer."), **row)
    if Role.OFFICER not in user.roles:
        user.roles = [*user.roles, Role.OFFICER]
        user.save()
    return user, False


def _new_user(row: Row) -> User:
    if not row["name"]:
        raise _Refused(_("%(username)s is new: a name is needed."), **row)
    if row["mobile"] and not MOBILE.fullmatch(row["mobile"]):
        raise _Refused(_("%(mobile)s is not a mobile number of ten digits."), **row)
    return User.objects.create_user(
        row["username"], name=row["name"], mobile=row["mobile"], roles=[Role.OFFICER]
    )


def _hand_over(post: Post, user: User, row: Row) -> bool:
    """Post `user` unless that is so already; a regular holder before them makes room. Whether it was new."""
    kind = row["kind"] or PostingKind.REGULAR
    if kind not in PostingKind.values:
        raise _Refused(_("kind is regular or additional, not %(kind)s."), **row)
    start, end = _day(row["from"]) or clock.today(), _day(row["until"])
    if end and end <= start:
        raise _Refused(_("until must be later than from."))
    if post.postings.filter(user=user, kind=kind, period__contains=start).exists():
        return False
    in_the_way = Q(user=user) | Q(kind=PostingKind.REGULAR) if kind == PostingKind.REGULAR else Q(user=user)
    for other in post.postings.filter(in_the_way, period__overlap=DateRange(start, end)).select_related(
        "user"
    ):
        if other.kind != PostingKind.REGULAR or other.period.lower >= start:
            raise _Refused(
                _("%(name)s holds the post from %(since)s."),
                name=other.user,
                since=other.period.lower.isoformat(),
            )
        other.period = DateRange(other.period.lower, start)
        other.save()
    Posting.objects.create(
        post=post, user=user, kind=kind, period=DateRange(start, end), order_number=row["order_number"]
    )
    return True


def _day(text: str) -> date | None:
    for form in DATES if text else ():
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 (a day has no time zone)
        except ValueError:
            continue
    if text:
        raise _Refused(_("%(text)s is not a date. Write it like 2026-11-24 or 24-11-2026."), text=text)
    return None
