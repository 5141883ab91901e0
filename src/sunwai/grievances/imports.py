"""Complaints from a CSV: an older helpline's open cases, a camp's register. Columns: docs/data/complaints.md.

Each row is read, its place and category are found or the row is refused with its reason, and what is left is
registered as if the citizen had called. Nothing is guessed in silence, and no row stops another.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sunwai.citizens.actions import register_citizen
from sunwai.citizens.models import Language
from sunwai.core.actors import Actor
from sunwai.core.clock import IST
from sunwai.core.errors import InvalidInput, SunwaiError
from sunwai.core.reference import DEVANAGARI
from sunwai.grievances.actions.registration import Complaint, register_grievance
from sunwai.grievances.dispatch import explain_gap, find_route
from sunwai.grievances.enums import Kind
from sunwai.grievances.models import Grievance
from sunwai.grievances.suggestion import ModelMissing, suggest
from sunwai.language import MATCH, similarity
from sunwai.messages.enums import Channel
from sunwai.offices.models import Category
from sunwai.places.enums import LOCALITIES, PlaceKind
from sunwai.places.keys import name_key
from sunwai.places.models import Place
from sunwai.places.selectors import FILLERS, search_places

#: Called with what is being done, how many rows are done, and how many there are.
Progress = Callable[[str, int, int], None]

NEEDED = ("number", "mobile", "text", "district", "place")
OPTIONAL = ("filed_on", "name", "language", "kind", "category", "place_code", "landmark", "note")
SURPLUS = "surplus"  # where a row has more cells than there are columns
LONGEST_NUMBER = 60  # characters of `Grievance.source_reference`
EVERY = 25  # rows between two words of progress
NAMESAKES = 20  # places of like names that are looked at


class UnreadableFile(InvalidInput):
    """The file is not a CSV in UTF-8 with the columns of docs/data/complaints.md."""

    code = "unreadable-file"
    sentence = gettext_lazy("This file cannot be imported: %(reason)s")


class RowRefused(InvalidInput):
    """A row that cannot become a case."""

    code = "row-refused"
    sentence = gettext_lazy("%(reason)s")


@dataclass(frozen=True)
class Remark:
    """Something to know about one row: its line in the file, its own number, and what is to be said."""

    line: int
    number: str
    says: str

    def __str__(self) -> str:
        return _("line %(line)s, %(number)s: %(says)s") % {
            "line": self.line,
            "number": self.number or "–",
            "says": self.says,
        }


@dataclass
class Report:
    """What an import did.

    Attributes:
        filed: cases registered. skipped: numbers that an earlier import had registered.
        rejected: rows that were refused, with the reason.
        suggested: rows without a category, and the one that was chosen for them from their words.
        gaps: filed cases that begin above the first level, because nobody answers there.
    """

    filed: int = 0
    skipped: int = 0
    rejected: list[Remark] = field(default_factory=list)
    suggested: list[Remark] = field(default_factory=list)
    gaps: list[Remark] = field(default_factory=list)

    @property
    def taken(self) -> int:
        """Rows of the file that are cases now."""
        return self.filed + self.skipped

    def __str__(self) -> str:
        total = _("%(filed)s filed, %(skipped)s known already, %(rejected)s refused, %(gaps)s with a gap") % {
            "filed": self.filed,
            "skipped": self.skipped,
            "rejected": len(self.rejected),
            "gaps": len(self.gaps),
        }
        return "\n".join(map(str, [*self.rejected, *self.suggested, *self.gaps, total]))


def quiet(_what: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


def import_complaints(*, path: Path, actor: Actor, now: datetime, progress: Progress = quiet) -> Report:
    """Register the complaints of the CSV at `path`, each in a transaction of its own.

    Safe to repeat: a number that was imported before is skipped. The clock of a case begins at `now`, for an
    officer cannot be late with what was not given to them.

    Raises:
        UnreadableFile: not UTF-8, not a CSV, or columns are missing or unknown.
    """
    rows = read_rows(path)
    intake = _Intake(actor, now, known=_imported(row["number"] for _line, row in rows))
    for done, (line, row) in enumerate(rows, 1):
        intake.take(line, row)
        if done % EVERY == 0 or done == len(rows):
            progress(_("complaints"), done, len(rows))
    return intake.report


def read_rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    """The rows of a complaint file, each with its line: cells stripped, columns that the file lacks empty.

    Raises:
        UnreadableFile: see there.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            columns = [name.strip() for name in reader.fieldnames or []]
            _check_columns(columns)
            reader.fieldnames = columns
            return [(reader.line_num, _cells(row)) for row in reader]
    except UnicodeDecodeError as error:
        raise UnreadableFile(reason=_("it is not in UTF-8")) from error
    except csv.Error as error:
        raise UnreadableFile(reason=str(error)) from error


