"""Finding places: by name in either script, by position, by PIN code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import cos, radians

from django.contrib.postgres.search import TrigramStrictWordSimilarity
from django.core.cache import caches
from django.db import connection, transaction
from django.db.models import ExpressionWrapper, F, FloatField, Q
from rapidfuzz import fuzz

from sunwai.core import rows
from sunwai.places.enums import LOCALITIES, PlaceKind
from sunwai.places.keys import word_keys
from sunwai.places.models import Place, PlaceQuerySet, PostOffice

#: Words people write beside a name without being part of it: ग्राम रामपाली तहसील वारासिवनी जिला बालाघाट.
_BESIDE_NAMES = (
    "ग्राम", "gram", "village", "तहसील", "tehsil", "tahsil", "जिला", "jila", "zila", "district",
    "विकासखंड", "block", "पोस्ट", "post",
)  # fmt: skip
FILLERS = frozenset(word for text in _BESIDE_NAMES for word in word_keys(text))

LONGEST = 6  # words of a search that are read; a place and its parents are not longer
CANDIDATES = 60  # names compared finely, for each way to read the search
ALIKE_NAME = 0.3  # trigram likeness at which a name is worth comparing
ALIKE_PARENT = 0.55  # trigram likeness at which words are taken for the name of a parent
SAME_PARENT = 75  # finer likeness (0…100) at which they are
FOUND = 0.6  # likeness at which a place is offered
CERTAIN = 0.97  # likeness at which other ways to read the search are not tried
UNEXPLAINED = 0.4  # how much a search loses for words that are neither name nor parent

#: Which places the other words of a search may name.
PARENT_KINDS = (
    PlaceKind.DISTRICT, PlaceKind.TEHSIL, PlaceKind.BLOCK, PlaceKind.GRAM_PANCHAYAT, PlaceKind.URBAN_BODY,
)  # fmt: skip

#: Of two places that fit equally well the town is meant more often than the village.
KIND_ORDER = {PlaceKind.URBAN_BODY: 0, PlaceKind.VILLAGE: 1, PlaceKind.WARD: 2}


NAMES = ("id", "code", "kind", "form", "name_hi", "name_en")
NEEDED = (*NAMES, "setting", "ancestors", "revenue_parent_id", "local_parent_id", "district_id")
WITH_PARENTS = (
    rows.Part("place", Place, NEEDED),
    rows.Part("revenue", Place, NAMES, "revenue_parent"),
    rows.Part("near", Place, NAMES, "local_parent"),
    rows.Part("home", Place, NAMES, "district"),
)
_PLACES = f"""
    SELECT {rows.columns(WITH_PARENTS)} FROM places_place place
    LEFT JOIN places_place revenue ON revenue.id = place.revenue_parent_id
    LEFT JOIN places_place near ON near.id = place.local_parent_id
    LEFT JOIN places_place home ON home.id = place.district_id
