"""Figures from which nobody can be picked out, by one who knows the rule by which they are hidden."""

from __future__ import annotations

import csv
import io
from datetime import date
from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sunwai.core.errors import NotAllowed
from sunwai.womenline import wall
from sunwai.womenline.enums import Age
from sunwai.womenline.families import family
from sunwai.womenline.statistics import month, monthly_return, suppressed
from tests.womenline.conftest import open_case

SMALLEST = 3  # small, so that all possibilities can be walked through; the rule is the same
WOMEN = family("women")
FIGURES = st.lists(st.integers(0, 9), min_size=2, max_size=4)


def published(figures, order):
    total = sum(figures)
    cells = {str(at): figure for at, figure in enumerate(figures)}
    shown = suppressed(cells, total, smallest=SMALLEST, rank=order.index)
    return tuple(shown.values()), total if total >= 2 * SMALLEST or total == 0 else None


@given(FIGURES, st.randoms(use_true_random=False))
def test_what_is_hidden_cannot_be_worked_back(figures, random):
    """All tables that would be published just like this one, by whatever order: every hidden figure has several values
    in them."""
    orders = list(permutations(map(str, range(len(figures)))))
    cells, total = published(figures, random.choice(orders))
    hidden = [at for at, cell in enumerate(cells) if cell is None]
    most = total if total is not None else 2 * SMALLEST
    possible = []
    for values in product(range(most + 1), repeat=len(hidden)):
        guess = list(cells)
        for at, value in zip(hidden, values, strict=True):
            guess[at] = value
        if (total is None or sum(guess) == total) and any(
            published(guess, order) == (cells, total) for order in orders
        ):
            possible.append(guess)

    assert list(figures) in possible
    for at in hidden:
        assert len({guess[at] for guess in possible}) > 1, (figures, cells, total)


@given(st.lists(st.integers(0, 60), min_size=1, max_size=8))
def test_no_small_figure_is_ever_shown_and_zeros_always_are(figures):
    shown = suppressed(
        {str(at): figure for at, figure in enumerate(figures)}, sum(figures), smallest=10, rank=str
    )
    for at, figure in enumerate(figures):
        assert shown[str(at)] in ({None} if 0 < figure < 10 else {None, figure} if figure else {0})


def test_a_month_is_counted_behind_the_wall_by_reviewers_only(world):
    for number in range(24):
        open_case(world, age=Age.TO_25 if number < 12 else Age.TO_45)
    open_case(world, age=Age.UNDER_18)
    with wall.opened(world.women_supervisor):
        figures = month(viewer=world.women_supervisor, family=WOMEN, first=date(2026, 11, 1))
        before = month(viewer=world.women_supervisor, family=WOMEN, first=date(2026, 10, 1))
    ages = {
        code: figure
        for table in figures.tables
        if table.dimension == "age"
        for code, _n, figure in table.rows
    }

    assert figures.total == 25
    assert ages["under_18"] is None
    assert sorted([ages["to_25"] is None, ages["to_45"] is None]) in ([False, True], [True, True])
    assert ages["over_60"] == 0
    assert before.total == 0
    for nobody in (world.counsellor, world.administrator, world.auditor):
        with pytest.raises(NotAllowed):
            month(viewer=nobody, family=WOMEN, first=date(2026, 11, 1))


def test_the_return_hides_in_the_same_places(world):
    for _number in range(4):
        open_case(world)
    with wall.opened(world.women_supervisor):
        figures = month(viewer=world.women_supervisor, family=WOMEN, first=date(2026, 11, 1))
    rows = list(csv.DictReader(io.StringIO(monthly_return(figures=figures, family=WOMEN, smallest=10))))

    assert {row["cases"] for row in rows} == {"0", "hidden (smallest figure shown: 10)"}
    assert rows[0]["column"] == "total"
    assert rows[0]["cases"].startswith("hidden")
