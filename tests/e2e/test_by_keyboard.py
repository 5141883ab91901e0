"""An agent who never touches the mouse: from the number to the wrap-up by keys alone."""

from __future__ import annotations

import pytest

from sunwai.grievances.enums import Disposition, InteractionKind, State
from sunwai.grievances.models import Grievance, Interaction
from tests.e2e.cases import Cases
from tests.e2e.people import DESK, Person

MOBILE = "6000018182"  # invented
WORDS = "तीन दिन से बिजली नहीं आ रही, ट्रांसफार्मर से धुआँ निकला था"
ALT = 1  # as Chromium counts modifiers
MOST_STOPS = 80  # of the Tab key on one page
MOST_KEYS = 10  # beside those that are typed text


class Keys:
    """A keyboard that counts the keys that are not text."""

    def __init__(self, agent: Person) -> None:
        self.agent, self.pressed = agent, 0

    def press(self, key: str, *, times: int = 1) -> None:
        for _time in range(times):
            self.agent.page.keyboard.press(key)
        self.pressed += times

    def access(self, letter: str) -> None:
        """Alt with a letter or digit. Playwright's own `press` leaves out the text by which Chromium finds the key."""
        key = {
            "modifiers": ALT,
            "key": letter,
            "unmodifiedText": letter,
            "windowsVirtualKeyCode": ord(letter.upper()),
        }
        chromium = self.agent.page.context.new_cdp_session(self.agent.page)
        for kind in ("keyDown", "keyUp"):
            chromium.send("Input.dispatchKeyEvent", {"type": kind, **key})
        self.pressed += 1

    def to_the_next_page(self, key: str) -> None:
        self.agent.follow(lambda: self.press(key))

    def expect_focus(self, selector: str) -> None:
        """The page has put the focus where the next key belongs."""
        self.agent.page.wait_for_function("wanted => document.activeElement.matches(wanted)", arg=selector)

    def type_into(self, selector: str, words: str) -> None:
        self.expect_focus(selector)
        self.agent.page.keyboard.type(words)


@pytest.fixture
def agent(people, world) -> Person:
    agent = people.someone(screen=DESK).sign_in(world.agent)
    agent.open("/desk/")
    return agent


@pytest.fixture
def keys(agent) -> Keys:
    return Keys(agent)


def test_a_full_complaint_is_registered_without_the_mouse(agent, keys, world):
    category = world.category()
    category.questions = [{"code": "pole", "kind": "text", "hi": "खंभे का नंबर?", "en": "Pole number?"}]
    category.save()

    keys.type_into("[name=mobile]", MOBILE)
    keys.to_the_next_page("Enter")
    keys.type_into("[name=text]", WORDS)
    agent.page.locator("[name=pick_category][value='energy.no-supply']").wait_for()
    number = place_of(agent, "energy.no-supply")
    agent.follow(lambda: keys.access(number))
    keys.type_into("[name=place_text]", "rampayli")
    keys.to_the_next_page("Enter")  # the only one of its name is taken
    keys.type_into("[name=q_pole]", "4412")
    keys.press("Tab")
    keys.type_into("[name=landmark]", "पीपल के पास")
    keys.press("Tab")
    keys.type_into("[name=name]", "राधा बाई")
    keys.to_the_next_page("Control+Enter")
    assert WORDS in agent.text
    assert "कनिष्ठ अभियंता, वारासिवनी" in agent.text
    keys.expect_focus("[value=register]")
    keys.to_the_next_page("Control+Enter")
    case = Grievance.objects.get()
    assert case.spoken_reference in agent.text
    keys.expect_focus("form[action$='/end/'] button")
    keys.to_the_next_page("Enter")

    assert agent.path == "/desk/"
    assert (case.text, case.place, case.landmark) == (WORDS, world.village, "पीपल के पास")
    assert (case.answers, case.citizen.name) == ({"pole": "4412"}, "राधा बाई")
    call = Interaction.objects.get()
    assert (call.kind, call.disposition) == (InteractionKind.COMPLAINT, Disposition.REGISTERED)
    assert call.ended_at
    assert keys.pressed <= MOST_KEYS
    assert agent.troubles == []


def test_a_place_is_chosen_from_the_list_by_arrows(agent, keys, world):
    keys.type_into("[name=mobile]", MOBILE)
    keys.to_the_next_page("Enter")
    keys.expect_focus("[name=text]")
    keys.access("p")
    keys.type_into("[name=place_text]", "waraseoni")
    agent.page.locator("[name=pick_place]").first.wait_for()
    keys.press("ArrowDown")
    keys.expect_focus("[name=pick_place]")
    keys.press("Escape")
    keys.expect_focus("[name=place_text]")
    keys.press("ArrowDown")
    keys.to_the_next_page("Enter")
    assert "✓ वारासिवनी" in agent.text


def test_an_error_puts_the_focus_where_it_is_mended(agent, keys):
    keys.type_into("[name=mobile]", MOBILE)
    keys.to_the_next_page("Enter")
    keys.expect_focus("[name=text]")
    keys.to_the_next_page("Control+Enter")
    keys.type_into("[name=text].govuk-textarea", WORDS)
    keys.to_the_next_page("Control+Enter")
    keys.expect_focus("[name=category]")
    assert WORDS in agent.page.locator("[name=text]").input_value()


def test_the_open_question_is_answered_by_keys(people, world):
    case = Cases(world).resolved
    agent = people.someone(screen=DESK).sign_in(world.agent)
    agent.open("/desk/")
    keys = Keys(agent)
    keys.type_into("[name=mobile]", world.citizen.mobile)
    keys.to_the_next_page("Enter")
    keys.expect_focus("[name=text]")
    keys.access("y")
    keys.expect_focus("summary")
    keys.press("Tab")
    keys.press("5")
    keys.press("Tab", times=2)
    keys.to_the_next_page("Enter")

    case.refresh_from_db()
    assert (case.state, case.rating) == (State.CLOSED_SATISFIED, 5)
    assert agent.path.startswith("/desk/call/")
    assert keys.pressed <= MOST_KEYS


def test_no_key_leads_into_a_trap(agent, keys):
    keys.type_into("[name=mobile]", MOBILE)
    keys.to_the_next_page("Enter")
    keys.expect_focus("[name=text]")
    passed = []
    for _time in range(MOST_STOPS):
        keys.press("Tab")
        passed.append(agent.page.evaluate("document.activeElement.name"))
        if passed[-1] == "text":
            break
    assert {"category", "place_text", "landmark", "name", "end-disposition", "number"} <= set(passed)
    assert passed[-1] == "text", "the way round comes back to where it began"


def place_of(agent: Person, category: str) -> str:
    """Which of the suggestions it is, counted from one."""
    offers = agent.page.locator("[name=pick_category]").evaluate_all("all => all.map(one => one.value)")
    return str(offers.index(category) + 1)