"""  # noqa: S608 (names of columns)
PLACE_OF_CODE = f"{_PLACES} WHERE place.code = %s AND place.active"
PLACES_OF_IDS = f"{_PLACES} WHERE place.id = ANY(%s)"
SECONDS_KEPT = 60


def place_of_code(code: str) -> Place | None:
    """The active place with this code, with what dispatch and `Place.label` need of it; None where there is none."""
    with connection.cursor() as cursor:
        cursor.execute(PLACE_OF_CODE, [code])
        found = cursor.fetchone()
    place: Place | None = rows.build(WITH_PARENTS, found) if found else None
    return place


def labels_of(ids: Iterable[int], language: str) -> dict[int, str]:
    """`Place.label` of places by id; a process remembers them for a minute."""
    keys = {pk: f"places.label.{language}.{pk}" for pk in ids}
    known = caches["local"].get_many(keys.values())
    if missing := [pk for pk, key in keys.items() if key not in known]:
        with connection.cursor() as cursor:
            cursor.execute(PLACES_OF_IDS, [missing])
            places = [rows.build(WITH_PARENTS, row) for row in cursor.fetchall()]
        fresh = {keys[place.pk]: place.label(language) for place in places}
        caches["local"].set_many(fresh, SECONDS_KEPT)
        known |= fresh
    return {pk: known[key] for pk, key in keys.items()}


def search_places(
    text: str, *, district: Place | None = None, kinds: Sequence[PlaceKind] = LOCALITIES, limit: int = 10
) -> list[Place]:
    """Active places whose name is like `text`, best first, parents fetched for `Place.label`.

    Either script finds a place, spelt well or less well, whole or as its beginning. Other words of the
    text may name the place above: "rampali waraseoni", "बालाघाट रामपायली". `district` narrows the search
    to that district.
    """
    words = [word for word in word_keys(text) if word not in FILLERS][:LONGEST]
    if not words:
        return []
    places = Place.objects.active().of_kind(*kinds)
    parents = Place.objects.active().of_kind(*PARENT_KINDS)
    if district:
        places, parents = places.within(district), parents.within(district)
    best: dict[int, tuple[float, Place]] = {}
    with transaction.atomic():
        _set_threshold(ALIKE_PARENT)
        named = _named_parents(words, parents) if len(words) > 1 else {}
        _set_threshold(ALIKE_NAME)
        for reading in _readings(words, named):
            if not reading.parents and any(score >= CERTAIN for score, _place in best.values()):
                break  # name and parent were both understood: no need to try them as one name
            for place in _candidates(reading, places):
                score = reading.score(place)
                if score >= FOUND and score > best.get(place.pk, (0.0,))[0]:
                    best[place.pk] = (score, place)
    ranked = sorted(best.values(), key=_rank)
    return [place for _score, place in ranked[:limit]]


def nearest_places(
    latitude: float, longitude: float, *, limit: int = 10, within_km: float = 25
) -> list[Place]:
    """Active localities around a position in degrees, nearest first.

    Only places whose coordinates are known are found (all larger towns, some villages): to offer a beginning,
    never to decide where a complaint lies.
    """
    north_south = within_km / KM_PER_DEGREE
    shrink = max(cos(radians(latitude)), 0.01)
    squared = (F("latitude") - latitude) * (F("latitude") - latitude) + (F("longitude") - longitude) * (
        F("longitude") - longitude
    ) * (shrink * shrink)
    return list(
        Place.objects.active()
        .of_kind(*LOCALITIES)
        .with_parents()
        .filter(
            latitude__range=(latitude - north_south, latitude + north_south),
            longitude__range=(longitude - north_south / shrink, longitude + north_south / shrink),
        )
        .annotate(distance_squared=ExpressionWrapper(squared, output_field=FloatField()))
        .filter(distance_squared__lte=north_south**2)
        .order_by("distance_squared", "pk")[:limit]
    )


KM_PER_DEGREE = 111.2

#: Tapping down: what is listed under a place of this kind; under nothing, the districts.
LISTED_UNDER: dict[str | None, tuple[PlaceKind, ...]] = {
    None: (PlaceKind.DISTRICT,),
    PlaceKind.DISTRICT: (PlaceKind.TEHSIL, PlaceKind.URBAN_BODY),
    PlaceKind.TEHSIL: (PlaceKind.URBAN_BODY, PlaceKind.VILLAGE),
    PlaceKind.URBAN_BODY: (PlaceKind.WARD,),
}


def places_directly_under(place: Place | None, *, language: str) -> list[Place]:
    """The active places one tap below `place`, by name, parents fetched; without a place, all districts."""
    kinds = LISTED_UNDER.get(place.kind if place else None, ())
    places = Place.objects.active().of_kind(*kinds).with_parents()
    if place:
        places = places.filter(Q(revenue_parent=place) | Q(local_parent=place))
    return sorted(places, key=lambda one: (kinds.index(PlaceKind(one.kind)), one.name(language)))


@dataclass(frozen=True)
class PincodePlaces:
    """What a PIN code hints at."""

    offices: list[PostOffice]
    districts: list[Place]
    places: list[Place]


def places_for_pincode(pincode: str) -> PincodePlaces:
    """The post offices of a PIN code, their districts, and the places there that bear their names.

    A hint: a post office serves villages of other names too, and PIN areas cross districts.
    """
    offices = list(PostOffice.objects.filter(pincode=pincode).select_related("district"))
    districts = list({office.district_id: office.district for office in offices if office.district}.values())
    names = {name for office in offices for name in office.key.split()}
    nearby = Place.objects.active().of_kind(PlaceKind.VILLAGE, PlaceKind.URBAN_BODY).with_parents()
    namesakes: dict[str, list[Place]] = defaultdict(list)
    for place in nearby.filter(district__in=districts).order_by("kind", "name_en", "pk") if names else ():
        for name in names.intersection(place.key.split()):
            namesakes[name].append(place)
    return PincodePlaces(offices, districts, _without_far_namesakes(namesakes.values()))


def _without_far_namesakes(found: Iterable[list[Place]]) -> list[Place]:
    """Of villages that share a name, those in a tehsil where another name of the PIN is found only once."""
    found = list(found)
    tehsils = {places[0].revenue_parent_id for places in found if len(places) == 1}
    kept = [
        place for places in found for place in places if not tehsils or place.revenue_parent_id in tehsils
    ]
    return list({place.pk: place for place in kept}.values())


Run = tuple[int, int]  # words from start to end


@dataclass(frozen=True)
class _Reading:
    """One way to read a search: these words are the name, the other words name places above it."""

    name: str
    other_words: int
    parents: tuple[tuple[int, Run], ...]  # (place above, the words that name it)

    def score(self, place: Place) -> float:
        above = set(place.ancestors)
        explained = {word for pk, run in self.parents if pk in above for word in range(*run)}
        share = (self.other_words - len(explained)) / self.other_words if self.other_words else 0.0
        return _likeness(self.name, place) * (1 - UNEXPLAINED * share)


def _rank(found: tuple[float, Place]) -> tuple[float, int, str]:
    score, place = found
    return (-score, KIND_ORDER.get(PlaceKind(place.kind), len(KIND_ORDER)), place.code)


def _likeness(name: str, place: Place) -> float:
    return max((_word_likeness(name, word) for word in place.key.split()), default=0.0)


def _word_likeness(name: str, word: str) -> float:
    likeness = fuzz.ratio(name, word) / 100
    if word.startswith(name):  # still being typed
        likeness = max(likeness, 0.9 + 0.1 * len(name) / len(word))
    return likeness


def _readings(words: list[str], named: dict[Run, list[int]]) -> Iterator[_Reading]:
    """Every beginning or end as the name where the rest names a parent; last, all words as the name."""
    count = len(words)
    for cut in range(1, count):
        for name, rest in (((0, cut), (cut, count)), ((cut, count), (0, cut))):
            parents = tuple(
                (pk, run)
                for run, found in named.items()
                if rest[0] <= run[0] and run[1] <= rest[1]
                for pk in found
            )
            if parents:
                yield _Reading("".join(words[name[0] : name[1]]), rest[1] - rest[0], parents)
    yield _Reading("".join(words), 0, ())


def _named_parents(words: list[str], parents: PlaceQuerySet) -> dict[Run, list[int]]:
    """Which runs of words are the name of a higher place: (start, end) → ids."""
    runs = {run: "".join(words[slice(*run)]) for run in _runs(len(words))}
    alike = Q()
    for name in runs.values():
        alike |= Q(key__trigram_strict_word_similar=name)
    found = [(pk, keys.split()) for pk, keys in parents.filter(alike).values_list("pk", "key")]
    named = {
        run: [pk for pk, keys in found if any(fuzz.ratio(name, word) >= SAME_PARENT for word in keys)]
        for run, name in runs.items()
    }
    return {run: ids for run, ids in named.items() if ids}


def _runs(count: int) -> Iterator[Run]:
    """All runs of up to three words that leave at least one for the name: (start, end)."""
    for start in range(count):
        for end in range(start + 1, min(start + 3, count) + 1):
            if end - start < count:
                yield start, end


def _candidates(reading: _Reading, places: PlaceQuerySet) -> PlaceQuerySet:
    if reading.parents:
        places = places.filter(ancestors__overlap=[pk for pk, _run in reading.parents])
    name = reading.name
    return (
        places.filter(
            Q(key__trigram_strict_word_similar=name) | Q(key__startswith=name) | Q(key__contains=f" {name}")
        )
        .with_parents()
        .order_by(TrigramStrictWordSimilarity(name, "key").desc(), "pk")[:CANDIDATES]
    )


def _set_threshold(likeness: float) -> None:
    """Until the transaction ends; an indexed search takes its threshold from a setting."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pg_trgm.strict_word_similarity_threshold', %s, true)", [str(likeness)]
        )
