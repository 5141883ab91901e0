"""A small browser for self-tests: follows links and sends forms as they stand on the page, without scripts."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
import pyotp
from lxml import html


class StepFailed(Exception):
    """What a step expected did not happen."""


class Browser:
    """One person's browser."""

    def __init__(self, address: str) -> None:
        self.http = httpx.Client(base_url=address, follow_redirects=True, timeout=30)
        self.url, self.text, self.status = address, "", 0

    def open(self, path: str) -> None:
        """Go to a page; anything but 200 fails the step."""
        self._took(self.http.get(path))
        if self.status != 200:
            raise StepFailed(f"{path} answered {self.status}")

    def send(
        self,
        *,
        to: str = "",
        with_field: str = "",
        files: dict[str, tuple[str, bytes, str]] | None = None,
        expect: int = 200,
        **values: str,
    ) -> None:
        """Fill in and send a form of the present page: the one whose address ends in `to`, or that has the fields.

        Values replace what the form holds. For radio buttons and choices, the words beside one choose it, too.
        """
        form = self._form(to, with_field or next(iter(values), ""))
        data: dict[str, list[str]] = {}
        for name, held in form.form_values():
            data.setdefault(name, []).append(held)
        data |= {name: [_choice(form, name, value)] for name, value in values.items()}
        address = urljoin(self.url, form.action or "")
        if form.method == "GET":
            self._took(self.http.get(address, params=data))
        else:
            self._took(self.http.post(address, data=data, files=files))
        if self.status != expect:
            raise StepFailed(f"{address} answered {self.status}: {self.errors() or _plain(self.text)[:200]}")

    def expect(self, *words: str) -> None:
        """Fail unless each of `words` stands on the page."""
        plain = _plain(self.text)
        for word in words:
            if word not in plain:
                raise StepFailed(f"{self.url} does not say “{word}”: {self.errors() or plain[:300]}")

    def offers(self, action: str) -> bool:
        """Whether the page has a link that opens the form of `action`."""
        return bool(self._links_to(action))

    def begin(self, action: str) -> None:
        """Follow the link that opens the form of `action`."""
        if not (links := self._links_to(action)):
            raise StepFailed(f"{self.url} does not offer {action}")
        self._took(self.http.get(urljoin(self.url, links[0])))

    def find(self, pattern: str) -> str:
        """The first group of a regular expression on the page."""
        found = re.search(pattern, self.text)
        if found is None:
            raise StepFailed(f"{self.url} has nothing like {pattern}")
        return found[1]

    def find_all(self, pattern: str) -> list[str]:
        """The first group of a regular expression wherever it fits."""
        return re.findall(pattern, self.text)

    def errors(self) -> str:
        """What the page says is wrong."""
        found = re.findall(
            r'govuk-error-message"[^>]*>(.*?)</p>|error-summary__list">(.*?)</ul>', self.text, re.S
        )
        return " / ".join(_plain(" ".join(one)) for one in found)

    def sign_in_staff(self, username: str, password: str, totp_secret: str) -> None:
        """Password, then the code of the authenticator."""
        self.open("/staff/login/")
        self.send(to="/staff/login/", login=username, password=password)
        self.send(with_field="code", code=pyotp.TOTP(totp_secret).now())

    def _links_to(self, action: str) -> list[str]:
        root: Any = html.fromstring(self.text)
        return [
            link for link in root.xpath("//a/@href") if parse_qs(urlsplit(link).query).get("act") == [action]
        ]

    def _forms(self) -> list[Any]:
        root: Any = html.fromstring(self.text)
        return list(root.forms)

    def _form(self, to: str, with_field: str) -> Any:
        forms = self._forms()
        for form in forms:
            address = urljoin(self.url, form.action or "").split("?")[0]
            if address.endswith(to) if to else with_field in form.fields:
                return form
        raise StepFailed(f"{self.url} has no form for {to or with_field}: {[form.action for form in forms]}")

    def _took(self, answer: httpx.Response) -> None:
        self.url, self.text, self.status = str(answer.url), answer.text, answer.status_code


def wait_for[Found](ask: Callable[[], Found | None], what: str, seconds: float = 30) -> Found:
    """Ask until there is an answer.

    Raises:
        StepFailed: there was none in time.
    """
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := ask():
            return found
        time.sleep(0.2)
    raise StepFailed(f"waited {seconds:.0f} s in vain for {what}")


def _plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def _choice(form: Any, name: str, value: str) -> str:
    """`value` itself, or that of the choice whose words contain it."""
    for element in form.xpath(".//input[@type='radio' or @type='checkbox'][@name=$name]", name=name):
        label = form.xpath(".//label[@for=$id]", id=element.get("id") or "")
        if label and value in label[0].text_content():
            return str(element.get("value"))
    for option in form.xpath(".//select[@name=$name]//option", name=name):
        if value in option.text_content():
            return str(option.get("value"))
    return value
