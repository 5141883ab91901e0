"""A real browser in front of a real server: Chromium as it is installed, driven by Playwright.

The server runs in this process over a database into which it really commits; the clock stands as in all tests.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, sync_playwright

from sunwai.accounts.models import User
from tests.e2e.people import People
from tests.live_process import live_process
from tests.simulated_network import connected

FROZEN = "tests.frozen_live:application"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ON_MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
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
HOW_TO_INSTALL = """The tests in a browser need Chromium, and there is none.

  Debian   apt-get install chromium
  Ubuntu   apt-get install chromium-browser
  macOS    brew install --cask google-chrome

or set SUNWAI_CHROMIUM to the program's path."""


def chromium_path() -> str:
    """The browser of `SUNWAI_CHROMIUM`, else the one that is installed; without one the test fails."""
    if given := os.environ.get("SUNWAI_CHROMIUM"):
        if not Path(given).is_file():
            pytest.fail(f"SUNWAI_CHROMIUM: there is no file {given}.", pytrace=False)
        return given
    found = next(filter(None, map(shutil.which, NAMES)), None) or (ON_MAC if Path(ON_MAC).exists() else None)
    if found is None:
        pytest.fail(HOW_TO_INSTALL, pytrace=False)
    return found


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
