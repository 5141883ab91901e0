"""The floor in a browser: how soon it shows what happened, that the keyboard stays where it is, how a recording plays."""

from __future__ import annotations

import time

import pytest

from sunwai.calls.bus import Word, tell_floor
from sunwai.calls.enums import CallState
from tests.calls_world import at_the_phone, ended_call, kept_recording, new_call, new_queue
from tests.e2e.people import DESK


@pytest.fixture
def boss(people, world):
    person = people.someone(screen=DESK)
    person.sign_in(world.supervisor)
    return person


def test_what_happens_is_on_the_screen_within_a_second(boss, world):
    queue = new_queue()
    boss.open("/floor/")
    boss.page.locator(".sw-live-on").wait_for()
    took = []
    for _time in range(5):
        call = new_call(queue)
        began = time.monotonic()
        tell_floor([(Word.CALL, call.pk)])
        boss.page.locator(f"#call-{call.pk}").wait_for()
        took.append(time.monotonic() - began)
        time.sleep(0.4)
    assert max(took) < 1

    call.state, call.ended_at = CallState.ENDED, call.began_at
    call.save()
    tell_floor([(Word.CALL, call.pk)])
    boss.page.locator(f"#call-{call.pk}").wait_for(state="detached")
    assert boss.troubles == []


def test_the_keyboard_stays_on_the_button_while_its_row_changes(boss, world):
    session = at_the_phone(world.agent)
    boss.open("/floor/")
    boss.page.locator(".sw-live-on").wait_for()
    boss.page.locator(f"#agent-{session.pk} [name=off]").focus()
    session.state = "wrap_up"
    session.save()
    tell_floor([(Word.SESSION, session.pk)])
    boss.page.locator(f"#agent-{session.pk} .sw-agent--wrap_up").wait_for()
    assert boss.page.evaluate("document.activeElement.name") == "off"


def test_the_wall_shows_it_too(boss, world):
    queue = new_queue()
    boss.open("/en/floor/wall/")
    boss.page.locator(".sw-live-on").wait_for()
    tell_floor([(Word.CALL, new_call(queue).pk)])
    boss.page.locator("#figure-0 dd", has_text="1").wait_for()


def test_a_recording_is_played_and_gone_through_by_keys(boss, world):
    recording = kept_recording(ended_call(new_queue(), agent=world.agent))
    boss.open(f"/recordings/{recording.pk}/")
    page = boss.page
    moment = page.locator("[data-player-wave] input")
    moment.focus()
    page.keyboard.press("Space")
    assert heard_from(page, 0.2)
    page.keyboard.press("Space")
    assert page.evaluate("document.querySelector('audio').paused")
    assert page.evaluate("document.querySelector('audio').duration") == pytest.approx(3, abs=0.2)
    page.keyboard.press("End")
    assert heard_from(page, 2.9)
    assert boss.troubles == []


def heard_from(page, seconds: float) -> bool:
    """Whether the sound comes to that moment. Asked again and again: pages here evaluate no text as script."""
    for _time in range(200):
        if page.evaluate("document.querySelector('audio').currentTime") >= seconds:
            return True
        page.wait_for_timeout(50)
    return False
