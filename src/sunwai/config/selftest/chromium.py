"""A real browser without a window: Chromium, commanded by the DevTools protocol (version 1.3)."""

from __future__ import annotations

import itertools
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from sunwai.config.selftest.browser import StepFailed, wait_for

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ON_MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
FLAGS = (
    "--headless=new",
    "--no-sandbox",  # the pages are our own
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
    "--use-fake-device-for-media-stream",  # a microphone that beeps …
    "--use-fake-ui-for-media-stream",  # … and whose use is allowed
    "--allow-loopback-in-peer-connection",
    "--autoplay-policy=no-user-gesture-required",
)
HOW_TO_INSTALL = """What needs a browser needs Chromium, and there is none.

  Debian   apt-get install chromium
  Ubuntu   apt-get install chromium-browser
  macOS    brew install --cask google-chrome

or set SUNWAI_CHROMIUM to the program's path."""
SECONDS = 30.0


class Chromium:
    """One window. Use it in a `with`.

    Raises:
        StepFailed: there is none on this machine, or it does not start.
    """

    def __enter__(self) -> Chromium:
        self._profile = tempfile.TemporaryDirectory(prefix="sunwai-chromium-", ignore_cleanup_errors=True)
        self._process = subprocess.Popen(  # noqa: S603 (the browser of this machine, no shell)
            [program(), *FLAGS, f"--user-data-dir={self._profile.name}", "about:blank"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._numbers = itertools.count(1)
        self._line = self._connect()
        self._ask("Page.enable")
        self._ask("Runtime.enable")
        return self

    def __exit__(self, *_error: object) -> None:
        self._line.close()
        self._process.terminate()
        self._process.wait(10)
        self._profile.cleanup()

    def open(self, address: str) -> None:
        """Go to a page, and wait until it is there."""
        self._ask("Page.navigate", url=address)
        self.wait("document.readyState === 'complete'", address)

    def evaluate(self, script: str) -> Any:
        """What a script answers on the present page.

        Raises:
            StepFailed: it throws.
        """
        answer = self._ask("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise StepFailed(answer["exceptionDetails"].get("exception", {}).get("description", script))
        return answer["result"].get("value")

    def wait(self, script: str, what: str, seconds: float = SECONDS) -> Any:
        """Ask until the script answers true."""

        def ask() -> Any:
            try:
                return self.evaluate(script)
            except StepFailed:  # between two pages
                return None

        try:
            return wait_for(ask, f"{what} in the browser", seconds)
        except StepFailed as error:
            raise StepFailed(f"{error}; it shows: {' '.join(self.text().split())[:300]}") from None

    def click(self, selector: str, seconds: float = SECONDS) -> None:
        """Click what can be seen there, once it can."""
        seen = f"(e => e && e.offsetParent !== null && !e.disabled)(document.querySelector({json.dumps(selector)}))"
        self.wait(seen, selector, seconds)
        self.evaluate(f"document.querySelector({json.dumps(selector)}).click()")

    def fill(self, selector: str, value: str) -> None:
        """Type into a field."""
        self.wait(f"!!document.querySelector({json.dumps(selector)})", selector)
        self.evaluate(f"document.querySelector({json.dumps(selector)}).value = {json.dumps(value)}")

    def text(self) -> str:
        """The words on the page that can be seen."""
        return str(self.evaluate("document.body.innerText"))

    def cookies(self) -> dict[str, str]:
        """The cookies of the present page."""
        return {one["name"]: one["value"] for one in self._ask("Network.getCookies")["cookies"]}

    def _ask(self, method: str, **parameters: Any) -> Any:
        number = next(self._numbers)
        self._line.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self._line.recv(SECONDS))
            if answer.get("id") == number:
                if "error" in answer:
                    raise StepFailed(f"{method}: {answer['error']['message']}")
                return answer["result"]

    def _connect(self) -> ClientConnection:
        """To the first window; the port is in a file that Chromium writes."""
        import httpx

        file = Path(self._profile.name, "DevToolsActivePort")
        deadline = time.monotonic() + SECONDS
        while not file.exists() or not file.read_text():
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise StepFailed("Chromium does not start")
            time.sleep(0.1)
        port = int(file.read_text().splitlines()[0])
        windows = httpx.get(f"http://127.0.0.1:{port}/json", timeout=10, trust_env=False).json()
        window = next(one for one in windows if one["type"] == "page")
        return connect(re.sub("localhost", "127.0.0.1", window["webSocketDebuggerUrl"]), max_size=None)


def program() -> str:
    """The browser of `SUNWAI_CHROMIUM`, else the one that is installed.

    Raises:
        StepFailed: there is none; says how to get one.
    """
    if given := os.environ.get("SUNWAI_CHROMIUM"):
        if not Path(given).is_file():
            raise StepFailed(f"SUNWAI_CHROMIUM: there is no file {given}.")
        return given
    found = next(filter(None, map(shutil.which, NAMES)), None) or (ON_MAC if Path(ON_MAC).exists() else None)
    if found is None:
        raise StepFailed(HOW_TO_INSTALL)
    return found
