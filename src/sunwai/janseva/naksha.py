"""The map of a parcel and its neighbours as SVG, north above. Pure geometry; no text that could be taken for markup."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from sunwai.janseva.ports import Parcel

EDGE = 12.0  # metres of white around
WANTED, OTHER, LINE = "#e6f0f2", "#ffffff", "#14213d"


def draw(parcels: Sequence[Parcel]) -> str:
    """The first of `parcels` shaded, the others around it, each with its khasra number; empty without outlines."""
    drawn = [parcel for parcel in parcels if len(parcel.outline) > 2]
    if not drawn:
        return ""
    points = [point for parcel in drawn for point in parcel.outline]
    left, low = min(x for x, _y in points), min(y for _x, y in points)
    width, height = max(x for x, _y in points) - left, max(y for _x, y in points) - low
    shapes = [
        _shape(parcel, left, low + height, is_wanted=parcel is parcels[0]) for parcel in reversed(drawn)
    ]
    box = f"{-EDGE} {-EDGE} {width + 2 * EDGE:.1f} {height + 2 * EDGE:.1f}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{"".join(shapes)}</svg>'


def _shape(parcel: Parcel, left: float, top: float, *, is_wanted: bool) -> str:
    flipped = [(x - left, top - y) for x, y in parcel.outline]  # SVG counts downwards
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in flipped)
    x = sum(point[0] for point in flipped) / len(flipped)
    y = sum(point[1] for point in flipped) / len(flipped)
    fill, stroke = (WANTED, 2.0) if is_wanted else (OTHER, 0.8)
    return (
        f'<polygon points="{points}" fill="{fill}" stroke="{LINE}" stroke-width="{stroke}"/>'
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="12" font-family="Noto Sans" text-anchor="middle">'
        f"{escape(parcel.khasra)}</text>"
    )