def _check_columns(columns: list[str]) -> None:
    if missing := [name for name in NEEDED if name not in columns]:
        raise UnreadableFile(reason=_("columns missing: %(names)s") % {"names": ", ".join(missing)})
    if unknown := [name for name in columns if name not in (*NEEDED, *OPTIONAL)]:
        raise UnreadableFile(reason=_("columns unknown: %(names)s") % {"names": ", ".join(unknown)})


def _cells(row: dict[str | Any, str | Any]) -> dict[str, str]:
    cells = {name: (row.get(name) or "").strip() for name in (*NEEDED, *OPTIONAL)}
    return cells | {SURPLUS: "…" if None in row else ""}


def _imported(numbers: Iterable[str]) -> set[str]:
    """Those of `numbers` that are cases already."""
    found = Grievance.objects.filter(channel=Channel.IMPORT, source_reference__in=set(numbers) - {""})
    return set(found.values_list("source_reference", flat=True))


class _Intake:
    """One run: what it has looked up once, and the report it writes."""

    def __init__(self, actor: Actor, now: datetime, known: set[str]) -> None:
        self.actor, self.now = actor, now
        self.known = known
        self.seen: set[str] = set()
        self.report = Report()
        self.categories = {row.code: row for row in Category.objects.select_related("department")}
        self.districts = Districts()

    def take(self, line: int, row: dict[str, str]) -> None:
        """File one row, skip it, or write down why not."""
        number = row["number"]
        if number in self.known:
            self.report.skipped += 1
            return
        try:
            case, remarks = self._file(row)
        except SunwaiError as error:
            self.report.rejected.append(Remark(line, number, str(error)))
            return
        self.seen.add(number)
        self.report.filed += 1
        self.report.suggested += [Remark(line, number, says) for says in remarks]
        if case.level > 1:
            rungs = find_route(category=case.category, place=case.place, barred=case.barred_posts).gaps
            says = "; ".join(explain_gap(rung) for rung in rungs)
            self.report.gaps.append(Remark(line, number, says))

    def _file(self, row: dict[str, str]) -> tuple[Grievance, list[str]]:
        self._check(row)
        place = find_place(row, self.districts)
        category, remarks = self._category(row)
        complaint = Complaint(
            kind=_choice(row, "kind", Kind, default=Kind.COMPLAINT),
            category=category,
            place=place,
            text=row["text"],
            landmark=row["landmark"],
            language=_choice(row, "language", Language, default=Language.HINDI),
            source_reference=row["number"],
        )
        citizen = register_citizen(
            mobile=row["mobile"], name=row["name"], language=complaint.language, now=self.now
        )
        case = register_grievance(
            citizen=citizen, complaint=complaint, channel=Channel.IMPORT, actor=self.actor, now=self.now
        )
        return case, remarks

    def _check(self, row: dict[str, str]) -> None:
        if empty := [name for name in NEEDED if not row[name]]:
            raise RowRefused(reason=_("nothing in: %(names)s") % {"names": ", ".join(empty)})
        if row[SURPLUS]:
            raise RowRefused(reason=_("more cells than columns: a text with a comma needs quotes"))
        if row["number"] in self.seen:
            raise RowRefused(reason=_("this number stands in the file twice"))
        if len(row["number"]) > LONGEST_NUMBER:
            raise RowRefused(reason=_("the number is too long"))
        if row["filed_on"] and not _is_past_day(row["filed_on"], self.now):
            raise RowRefused(reason=_("filed_on is not a day in the past, written like 2026-11-24"))

    def _category(self, row: dict[str, str]) -> tuple[Category, list[str]]:
        """The category of the row, or the likeliest for its words and the remark that says so."""
        if code := row["category"]:
            if code not in self.categories:
                raise RowRefused(reason=_("no category has the code %(code)s") % {"code": code})
            return self.categories[code], []
        try:
            likeliest = suggest(row["text"], limit=1)
        except ModelMissing as error:
            raise RowRefused(reason=_("no category given, and none can be suggested here")) from error
        if not likeliest or likeliest[0].category not in self.categories:
            raise RowRefused(reason=_("no category given, and the words suggest none"))
        category = self.categories[likeliest[0].category]
        says = _("category from the words: %(category)s (%(percent)s%%)") % {
            "category": category.label,
            "percent": round(100 * likeliest[0].probability),
        }
        return category, [says]


