"""What all addresses of Open311 share: arguments, jurisdiction, key, limit, format, errors."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from sunwai.accounts.models import ApiKey, ApiScope
from sunwai.api.auth import live_key
from sunwai.api.limits import hit_address, per_key
from sunwai.api.models import Jurisdiction
from sunwai.api.open311 import wire
from sunwai.api.open311.errors import KeyNeeded, NotFound, NotGiven, ScopeNeeded, Unreadable, status_of
from sunwai.core import clock
from sunwai.core.errors import SunwaiError, TooMany
from sunwai.places.models import Place

LONGEST_SPAN = timedelta(days=90)  # GeoReport v2, GET Service Requests
MOST_ROWS = 1000  # the same
LAST_ROW = 100_000  # how far pages go: what is further back is asked for by dates
LONGEST = 8000  # characters of an argument


@dataclass(frozen=True)
class Page:
    """Which rows of a list are asked for."""

    number: int
    size: int

    @property
    def rows(self) -> slice:
        """Of the whole list."""
        return slice((self.number - 1) * self.size, self.number * self.size)


class Asked:
    """A request as the answers read it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.now = clock.now()

    def text(self, name: str) -> str:
        """The argument `name`; "" where it is not given, which is the same as empty (GeoReport v2, Definitions).

        Raises:
            Unreadable: it holds a NUL, or is longer than any argument of ours.
        """
        given = str(self.request.POST.get(name) or self.request.GET.get(name) or "").strip()
        if "\0" in given:
            raise Unreadable(name=name, why="NUL")
        if len(given) > LONGEST:
            raise Unreadable(name=name, why=f"> {LONGEST}")
        return given

    def needed(self, name: str) -> str:
        """The argument `name`.

        Raises:
            NotGiven: it is missing or empty.
        """
        if given := self.text(name):
            return given
        raise NotGiven(name=name)

    def texts(self, name: str) -> list[str]:
        """The parts of an argument that are separated by commas."""
        return [part.strip() for part in self.text(name).split(",") if part.strip()]

    def number(self, name: str, *, least: float, most: float) -> float | None:
        """A number; None where it is not given.

        Raises:
            Unreadable: it is none, or not between `least` and `most`.
        """
        given = self.text(name)
        if not given:
            return None
        try:
            value = float(given)
        except ValueError as error:
            raise Unreadable(name=name, why=given[:40]) from error
        if not least <= value <= most:
            raise Unreadable(name=name, why=given[:40])
        return value

    def time(self, name: str) -> datetime | None:
        """A moment as W3C writes it, with its offset from UTC; None where it is not given.

        Raises:
            Unreadable: it is none, or has no offset.
        """
        given = self.text(name)
        if not given:
            return None
        try:
            at = datetime.fromisoformat(given.replace(" ", "+"))  # a plus that was not escaped in an address
            if at.tzinfo is None:
                raise ValueError
            return at.astimezone(clock.IST)
        except (ValueError, OverflowError) as error:
            raise Unreadable(name=name, why=given[:40]) from error

    def span(self, usual: timedelta) -> tuple[datetime, datetime]:
        """From when to when: `start_date` and `end_date`, of which what is missing follows from the other.

        Raises:
            Unreadable: it is longer than 90 days, or ends before it begins.
        """
        start, end = self.time("start_date"), self.time("end_date")
        try:
            if start is None:
                start = (end or self.now) - (LONGEST_SPAN if end else usual)
            end = end or min(start + LONGEST_SPAN, max(start, self.now))
        except OverflowError as error:
            raise Unreadable(name="start_date, end_date", why="9999") from error
        if not timedelta(0) <= end - start <= LONGEST_SPAN:
            raise Unreadable(name="start_date, end_date", why="> 90 days" if end > start else "start > end")
        return start, end

    @property
    def page(self) -> Page:
        """Which page, of how many rows.

        Raises:
            Unreadable: no numbers, or too far back.
        """
        size = int(self.number("page_size", least=1, most=MOST_ROWS) or MOST_ROWS)
        return Page(int(self.number("page", least=1, most=LAST_ROW // size) or 1), size)

    @cached_property
    def place(self) -> Place | None:
        """The part of the state that is the jurisdiction; None: the whole of it.

        Raises:
            NotGiven: it is not named, and there is more than one.
            NotFound: there is none of this name.
        """
        given = self.text("jurisdiction_id")
        parts = Jurisdiction.objects.filter(is_active=True)
        if given == settings.STATE["jurisdiction"] or (not given and not parts.exists()):
            return None
        if not given:
            raise NotGiven(name="jurisdiction_id")
        found = parts.select_related("place").filter(code=given).first()
        if found is None:
            raise NotFound(name="jurisdiction_id")
        return found.place

    def check_jurisdiction(self) -> None:
        """Refuse a jurisdiction that there is not, also where the answer is the same in all of them."""
        _checked = self.place

    @cached_property
    def key(self) -> ApiKey | None:
        """The key that came with the request: as `api_key`, or as a bearer token.

        Raises:
            KeyNeeded: it is not known, or was revoked.
        """
        kind, _space, bearer = self.request.headers.get("Authorization", "").partition(" ")
        given = self.text("api_key") or (bearer.strip() if kind.lower() == "bearer" else "")
        if not given:
            return None
        if key := live_key(given):
            return key
        raise KeyNeeded

    def key_with(self, *scopes: ApiScope) -> ApiKey:
        """The key, with one of `scopes`.

        Raises:
            KeyNeeded: there is none.
            ScopeNeeded: it is for something else.
        """
        if self.key is None:
            raise KeyNeeded
        if not set(scopes) & set(self.key.scopes):
            raise ScopeNeeded
        return self.key


Answer = Callable[..., Any]


class Endpoint:
    """An address `….xml` or `….json`: what it answers to which method, as a document called `root`."""

    def __init__(self, root: str, *, get: Answer | None = None, post: Answer | None = None) -> None:
        self.root = root
        self.answers = {"GET": get, "HEAD": get, "POST": post}

    def __call__(self, request: HttpRequest, ending: str, **names: str) -> HttpResponse:
        """The answer, or the error, in the format of `ending`."""
        give = self.answers.get(request.method or "")
        if give is None:
            allowed: Collection[str] = [method for method, one in self.answers.items() if one]
            refused = wire.refusal(ending, 405, f"{request.method}: {', '.join(allowed)}")
            refused["Allow"] = ", ".join(allowed)
            return refused
        try:
            asked = Asked(request)
            _keep_limit(asked)
            return wire.answer(ending, self.root, give(asked, **names))
        except SunwaiError as error:
            refused = wire.refusal(ending, status_of(error), str(error))
            if isinstance(error, TooMany):
                refused["Retry-After"] = str(60 * int(error.details["minutes"]))
            return refused


def _keep_limit(asked: Asked) -> None:
    """A key has its own limit; who has none shares that of the network address.

    Raises:
        TooMany: asked too often.
    """
    if asked.key is None:
        hit_address(asked.request, now=asked.now)
        return
    asked.request.auth = asked.key  # type: ignore[attr-defined]
    if not per_key.allow_request(asked.request):
        raise TooMany(minutes=1)
