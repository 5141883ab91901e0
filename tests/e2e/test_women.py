"""The quick way out, in a browser: with a script it takes the page's place in the history, without one it is a link."""

from __future__ import annotations

import pytest

from sunwai.core import options
from sunwai.core.models import Setting


@pytest.fixture
def exit_address(world, live_server):
    """A page of our own stands for the one that everybody opens."""
    Setting.objects.create(key="women.exit_address", value=f"{live_server.url}/about/")
    options.forget()


@pytest.mark.parametrize("by_key", [False, True], ids=["button", "Esc"])
def test_back_does_not_lead_to_the_page_again(people, exit_address, by_key):
    person = people.someone()
    person.open("/help/")
    person.open("/women/")
    person.fill(safe_number="9876500010")
    if by_key:
        for _time in range(3):
            person.page.keyboard.press("Escape")
    else:
        person.page.locator("[data-leave]").click()
    person.page.wait_for_url("**/about/")
    person.page.go_back()

    assert person.path == "/help/"
    assert person.troubles == []


def test_without_a_script_it_is_a_link(people, exit_address):
    person = people.someone(scripts=False)
    person.open("/women/")
    person.page.locator("[data-leave]").click()
    person.page.wait_for_url("**/about/")

    assert person.path == "/about/"
