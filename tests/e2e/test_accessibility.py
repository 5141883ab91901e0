"""Every page, in both languages, on a cheap phone: WCAG 2.2 AA as far as axe-core can tell, no wider than the screen,
and nothing that the browser complains of.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.people import PHONE, Person
from tests.e2e.tours import TOURS, complainant, officer

AXE = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN_AXE = """rules => axe.run({runOnly: {type: "tag", values: rules}, resultTypes: ["violations"], preload: false}).then(
    found => found.violations.flatMap(rule => rule.nodes.map(
        node => `${rule.id}: ${node.target} ${node.html.slice(0, 200)} ${node.failureSummary}`)))"""

by_name = {"ids": lambda tour: tour.__name__}


@pytest.fixture(scope="module")
def axe() -> str:
    if not AXE.exists():
        pytest.fail("axe-core is missing: run `npm ci` in frontend/.", pytrace=False)
    return AXE.read_text()


@pytest.mark.parametrize("root", ["", "/en"], ids=["Hindi", "English"])
@pytest.mark.parametrize("tour", TOURS, **by_name)
def test_every_page_can_be_read_by_everybody(people, world, axe, tour, root):
    assert walk(people.someone(), world, axe, tour, root) == []


@pytest.mark.parametrize("tour", [complainant, officer], **by_name)
def test_in_the_dark_too(people, world, axe, tour):
    assert walk(people.someone(dark=True), world, axe, tour, "") == []


@pytest.mark.parametrize("root", ["", "/en"], ids=["Hindi", "English"])
def test_pages_for_what_went_wrong(people, world, axe, root, monkeypatch, settings):
    def broken(_name):
        raise RuntimeError

    settings.ACCOUNT_RATE_LIMITS = {"login": "1/h/ip"}
    monkeypatch.setattr("sunwai.web.portal.pages.option", broken)
    person, found = people.someone().bring(axe), []

    assert person.open(f"{root}/privacy/").status == 500
    found += faults(person)
    person.open(f"{root}/track/")
    person.page.evaluate("document.querySelector('main [name=csrfmiddlewaretoken]').value = 'x'.repeat(64)")
    person.press_this(person.page.locator("main form button"))
    found += faults(person)
    for _time in range(2):
        person.open(f"{root}/staff/login/")
        person.press_this(person.page.locator("main form button"))
    found += faults(person)

    assert found + person.troubles == []


def walk(person: Person, world, axe: str, tour, root: str) -> list[str]:
    """All that is wrong with the pages of a tour."""
    person.bring(axe)
    found = [fault for _page in tour(person, world, root) for fault in faults(person)]
    return found + person.troubles


def faults(person: Person) -> list[str]:
    """What is wrong with the page that is open, with all its folds open."""
    page = person.unfold_all().page
    found = page.evaluate(RUN_AXE, RULES)
    wide = page.evaluate("document.scrollingElement.scrollWidth")
    found += [f"{wide} px wide"] if wide > PHONE["width"] else []
    return [f"{person.path}: {one}" for one in found]
