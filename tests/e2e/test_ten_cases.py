"""An officer clears ten cases on a phone, in Hindi: each with a ready reply and a photo, and on to the next."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sunwai.grievances.enums import State
from sunwai.grievances.models import Grievance
from sunwai.web.office.replies import load_replies
from tests.e2e.tours import picture

TEN = 10
MOST_TAPS = 8  # a case: open the form, list, reply, put in, camera, shutter, send, next


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_ten_cases_one_after_the_other(people, world, now, scripts):
    load_replies()
    for n in range(TEN):
        world.register(citizen=world.new_citizen(), now=now - timedelta(hours=n))
    officer = people.someone(scripts=scripts).sign_in(world.officer("je"))
    officer.open("/office/")
    in_order = [link.get_attribute("href") for link in officer.page.locator(".sw-card__title a").all()]
    taps = Taps(officer)

    taps.follow(officer.page.locator(".sw-card__title a").first)
    for n in range(TEN):
        assert officer.path in in_order[n]
        clear(officer, taps)
        if n < TEN - 1:
            taps.follow(officer.page.get_by_role("link", name="अगला मामला").first)

    assert Grievance.objects.filter(state=State.AWAITING_CONFIRMATION).count() == TEN
    assert officer.page.get_by_role("link", name="अगला मामला").count() == 0
    assert taps.count <= 1 + TEN * MOST_TAPS
    assert officer.troubles == []


def test_the_bar_at_the_bottom_never_covers_what_has_the_focus(people, world):
    case = world.register()
    officer = people.someone().sign_in(world.officer("je"))
    officer.open(f"/office/c/{case.reference}/")
    officer.unfold("और")

    for _stop in range(30):
        officer.page.keyboard.press("Tab")
        covered = officer.page.evaluate(
            """() => {
                const bar = document.querySelector(".sw-bar"), here = document.activeElement;
                if (!here || here === document.body || bar.contains(here)) return false;
                return here.getBoundingClientRect().bottom > bar.getBoundingClientRect().top;
            }"""
        )
        assert not covered, officer.page.evaluate("document.activeElement.outerHTML")


def clear(officer, taps) -> None:
    """Report the case on the screen solved."""
    page = officer.page
    taps.follow(page.get_by_role("link", name="हल दर्ज करें"))
    page.locator("[name=reply]").select_option(index=1)
    taps.count += 2  # the list, a line of it
    if page.evaluate("document.body.classList.contains('js-enabled')"):
        taps.tap(page.locator("[name=fill]"))
    else:
        taps.follow(page.locator("[name=fill]"))
    assert page.locator("[name=words]").input_value()
    page.locator("[name=camera]").set_input_files(picture())
    taps.count += 2  # the camera, its shutter
    taps.follow(page.get_by_role("button", name="हल दर्ज करें"))


class Taps:
    """A thumb, and how often it came down."""

    def __init__(self, person) -> None:
        self.person, self.count = person, 0

    def tap(self, target) -> None:
        self.count += 1
        target.click()

    def follow(self, target) -> None:
        self.person.follow(lambda: self.tap(target))
