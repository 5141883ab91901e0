"""People at a browser. What their browser notices on the way (errors, other hosts) is kept and can be asked for."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Response

from sunwai.accounts.models import User
from sunwai.citizens.models import Citizen
from sunwai.web.middleware import CITIZEN_KEY
from tests.simulated_network import run_jobs

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
MOST_TABS = 60
PATIENCE = 20_000  # milliseconds, for a machine with other things to do


class People:
    """Opens browsers, each with cookies of its own, and closes them all."""

    def __init__(self, chromium: Browser, address: str) -> None:
        self._chromium, self._address = chromium, address
        self._contexts: list[BrowserContext] = []

    def someone(
        self,
        *,
        screen: dict[str, int] = PHONE,
        scripts: bool = True,
        dark: bool = False,
        at: tuple[float, float] | None = None,
        installs: bool = False,
    ) -> Person:
        """Somebody with a browser of their own.

        Args:
            scripts: whether JavaScript is on.
            at: where it says that it is.
            installs: whether the service worker runs, which asks for pages a second time in its own name.
        """
        context = self._chromium.new_context(
            base_url=self._address,
            viewport=screen,
            java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
            locale="hi-IN",
            reduced_motion="reduce",
            service_workers="allow" if installs else "block",
            permissions=["geolocation"] if at else [],
            geolocation={"latitude": at[0], "longitude": at[1], "accuracy": 20} if at else None,
        )
        context.set_default_timeout(PATIENCE)
        self._contexts.append(context)
        return Person(context, self._address)

    def leave(self) -> None:
        """Close all browsers, and with them their connections to the server."""
        for context in self._contexts:
            context.close()


class Person:
    """One browser and whoever sits at it."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self._context, self._address = context, address
        self.troubles: list[str] = []
        self.hosts: set[str] = set()  # others that may be asked, too
        context.on("request", lambda request: self._look_at_host(request.url))
        context.on("response", self._look_at_status)
        context.on("console", lambda said: self._look_at_console(said))
        context.on("weberror", lambda error: self.troubles.append(f"script error: {error.error}"))
        self.page: Page = context.new_page()

    def bring(self, script: str) -> Person:
        """Have this script in every page that opens from now on: the browser keeps it, it is not sent each time."""
        self._context.add_init_script(script)
        return self

    # ── Signing in ───────────────────────────────────────────────────────────────────────────────────────

    def sign_in(self, who: User | Citizen) -> Person:
        """Be signed in, without the pages for it."""
        client = Client()
        if isinstance(who, User):
            client.force_login(who)
        else:
            session = client.session
            session[CITIZEN_KEY] = who.pk
            session.save()
        key = client.cookies[settings.SESSION_COOKIE_NAME].value
        self._context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": self._address}]
        )
        return self

    def sign_out(self) -> Person:
        """Be nobody again."""
        self._context.clear_cookies()
        return self

    def code_from_phone(self, mobile: str) -> str:
        """The code in the newest message on the simulated phone, looked up in another tab."""
        text = self.newest_message(mobile)
        code = re.search(r"\b\d{6}\b", text)
        assert code, f"no code in “{text}”"
        return code[0]

    def newest_message(self, mobile: str) -> str:
        """What the simulated phone received last, after the worker has done its part."""
        run_jobs()
        tab = self._context.new_page()
        tab.goto(f"/simulators/sms?to={mobile}")
        text = tab.locator(".sim-bubble").first.inner_text()
        tab.close()
        return text

    # ── Reading and doing ────────────────────────────────────────────────────────────────────────────────

    def open(self, path: str) -> Response | None:
        """Type an address."""
        return self.page.goto(path)

    @property
    def path(self) -> str:
        """Where the browser is, without host and question."""
        return self.page.url.removeprefix(self._address).split("?")[0]

    @property
    def text(self) -> str:
        """What the main part of the page says."""
        return self.page.locator("main").inner_text()

    def fill(self, **fields: str) -> Person:
        """Type into the fields with these names."""
        for name, value in fields.items():
            self.page.locator(f"[name={name}]:visible").first.fill(value)
        return self

    def choose(self, label: str | re.Pattern[str]) -> Person:
        """Tick the choice that is called `label`."""
        self.page.get_by_label(label).check()
        return self

    def press(self, name: str | re.Pattern[str]) -> Person:
        """Press the button, or follow the link that looks like one."""
        button = self.page.get_by_role("button", name=name, exact=isinstance(name, str))
        link = self.page.get_by_role("link", name=name, exact=isinstance(name, str))
        return self.press_this(button.or_(link).first)

    def press_this(self, button: Locator) -> Person:
        """Press, and wait for the page that follows."""
        return self.follow(button.click)

    def follow(self, deed: Callable[[], object]) -> Person:
        """Do something that leads to another page, and wait for it."""
        with self.page.expect_navigation():
            deed()
        return self

    def tab_to(self, selector: str) -> Person:
        """Press Tab until the focus is on what `selector` says, once it is there at all."""
        self.page.wait_for_selector(selector)
        for _time in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
                return self
        raise AssertionError(f"{selector} is not reached by the Tab key")

    def write(self, words: str) -> Person:
        """Type into the field that the page has put the focus on, once it has."""
        self.page.wait_for_function("document.activeElement.matches('textarea, input')")
        self.page.keyboard.type(words)
        return self

    def unfold_all(self) -> Person:
        """Open everything that is folded."""
        self.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        return self

    def unfold(self, name: str) -> Person:
        """Open the part that is folded behind `name`."""
        self.page.locator("summary", has_text=name).click()
        return self

    # ── What the browser notices ─────────────────────────────────────────────────────────────────────────

    def _look_at_host(self, url: str) -> None:
        known = (self._address, settings.LIVE_URL, "data:", "blob:", *self.hosts)
        if not url.startswith(tuple(filter(None, known))):
            self.troubles.append(f"a request to another host: {url}")

    def _look_at_status(self, response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.troubles.append(f"{response.status} for {response.url}")

    def _look_at_console(self, said: Any) -> None:
        # Statuses are looked at above: that a page answers 404 or 422 is often what is wanted.
        if said.type == "error" and "Failed to load resource" not in said.text:
            self.troubles.append(f"console: {said.text}")
