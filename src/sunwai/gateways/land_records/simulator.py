"""The land-record service of demo and test. Every village has 48 invented parcels, in six rows of eight, whose owners,
areas and outlines follow from the code of the village: the same village always has the same land.
"""

from __future__ import annotations

import hashlib
import hmac
import random
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from sunwai.core import clock
from sunwai.language.keys import key

ROWS, COLUMNS = 6, 8
MOST = 20  # parcels of an answer
SIDE = (60.0, 110.0)  # metres, least and most, of a parcel's side
FIRST = ("रामलाल", "सीताबाई", "मोहन", "गीताबाई", "सुरेश", "कमला", "दिनेश", "अनीता", "बिसनू", "फूलबती")
LAST = ("उइके", "पटले", "रहांगडाले", "बिसेन", "मरावी", "ठाकरे", "मेश्राम")
CROPS = ("धान", "गेहूँ", "चना", "सोयाबीन", "पड़त")
PAGES = {"khasra": 1, "khatauni": 2, "naksha": 1, "pustika": 4, "specimen": 1}

View = Callable[..., HttpResponse]


def _of_the_contract(view: View) -> View:
    @require_safe
    @wraps(view)
    def asked(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {settings.LAND_RECORDS['token']}".encode()):
            return JsonResponse({"error": "token missing or wrong"}, status=401)
        return view(request)

    return asked


@_of_the_contract
def parcels(request: HttpRequest) -> HttpResponse:
    """`GET parcels?village=&khasra=&owner=`"""
    khasra, owner = request.GET.get("khasra", ""), key(request.GET.get("owner", ""))
    found = [
        parcel
        for parcel in land_of(request.GET.get("village", ""))
        if parcel["khasra"].startswith(khasra) and any(owner in key(name) for name in parcel["owners"])
    ]
    return JsonResponse({"parcels": found[:MOST]})


@_of_the_contract
def record(request: HttpRequest) -> HttpResponse:
    """`GET record?kind=&village=&khasra=`"""
    kind, khasra = request.GET.get("kind", ""), request.GET.get("khasra", "")
    land = land_of(request.GET.get("village", ""))
    wanted = next((number for number, parcel in enumerate(land) if parcel["khasra"] == khasra), None)
    if wanted is None or kind not in PAGES:
        return JsonResponse({"error": "no such parcel"}, status=404)
    parcel = land[wanted]
    shown = {
        "khatauni": [one for one in land if one["khata"] == parcel["khata"]],
        "pustika": [one for one in land if one["khata"] == parcel["khata"]],
        "naksha": [parcel, *_neighbours(land, wanted)],
    }.get(kind, [parcel])
    return JsonResponse(
        {"parcels": shown, "as_of": clock.today().isoformat(), "pages": PAGES[kind], "remarks": []}
    )


def land_of(village: str) -> list[dict[str, Any]]:
    """The parcels of a village, invented from its code."""
    if not village:
        return []
    chance = random.Random(hashlib.sha256(village.encode()).digest())  # noqa: S311 (invented land)
    widths = [chance.uniform(*SIDE) for _column in range(COLUMNS)]
    heights = [chance.uniform(*SIDE) for _row in range(ROWS)]
    corners = _corners(widths, heights, chance)
    return [
        _parcel(village, row, column, corners, chance) for row in range(ROWS) for column in range(COLUMNS)
    ]


def _corners(
    widths: list[float], heights: list[float], chance: random.Random
) -> list[list[tuple[float, float]]]:
    """A grid whose inner corners are a little off, as fields are."""
    grid = []
    for row in range(ROWS + 1):
        y = sum(heights[:row])
        line = []
        for column in range(COLUMNS + 1):
            x = sum(widths[:column])
            inner = 0 < row < ROWS and 0 < column < COLUMNS
            off = (chance.uniform(-9, 9), chance.uniform(-9, 9)) if inner else (0.0, 0.0)
            line.append((round(x + off[0], 1), round(y + off[1], 1)))
        grid.append(line)
    return grid


def _parcel(
    village: str, row: int, column: int, corners: list[list[tuple[float, float]]], chance: random.Random
) -> dict[str, Any]:
    number = row * COLUMNS + column + 1
    outline = [
        corners[row][column],
        corners[row][column + 1],
        corners[row + 1][column + 1],
        corners[row + 1][column],
    ]
    area = round(_area(outline) / 10_000, 3)
    khata = 100 + number // 3
    owner = random.Random(f"{village}:{khata}")  # noqa: S311 (a holding has one owner)
    return {
        "village": village,
        "khasra": f"{number}/{chance.randint(1, 3)}",
        "area": area,
        "owners": [f"{owner.choice(FIRST)} {owner.choice(LAST)}"],
        "land_use": "कृषि",
        "soil": chance.choice(("काली", "भूरी", "दोमट")),
        "irrigation": chance.choice(("असिंचित", "कुआँ", "नहर")),
        "crop": chance.choice(CROPS),
        "revenue": round(area * 8, 2),
        "khata": str(khata),
        "outline": outline,
    }


def _area(outline: list[tuple[float, float]]) -> float:
    """Square metres inside (the shoelace formula)."""
    pairs = zip(outline, [*outline[1:], outline[0]], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def _neighbours(land: list[dict[str, Any]], number: int) -> list[dict[str, Any]]:
    row, column = divmod(number, COLUMNS)
    around = [(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)]
    return [land[r * COLUMNS + c] for r, c in around if 0 <= r < ROWS and 0 <= c < COLUMNS]
