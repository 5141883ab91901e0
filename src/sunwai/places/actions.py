"""Loading the places that ship with Sunwai (data/places) into the database."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from sunwai.core import data
from sunwai.places import keys, lineage
from sunwai.places.enums import PlaceKind, Setting
from sunwai.places.keys import names_key
from sunwai.places.models import Place, PostOffice, ShippedFile

#: Called with what is being done, how many rows are done, and how many there are.
Progress = Callable[[str, int, int], None]

BATCH = 2_000


@dataclass(frozen=True)
class Source:
    """A file of data/places: what it lists, and in which columns it names the places above."""

    file: str
    kind: PlaceKind
    setting: Setting
    revenue: tuple[tuple[str, PlaceKind], ...] = ()
    local: tuple[tuple[str, PlaceKind], ...] = ()


K = PlaceKind

#: In the order in which parents come to be. Of several columns the first that is filled counts.
SOURCES = (
    Source("states.csv", K.STATE, Setting.MIXED),
    Source("divisions.csv", K.DIVISION, Setting.MIXED, revenue=(("state", K.STATE),)),
    Source("districts.csv", K.DISTRICT, Setting.MIXED, revenue=(("division", K.DIVISION),)),
    Source("tehsils.csv", K.TEHSIL, Setting.MIXED, revenue=(("district", K.DISTRICT),)),
    Source("blocks.csv", K.BLOCK, Setting.RURAL, local=(("district", K.DISTRICT),)),
    Source(
        "urban_bodies.csv",
        K.URBAN_BODY,
        Setting.URBAN,
        revenue=(("tehsil", K.TEHSIL), ("district", K.DISTRICT)),
        local=(("district", K.DISTRICT),),
    ),
    Source(
        "villages.csv",
        K.VILLAGE,
        Setting.RURAL,
        revenue=(("tehsil", K.TEHSIL),),
        local=(("urban_body", K.URBAN_BODY), ("block", K.BLOCK)),
    ),
)
TEHSIL_BLOCKS = "tehsil_blocks.csv"
POST_OFFICES = "post_offices.csv"
FILES = (*(source.file for source in SOURCES), TEHSIL_BLOCKS, POST_OFFICES)

#: What a changed row of a file writes over; see `_overwrite` for what it spares.
COLUMNS = (
    "form", "name_en", "name_hi", "other_names", "setting", "revenue_parent", "local_parent",
    "local_parent_assumed", "key", "latitude", "longitude", "active", "shipped",
)  # fmt: skip


@dataclass(frozen=True)
class Loaded:
    """What a load did, in rows."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    post_offices: int = 0


