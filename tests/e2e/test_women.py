"""Women's helpline in a browser: the quick way out (with a script it takes the page's place in the history, without one it
is a link), and 112 as soon as the answers mean extreme danger."""

from __future__ import annotations

import pytest

from sunwai.core import options
from sunwai.core.models import Setting
from tests.e2e.people import DESK
from tests.womenline.conftest import open_case


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


@pytest.fixture
def counsellor(people, world):
    world.counsellor.is_demo = True
    world.counsellor.save()
    return people.someone(screen=DESK).sign_in(world.counsellor)


def test_extreme_danger_shows_at_once_and_112_has_the_keyboard(counsellor):
    counsellor.open("/women-desk/women/new/")
    page, sign = counsellor.page, counsellor.page.locator("#danger-now")
    page.locator("[name=q_injured][value=yes]").check()
    assert sign.is_hidden()
    page.locator("[name=q_weapon][value=yes]").check()
    sign.wait_for(state="visible")
    sign.locator(":focus").wait_for()
    assert counsellor.path == "/women-desk/women/new/"

    page.locator("[name=q_weapon][value=no]").check()
    assert sign.is_hidden()
    assert counsellor.troubles == []


def test_an_arrow_key_that_passes_over_an_answer_takes_the_keyboard_nowhere(counsellor):
    counsellor.open("/women-desk/women/new/")
    page = counsellor.page
    page.locator("[name=q_weapon][value=unknown]").focus()
    for _time in range(2):  # round to yes, on to no
        page.keyboard.press("ArrowDown")
    page.wait_for_timeout(900)
    assert page.evaluate("document.activeElement.value") == "no"
    assert page.locator("#danger-now").is_hidden()


def test_the_supervisors_list_is_live(people, world):
    world.women_supervisor.is_demo = True
    world.women_supervisor.save()
    lead = people.someone(screen=DESK).sign_in(world.women_supervisor)
    lead.open("/women-desk/women/review/")
    case = open_case(world, triage="emergency")
    lead.page.locator("#in-danger", has_text=case.spoken_reference).wait_for()
    assert lead.troubles == []
