"""The Local Government Directory's own downloads: Hindi names, gram panchayats, wards, newer tehsils.

Which file is which is read off its columns (docs/data/lgd.md lists them). A file only ever adds and corrects:
nothing is deleted, and what cannot be placed is reported, row by row, with the reason.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sunwai.core.errors import InvalidInput
from sunwai.places import lineage
from sunwai.places.actions import BATCH, Progress, quiet, tehsil_blocks
from sunwai.places.enums import PlaceKind, Setting
from sunwai.places.keys import name_key, names_key
from sunwai.places.models import Place

K = PlaceKind

#: What we call a column → its names in LGD's downloads, compared by their letters and digits alone.
COLUMNS: dict[str, tuple[str, ...]] = {
    "district": ("District Code",),
    "tehsil": ("Sub-District Code",),
    "block": ("Block Code", "Development Block Code"),
    "block_name": (
        "Block Name (In English)", "Block Name", "Intermediate Panchayat Name", "Parent Local Body Name",
    ),
    "panchayat": ("Local Body Code", "Gram Panchayat Code", "Village Panchayat Code"),
    "panchayat_en": (
        "Local Body Name (In English)", "Local Body Name", "Gram Panchayat Name", "Village Panchayat Name",
    ),
    "panchayat_hi": ("Local Body Name (In Local)", "Gram Panchayat Name (In Local)"),
    "body_type": ("Local Body Type", "Local Body Type Name", "Localbody Type"),
    "village": ("Village Code",),
    "village_en": ("Village Name (In English)", "Village Name (In Englsih)", "Village Name"),
    "village_hi": ("Village Name (In Local)", "Village Name (In Local language)"),
    "urban_body": ("Urban Localbody Code", "Urban Local Body Code"),
    "ward": ("Ward Code",),
    "ward_number": ("Ward Number", "Ward No"),
    "ward_en": ("Ward Name (In English)", "Ward Name"),
    "ward_hi": ("Ward Name (In Local)",),
}  # fmt: skip

_DEVANAGARI = re.compile(r"[ऀ-ॿ]")
_HEADER_WITHIN = 10  # lines; some downloads begin with a title


class UnknownFile(InvalidInput):
    """No column of the file tells what it lists."""

    code = "lgd-unknown-file"
    sentence = _("This is not a download of the Local Government Directory that Sunwai can read: %(name)s.")


class _CannotPlace(Exception):
    """Why a row cannot be placed, in a sentence."""

    def __init__(self, reason: str | Promise) -> None:
        self.reason = reason


@dataclass(frozen=True)
class Unplaced:
    """A row that was left out: its line in the file, and why."""

    line: int
    reason: str
    text: str


@dataclass
class Report:
    """What an import did."""

    kind: str
    rows: int = 0
    created: int = 0
    changed: int = 0
    unplaced: list[Unplaced] = field(default_factory=list)


@transaction.atomic
def import_lgd(*, path: Path, kind: str | None = None, progress: Progress = quiet) -> Report:
    """Take a CSV download of LGD into the places; running it again changes nothing.

    Args:
        kind: "villages", "panchayats" or "wards"; read off the columns if not given.

    Raises:
        FileNotFoundError: there is no such file.
        UnknownFile: its columns are none of those in docs/data/lgd.md.
    """
    rows = list(_rows(path))
    columns = set(rows[0][1]) if rows else set()
    kind = kind or next((name for name, (needs, _place) in KINDS.items() if needs <= columns), None)
    if kind not in KINDS or not KINDS[kind][0] <= columns:
        raise UnknownFile(name=path.name)
    directory = _Directory()
    report = Report(kind, rows=len(rows))
    for done, (line, row) in enumerate(rows):
        if done % BATCH == 0:
            progress(kind, done, len(rows))
        try:
            KINDS[kind][1](directory, row)
        except _CannotPlace as problem:
            report.unplaced.append(Unplaced(line, str(problem.reason), " ".join(filter(None, row.values()))))
    report.created, report.changed = directory.save()
    progress(kind, len(rows), len(rows))
    return report


def _place_village(directory: _Directory, row: Mapping[str, str]) -> None:
    """A row about a village: its names, tehsil, block and gram panchayat, as far as the file has them."""
    village = directory.find(K.VILLAGE, row["village"])
    tehsil = directory.find(K.TEHSIL, row.get("tehsil"))
    if village is None:
        if tehsil is None:
            raise _CannotPlace(_("The village is new and its tehsil is not known."))
        village = directory.new(K.VILLAGE, row["village"], row.get("village_en", ""), Setting.RURAL)
    directory.rename(village, row.get("village_en", ""), row.get("village_hi", ""), new=village.pk is None)
    if tehsil and not (village.revenue_parent_id and tehsil.pk == village.revenue_parent_id):
        directory.put(village, revenue_parent=tehsil)
        if village.local_parent is None or village.local_parent_assumed:
            directory.put(village, local_parent=directory.block_of(tehsil), local_parent_assumed=True)
    _place_under_panchayat(directory, village, row)


def _place_under_panchayat(directory: _Directory, village: Place, row: Mapping[str, str]) -> None:
    block = directory.find(K.BLOCK, row.get("block"))
    if not row.get("panchayat"):
        if block and village.local_parent_assumed:
            directory.put(village, local_parent=block, local_parent_assumed=False)
        return
    if village.setting == Setting.URBAN:
        raise _CannotPlace(_("The village lies in an urban body, so it is not put under a gram panchayat."))
    if not directory.first_time(village):
        raise _CannotPlace(_("The village is listed under several gram panchayats; the first one counts."))
    panchayat = directory.find(K.GRAM_PANCHAYAT, row["panchayat"])
    if panchayat is None:
        parent = village.local_parent
        block = block or (parent if parent and parent.kind == K.BLOCK else None)
        panchayat = _new_panchayat(directory, row, block)
    directory.rename(panchayat, row.get("panchayat_en", ""), row.get("panchayat_hi", ""))
    directory.put(village, local_parent=panchayat, local_parent_assumed=False)


def _place_panchayat(directory: _Directory, row: Mapping[str, str]) -> None:
    """A row about a gram panchayat: its names and its block."""
    if not re.search("village|gram|^$", row.get("body_type", ""), re.IGNORECASE):
        raise _CannotPlace(_("Only gram panchayats are kept, not the panchayats above them."))
    block = directory.find(K.BLOCK, row.get("block")) or directory.block_named(row)
    panchayat = directory.find(K.GRAM_PANCHAYAT, row["panchayat"]) or _new_panchayat(directory, row, block)
    directory.rename(panchayat, row.get("panchayat_en", ""), row.get("panchayat_hi", ""))
    if block:
        directory.put(panchayat, local_parent=block, local_parent_assumed=False)


def _new_panchayat(directory: _Directory, row: Mapping[str, str], block: Place | None) -> Place:
    if block is None:
        raise _CannotPlace(_("The gram panchayat is new and its block is not known."))
    panchayat = directory.new(K.GRAM_PANCHAYAT, row["panchayat"], row.get("panchayat_en", ""), Setting.RURAL)
    directory.put(panchayat, local_parent=block)
    return panchayat


def _place_ward(directory: _Directory, row: Mapping[str, str]) -> None:
    """A row about a ward of an urban body; its number comes first in its name, as people know it."""
    body = directory.find(K.URBAN_BODY, row.get("urban_body") or row.get("panchayat"))
    if body is None:
        raise _CannotPlace(_("The ward is of no urban body that is known."))
    number, name_en, name_hi = (row.get(column, "") for column in ("ward_number", "ward_en", "ward_hi"))
    ward = directory.find(K.WARD, row["ward"])
    if ward is None:
        ward = directory.new(K.WARD, row["ward"], name_en or number, Setting.URBAN)
    name_hi = name_hi if _DEVANAGARI.search(name_hi) else ""
    directory.put(
        ward,
        local_parent=body,
        name_en=_ward_name("Ward", number, name_en),
        name_hi=_ward_name("वार्ड", number, name_hi) if number or name_hi else "",
    )


def _ward_name(word: str, number: str, name: str) -> str:
    """ "Ward 7 Gandhi Ward"; the name alone where it already carries the number."""
    if not number or re.search(rf"\b0*{re.escape(number)}\b", name):
        return name
    return f"{word} {number} {name}".strip()


#: What a file can be: the columns it must have, and what is done with a row. The first that fits counts.
KINDS: dict[str, tuple[frozenset[str], Callable[[_Directory, Mapping[str, str]], None]]] = {
    "wards": (frozenset({"ward"}), _place_ward),
    "villages": (frozenset({"village"}), _place_village),
    "panchayats": (frozenset({"panchayat"}), _place_panchayat),
}


class _Directory:
    """The places as they are and as the file changes them; written at the end, parents before children."""

    def __init__(self) -> None:
        self._places = {
            (place.kind, place.lgd_code): place for place in Place.objects.filter(lgd_code__isnull=False)
        }
        by_id = {place.pk: place for place in self._places.values()}
        for place in self._places.values():
            if parent := by_id.get(place.local_parent_id or 0):
                place.local_parent = parent
        self._blocks = tehsil_blocks()
        self._new: dict[str, Place] = {}
        self._changed: dict[str, Place] = {}
        self._under_panchayat: set[str] = set()

    def find(self, kind: PlaceKind, code: str | None) -> Place | None:
        return self._places.get((kind, int(code))) if code and code.isdigit() else None

    def new(self, kind: PlaceKind, code: str, name_en: str, setting: Setting) -> Place:
        if not code.isdigit():
            raise _CannotPlace(_("The code is not a number."))
        if not name_en:
            raise _CannotPlace(_("The place is new and has no name."))
        place = Place(code=f"{kind}:{int(code)}", kind=kind, lgd_code=int(code), setting=setting)
        place.name_en = name_en.title() if name_en.isupper() else name_en
        self._places[kind, int(code)] = self._new[place.code] = place
        return place

    def put(self, place: Place, **values: Any) -> None:
        """Set what differs, and remember that the place has changed."""
        different = {name: value for name, value in values.items() if not _has(place, name, value)}
        for name, value in different.items():
            setattr(place, name, value)
        if different and place.pk:
            self._changed[place.code] = place

    def rename(self, place: Place, name_en: str, name_hi: str, *, new: bool = False) -> None:
        """Take LGD's Hindi name; keep our English one, but let LGD's spelling find the place too."""
        if _DEVANAGARI.search(name_hi):  # LGD repeats the English name where it has no other
            self.put(place, name_hi=name_hi)
        if name_en and not new and name_key(name_en) not in names_key(place.names).split():
            self.put(place, other_names=[*place.other_names, name_en])

    def first_time(self, village: Place) -> bool:
        """Whether this file has not put the village under a gram panchayat before."""
        seen = village.code in self._under_panchayat
        self._under_panchayat.add(village.code)
        return not seen

    def block_of(self, tehsil: Place) -> Place | None:
        return self.find(K.BLOCK, self._blocks.get(str(tehsil.lgd_code)))

    def block_named(self, row: Mapping[str, str]) -> Place | None:
        """The block by its name, within the row's district."""
        district, wanted = self.find(K.DISTRICT, row.get("district")), name_key(row.get("block_name", ""))
        blocks = (place for place in self._places.values() if place.kind == K.BLOCK)
        return next(
            (
                block
                for block in blocks
                if wanted
                and wanted in names_key(block.names).split()
                and (district is None or block.district_id == district.pk)
            ),
            None,
        )

    def save(self) -> tuple[int, int]:
        """Write what is new and what has changed: how many of each."""
        for kind in (K.GRAM_PANCHAYAT, K.VILLAGE, K.WARD):
            self._create([place for place in self._new.values() if place.kind == kind])
        changed = list(self._changed.values())
        for place in changed:
            place.local_parent = place.local_parent  # the id of a parent that was saved only now
            place.key = names_key(place.names)
        Place.objects.bulk_create(
            changed, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=CHANGING
        )
        if self._new or changed:
            lineage.refresh()
        return len(self._new), len(changed)

    def _create(self, places: list[Place]) -> None:
        for place in places:
            place.local_parent = place.local_parent
            place.key = names_key(place.names)
        Place.objects.bulk_create(places, batch_size=BATCH)


def _has(place: Place, name: str, value: Any) -> bool:
    if isinstance(value, Place) and value.pk:  # compares ids: no query for each of 55,000 parents
        return bool(getattr(place, f"{name}_id") == value.pk)
    return bool(getattr(place, name) == value)


CHANGING = (
    "name_en", "name_hi", "other_names", "revenue_parent", "local_parent", "local_parent_assumed", "key",
)  # fmt: skip


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and known columns of each row; titles above the header and empty lines are passed over."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.reader(lines)
        header: list[str | None] = []
        for cells in reader:
            if not any(header):
                known = [_ALIASES.get(_letters(cell)) for cell in cells]
                header = known if sum(map(bool, known)) > 1 else []
                if not header and reader.line_num >= _HEADER_WITHIN:
                    return
            elif any(cell.strip() for cell in cells):
                values = zip(header, cells, strict=False)
                yield reader.line_num, {name: " ".join(cell.split()) for name, cell in values if name}


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


_ALIASES = {_letters(alias): column for column, aliases in COLUMNS.items() for alias in aliases}
