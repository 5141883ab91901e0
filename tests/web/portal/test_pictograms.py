"""Who cannot read finds the department by its picture."""

from __future__ import annotations

import re
from pathlib import Path

import sunwai.web
from sunwai.core import data

DRAWN = re.findall(
    r'<symbol id="([\w-]+)"', (Path(sunwai.web.__file__).parent / "static/pictograms.svg").read_text()
)


def test_every_department_that_ships_has_a_picture_of_its_own():
    departments = {file.stem for file in data.path("departments").glob("*.toml")}
    assert len(departments) > 40
    assert departments <= set(DRAWN)
    assert len(DRAWN) == len(set(DRAWN))
