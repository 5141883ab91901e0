"""A real browser in front of a real server: Chromium as it is installed, driven by Playwright.

The server runs in this process over a database into which it really commits; the clock stands as in all tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, sync_playwright

from sunwai.accounts.models import User
from sunwai.config.selftest.browser import StepFailed
from sunwai.config.selftest.chromium import program
from tests.e2e.people import People
from tests.live_process import live_process
from tests.simulated_network import connected

FROZEN = "tests.frozen_live:application"
QUIET = (
    "--headless",
    "--no-sandbox",  # the pages are our own
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--use-fake-device-for-media-stream",  # a microphone that beeps …
    "--use-fake-ui-for-media-stream",  # … and whose use is always allowed
)


def chromium_path() -> str:
    """The browser that is installed; without one the test fails, and says how to get one."""
    try:
        return program()
    except StepFailed as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser for all tests here, with a profile of its own that is thrown away.

    Playwright keeps an event loop in this thread as long as it runs; Django must be told that its queries may be
    made beside it, and the tests of other packages must not meet it.
    """
    path = chromium_path()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
            yield browser
            browser.close()


@pytest.fixture(scope="package")
def streams(live_server) -> Iterator[str]:
    """The live process, for pages of this server."""
    with live_process(application=FROZEN, SUNWAI_PUBLIC_URL=live_server.url) as address:
        yield address.replace("127.0.0.1", urlsplit(live_server.url).hostname)  # whose cookies it shares


@pytest.fixture
def people(chromium, live_server, streams, settings, world) -> Iterator[People]:
    """Who opens a browser; invented staff need no second factor in a test."""
    User.objects.update(is_demo=True)
    settings.LIVE_URL = streams
    with connected(settings, live_server.url) as address:
        people = People(chromium, address)
        try:
            yield people
        finally:
            people.leave()