def _choice[C: (Kind, Language)](row: dict[str, str], name: str, choices: type[C], *, default: C) -> C:
    try:
        return choices(row[name]) if row[name] else default
    except ValueError as error:
        values = {"name": name, "values": ", ".join(choices.values)}
        raise RowRefused(reason=_("%(name)s must be one of: %(values)s") % values) from error


def _is_past_day(text: str, now: datetime) -> bool:
    try:
        return date.fromisoformat(text.translate(DEVANAGARI)) <= now.astimezone(IST).date()
    except ValueError:
        return False


# ── Where ────────────────────────────────────────────────────────────────────────────────────────────────
_WORDS = re.compile(r"[^\s,;:()-]+")


class Districts:
    """The districts by whatever name people write."""

    def __init__(self) -> None:
        self._all = list(Place.objects.active().of_kind(PlaceKind.DISTRICT))
        self._by_key = {key: place for place in self._all for key in place.key.split()}

    def find(self, name: str) -> Place:
        """The one district of that name, in either script, well spelt or nearly so.

        Raises:
            RowRefused: no district, or more than one, is called so.
        """
        bare = _parts(name)[0]
        if place := self._by_key.get(name_key(bare)):
            return place
        alike = [place for place in self._all if _is_called(place, bare)]
        if len(alike) != 1:
            raise RowRefused(reason=_("no district is called %(name)s") % {"name": name})
        return alike[0]


def find_place(row: dict[str, str], districts: Districts) -> Place:
    """The one village, ward or town that a row means: by its code, else by its name within its district.

    A name may stand with the place above it ("Rampayli, tehsil Waraseoni").

    Raises:
        RowRefused: there is no such place in the district, or more than one.
    """
    district = districts.find(row["district"])
    if row["place_code"]:
        return _by_code(row["place_code"], district)
    name, *above = _parts(row["place"])
    for likely in _likely(row["place"], name, district):
        found = [place for place in likely if _lies_in(place, above)]
        if len(found) == 1:
            return found[0]
        if found:
            listed = "; ".join(f"{place.code} {place.label('en')}" for place in found)
            reason = _("%(name)s may be one of several, give its place_code: %(places)s")
            raise RowRefused(reason=reason % {"name": row["place"], "places": listed})
    reason = _("no place in %(district)s is called %(name)s")
    raise RowRefused(reason=reason % {"district": row["district"], "name": row["place"]})


def _likely(written: str, name: str, district: Place) -> Iterator[list[Place]]:
    """First the places of exactly that name in the district; then those of the same name, spelt otherwise."""
    key = name_key(name)
    near = Place.objects.active().of_kind(*LOCALITIES).filter(district=district).with_parents()
    yield [place for place in near.filter(key__contains=key) if key in place.key.split()] if key else []
    found = search_places(written, district=district, limit=NAMESAKES)
    yield [place for place in found if _is_called(place, name)]


def _by_code(code: str, district: Place) -> Place:
    place = Place.objects.active().of_kind(*LOCALITIES).within(district).filter(code=code).first()
    if place is None:
        says = _("no village, ward or town of the district has the code %(code)s") % {"code": code}
        raise RowRefused(reason=says)
    return place


def _parts(text: str) -> list[str]:
    """The names in a place as written, nearest first: "ग्राम रामपायली, तहसील वारासिवनी" has two."""
    parts: list[list[str]] = [[]]
    before = 0
    for word in _WORDS.finditer(text):
        is_filler = name_key(word[0]) in FILLERS
        if parts[-1] and (is_filler or "," in text[before : word.start()]):
            parts.append([])
        if not is_filler:
            parts[-1].append(word[0])
        before = word.end()
    return [" ".join(words) for words in parts if words] or [text]


def _is_called(place: Place, name: str) -> bool:
    return name_key(name) in place.key.split() or any(
        similarity(name, known) >= MATCH for known in place.names if known
    )


def _lies_in(place: Place, names: list[str]) -> bool:
    """Whether each of `names` is a place above `place`."""
    if not names:
        return True
    above = list(Place.objects.above(place))
    return all(any(_is_called(parent, name) for parent in above) for name in names)
