"""The page of an officer's own score."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from sunwai.grievances.actions.closure import confirm
from tests.web.office.conftest import PORTAL


def test_the_page_says_how_many_of_how_many(office, case, world, now):
    cache.clear()
    office.resolved("je", case, now)
    confirm(grievance=case, rating=5, channel=PORTAL, actor=world.citizen, now=now)

    page = office.of("je").get("/office/score/").content.decode()

    assert "100 %" in page
    assert "इस महीने: 1 में से 1 प्रकरण" in page
    assert "नवंबर 2026" in page
    assert 'href="/office/score/" aria-current="page"' in page


def test_without_a_case_it_says_so(office, world):
    assert "इस महीने अभी कोई प्रकरण पूरा नहीं हुआ" in office.of("je").get("/office/score/").content.decode()


def test_an_auditor_without_a_post_has_none(office, world):
    assert "आज आपके पास कोई पद नहीं है" in office.of(world.auditor).get("/office/score/").content.decode()


@pytest.mark.parametrize("who", ["agent", "administrator"])
def test_the_score_is_for_officers(office, world, who):
    assert office.of(getattr(world, who)).get("/office/score/").status_code == 403