def quiet(what: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


@transaction.atomic
def load_places(*, now: datetime, folder: Path | None = None, progress: Progress = quiet) -> Loaded:
    """Bring the places and post offices of `folder` (data/places if none is given) into the database.

    Idempotent: a folder that has not changed since it was loaded is not read twice; a row is written when it
    is new, or when the file's row has changed since it was loaded. So edits made in the admin and what LGD's
    own files brought stay, until the shipped row itself changes. Nothing is deleted.

    Raises:
        FileNotFoundError: a file of the folder is missing.
        KeyError: a row names a parent that no file has.
    """
    folder = folder or data.path("places")
    digest = _digest(folder)
    if ShippedFile.objects.filter(name="places", digest=digest).exists():
        return Loaded(unchanged=Place.objects.count())
    known = {place.code: place for place in Place.objects.all()}
    created = changed = unchanged = 0
    blocks = tehsil_blocks(folder)
    for source in SOURCES:
        new, old, same = _sort(source, _rows(folder / source.file), known, blocks)
        by_id = {place.pk: place for place in known.values()}
        _create([_with_lineage(place, by_id) for place in new], str(source.kind.label), progress)
        _change(old, progress)
        known |= {place.code: place for place in new}
        created, changed, unchanged = created + len(new), changed + len(old), unchanged + same
    lineage.refresh()
    _settle_indexes()
    offices = _load_post_offices(folder, known, progress)
    ShippedFile.objects.update_or_create(name="places", defaults={"digest": digest, "loaded_at": now})
    return Loaded(created, changed, unchanged, offices)


def tehsil_blocks(folder: Path | None = None) -> dict[str, str]:
    """LGD codes: tehsil → the block its villages are taken to lie in, until LGD says better."""
    rows = _rows((folder or data.path("places")) / TEHSIL_BLOCKS)
    return {row["tehsil"]: row["block"] for row in rows}


def _sort(
    source: Source, rows: Iterable[dict[str, str]], known: dict[str, Place], blocks: dict[str, str]
) -> tuple[list[Place], list[Place], int]:
    """The rows of a file as places to create, places to change, and the number of those that stay."""
    new: list[Place] = []
    old: list[Place] = []
    same = 0
    for row in rows:
        row = row | {"block": blocks[row["tehsil"]]} if source.kind is K.VILLAGE else row
        fields = _fields(source, row, known)
        place = known.get(fields["code"])
        if place is None:
            new.append(Place(**fields))
        elif place.shipped == fields["shipped"]:
            same += 1
        else:
            old.append(_overwrite(place, fields))
    return new, old, same


def _fields(source: Source, row: dict[str, str], known: dict[str, Place]) -> dict[str, Any]:
    code = row.get("lgd_code") or row["code"]
    urban = source.setting is Setting.URBAN or bool(row.get("urban_body"))
    other_names = [name for name in row.get("other_names", "").split("|") if name]
    name_hi = row.get("name_hi", "")
    revenue, local = _parent(source.revenue, row, known), _parent(source.local, row, known)
    return {
        "code": f"{source.kind}:{code}",
        "kind": source.kind,
        "form": row.get("form", ""),
        "lgd_code": int(code) if code.isdigit() else None,
        "name_en": row["name_en"],
        "name_hi": name_hi,
        "other_names": other_names,
        "setting": Setting.URBAN if urban else source.setting,
        "revenue_parent_id": revenue.pk if revenue else None,
        "local_parent_id": local.pk if local else None,
        "local_parent_assumed": source.kind is K.VILLAGE and not urban,
        "key": names_key([row["name_en"], name_hi, *other_names]),
        "latitude": _coordinate(row.get("latitude")),
        "longitude": _coordinate(row.get("longitude")),
        "active": row.get("active", "yes") == "yes",
        "shipped": hashlib.blake2b(
            repr((keys.VERSION, sorted(row.items()))).encode(), digest_size=8
        ).hexdigest(),
    }


def _parent(
    columns: tuple[tuple[str, PlaceKind], ...], row: dict[str, str], known: dict[str, Place]
) -> Place | None:
    return next((known[f"{kind}:{row[column]}"] for column, kind in columns if row.get(column)), None)


def _with_lineage(place: Place, by_id: dict[int, Place]) -> Place:
    """What `lineage.refresh` would find, so that 55,000 new rows are written once and not twice."""
    parents = [by_id[pk] for pk in (place.revenue_parent_id, place.local_parent_id) if pk]
    place.ancestors = sorted({pk for parent in parents for pk in parent.lineage})
    place.district_id = next((pk for pk in place.ancestors if by_id[pk].kind == K.DISTRICT), None)
    return place


def _overwrite(place: Place, fields: dict[str, Any]) -> Place:
    if place.local_parent_id and not place.local_parent_assumed:
        fields = fields | {
            name: getattr(place, name) for name in ("local_parent_id", "local_parent_assumed", "setting")
        }
    fields["name_hi"] = fields["name_hi"] or place.name_hi
    fields["key"] = names_key([fields["name_en"], fields["name_hi"], *fields["other_names"]])
    for name, value in fields.items():
        setattr(place, name, value)
    return place


def _create(places: list[Place], what: str, progress: Progress) -> None:
    """Insert by COPY (55,000 rows in seconds) and give the objects their ids."""
    fields = [field for field in Place._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(str(field.column) for field in fields)
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY places_place ({columns}) FROM STDIN") as copy:
            for done, place in enumerate(places):
                copy.write_row([getattr(place, field.attname) for field in fields])
                if done % BATCH == 0:
                    progress(what, done, len(places))
        progress(what, len(places), len(places))
    ids = dict(Place.objects.filter(kind__in={place.kind for place in places}).values_list("code", "pk"))
    for place in places:
        place.pk = ids[place.code]


def _change(places: list[Place], progress: Progress) -> None:
    for done in range(0, len(places), BATCH):
        progress("changes", done, len(places))
        Place.objects.bulk_create(
            places[done : done + BATCH], update_conflicts=True, unique_fields=["id"], update_fields=COLUMNS
        )


def _settle_indexes() -> None:
    """File what the indexes have put off, so that the first searches are as quick as the later ones."""
    with connection.cursor() as cursor:
        for index in ("place_key_trigrams", "place_ancestors"):
            cursor.execute("SELECT gin_clean_pending_list(%s)", [index])


def _load_post_offices(folder: Path, known: dict[str, Place], progress: Progress) -> int:
    offices = [
        PostOffice(
            pincode=row["pincode"],
            name=row["name"],
            kind=row["kind"],
            district_id=known[f"district:{row['district']}"].pk,
            key=names_key([row["name"]]),
            latitude=_coordinate(row["latitude"]),
            longitude=_coordinate(row["longitude"]),
        )
        for row in _rows(folder / POST_OFFICES)
    ]
    progress("post offices", 0, len(offices))
    PostOffice.objects.bulk_create(
        offices,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["pincode", "name", "kind"],
        update_fields=["district", "key", "latitude", "longitude"],
    )
    progress("post offices", len(offices), len(offices))
    return len(offices)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _coordinate(text: str | None) -> float | None:
    return float(text) if text else None


def _digest(folder: Path) -> str:
    digest = hashlib.sha256(keys.VERSION.encode())
    for name in FILES:
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()
