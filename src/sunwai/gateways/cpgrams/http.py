"""CPGRAMS over HTTP, by the contract of docs/api/cpgrams.md: ours, for the Government of India publishes none.

Nothing of what is said stands in a log: `cpgrams.links` notes when, how long, how much and why not.
"""

from __future__ import annotations

import base64
import json
import random
import time
from collections.abc import Iterator, Sequence
from typing import Any

import httpx
from django.conf import settings

from sunwai.cpgrams.ports import Answer, CentreFailed, Entry, Page, Update
from sunwai.gateways.http import client
from sunwai.gateways.limiter import limiter

NAME = "http"
PAGE = 500  # records asked for at once
TRIES = 3
FIRST_WAIT = 0.5  # seconds before the second try
MOST_WAIT = 5.0  # seconds the centre may let us wait within a request; longer ones are left to the next run
LARGEST_REQUEST = 1_500_000  # bytes
LARGEST = 32 * 1024 * 1024  # bytes of an answer
FOR_LATER = frozenset({408, 425, 429, 500, 502, 503, 504})


class HttpCentre:
    """The centre behind `settings.CPGRAMS["url"]`."""

    name = NAME

    def grievances(self, mark: str) -> Page:
        """See `Centre.grievances`."""
        return self._page("grievances", mark)

    def words(self, mark: str) -> Page:
        """See `Centre.words`."""
        return self._page("words", mark)

    def settle(self, mark: str) -> None:
        """The centre keeps nothing for us: it is asked by the mark."""

    def push(self, updates: Sequence[Update]) -> list[Answer]:
        """See `Centre.push`."""
        answers: list[Answer] = []
        for some in _portions([as_json(update) for update in updates]):
            said = _ask("POST", "updates", json={"updates": some})
            answers += [_answer(one) for one in _listed(said, "answers")]
        return answers

    def register(self) -> Iterator[Entry]:
        """See `Centre.register`."""
        mark, is_last = "", False
        while not is_last:
            page = self._page("register", mark)
            mark, is_last = page.mark, page.is_last
            for _place, raw in page.records:
                if isinstance(raw, dict):
                    yield Entry(str(raw.get("registration_no", "")), str(raw.get("status", "")))

    def problem(self) -> str:
        """See `Centre.problem`."""
        if missing := [name for name in ("url", "token") if not settings.CPGRAMS[name]]:
            return f"not set: {', '.join(missing)}"
        try:
            _ask("GET", "health")
        except CentreFailed as error:
            return str(error)
        return ""

    def _page(self, what: str, mark: str) -> Page:
        said = _ask("GET", what, params={"after": mark, "limit": str(PAGE)})
        records = _listed(said, what)
        behind, more = said.get("mark"), said.get("more")
        if not isinstance(behind, str) or len(behind) > 400 or not isinstance(more, bool):
            raise CentreFailed("a page without mark or more")
        if more and (behind == mark or not records):
            raise CentreFailed("a page that does not go on")  # or we would ask for ever
        return Page(
            [(f"{what} after {mark or '–'}, {n}", raw) for n, raw in enumerate(records, 1)], behind, not more
        )


def as_json(update: Update) -> dict[str, Any]:
    """An update as it travels."""
    said: dict[str, Any] = {
        "id": update.id,
        "registration_no": update.registration_no,
        "kind": update.kind,
        "at": update.at.isoformat(),
        **update.data,
    }
    if update.report:
        said["report"] = {
            "content_type": "application/pdf",
            "content": base64.b64encode(update.report).decode(),
        }
    return said


def _portions(updates: Sequence[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """What goes into one request each: reports are large."""
    portion: list[dict[str, Any]] = []
    size = 0
    for update in updates:
        more = len(json.dumps(update))
        if portion and size + more > LARGEST_REQUEST:
            yield portion
            portion, size = [], 0
        portion.append(update)
        size += more
    if portion:
        yield portion


# ── Asking ───────────────────────────────────────────────────────────────────────────────────────────────


def _ask(method: str, path: str, **content: Any) -> dict[str, Any]:
    """Ask within the limits of time and rate; try again what may be better the next time.

    Raises:
        CentreFailed: no answer that can be used.
    """
    for left in reversed(range(TRIES)):
        try:
            return _ask_once(method, path, **content)
        except CentreFailed as error:
            if not left or error.wait is None or error.wait > MOST_WAIT:
                raise
            usual = FIRST_WAIT * 2 ** (TRIES - 1 - left)
            time.sleep(max(error.wait, usual * random.uniform(0.5, 1.5)))  # noqa: S311 (spreads load)
    raise AssertionError("unreachable")


def _ask_once(method: str, path: str, **content: Any) -> dict[str, Any]:
    account = settings.CPGRAMS
    if not account["url"]:
        raise CentreFailed("no address configured")
    limiter(NAME, account["per_minute"] / 60).wait()
    headers = {"Authorization": f"Bearer {account['token']}"}
    address = f"{account['url'].rstrip('/')}/{path}"
    try:
        with client(account["timeout"]).stream(method, address, headers=headers, **content) as answer:
            return _understood(answer)
    except httpx.TimeoutException as error:
        raise CentreFailed("no answer in time", wait=0) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise CentreFailed(f"not reached: {type(error).__name__}", wait=0) from error


def _understood(answer: httpx.Response) -> dict[str, Any]:
    if answer.status_code in FOR_LATER:
        raise CentreFailed(f"HTTP {answer.status_code}", wait=_seconds(answer.headers.get("Retry-After", "")))
    if answer.status_code != 200:
        raise CentreFailed(f"HTTP {answer.status_code}")
    body = bytearray()
    for chunk in answer.iter_bytes():
        body += chunk
        if len(body) > LARGEST:
            raise CentreFailed("the answer is too large")
    try:
        said = httpx.Response(200, content=bytes(body)).json()
    except (ValueError, RecursionError) as error:
        raise CentreFailed("the answer is no JSON") from error
    if not isinstance(said, dict):
        raise CentreFailed("the answer is no object")
    return said


def _seconds(text: str) -> float:
    """How long to wait as the header says it; a date in it is not worth its reading."""
    return float(text) if text.isdecimal() and len(text) < 6 else 0.0


def _listed(said: dict[str, Any], name: str) -> list[Any]:
    found = said.get(name)
    if not isinstance(found, list):
        raise CentreFailed(f"the answer has no list {name}")
    return found


def _answer(raw: Any) -> Answer:
    if not isinstance(raw, dict) or raw.get("outcome") not in ("taken", "known", "refused"):
        raise CentreFailed("an answer without outcome")
    return Answer(str(raw.get("id", "")), raw["outcome"] != "refused", str(raw.get("reason", ""))[:200])
