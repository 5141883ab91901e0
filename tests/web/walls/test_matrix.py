"""Every address, asked by everybody: exactly the answer of the table, and nothing written where it is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatch
from urllib.parse import parse_qsl, unquote, urlencode

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from sunwai.config import urls as config_urls
from tests.web.walls.matrix import API, PAGES
from tests.web.walls.people import KEYS, LISTS, WHO, Matrix, addresses, undone

STATUS = {".": 200, "+": 201, "0": 204, "F": 403, "N": 404, "M": 405, "K": 401, "U": 422, "D": 503}
REFUSED = frozenset("SC2PRFNMKU")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
WRITES = re.compile(r'^(INSERT INTO|UPDATE|DELETE FROM) "?(\w+)')
# That somebody came, how often, and opened the page of their own call.
ALWAYS_WRITTEN = {"django_session", "core_cache", "core_ratecounter", "accounts_apikey", "accounts_accesslog"}


@dataclass(frozen=True)
class Row:
    """A row of the table."""

    method: str
    address: str
    sent: dict[str, str]
    letters: str
    leads: dict[str, str]


def rows(table: str) -> list[Row]:
    """The rows of a table; one about the tables or logs of the administration stands for each of them."""
    found = []
    for line in table.splitlines():
        if line.startswith(METHODS):
            found += list(_expanded(line))
    return found


def _expanded(line: str):
    for name, models in LISTS.items():
        if name in line:
            for model in models:
                yield _row(line.replace(name, model).replace("{row}", f"{{{model}}}"))
            return
    yield _row(line)


def _row(line: str) -> Row:
    row, _, leads = line.partition("→")
    method, address, *groups = row.split()
    address, _, sent = address.partition("?")
    places = dict(place.split("=", 1) for place in leads.split())
    return Row(method, address, dict(parse_qsl(sent)), "".join(groups), places)


PARTS = 4  # of the table, so that several processes can ask at once
ROWS = [(row, WHO) for row in rows(PAGES)] + [(row, KEYS) for row in rows(API)]


class Asking:
    """Asks the rows of the table in a world that every question leaves as it was."""

    def __init__(self) -> None:
        self.matrix = Matrix()

    def answer(self, row: Row, letter: str, method: str = "") -> tuple[HttpResponse, list[str]]:
        """The answer, and the tables that were written to."""
        connection.queries_log.clear()
        with undone(), CaptureQueriesContext(connection) as queries:
            client = self.matrix.client(letter, is_program=row.address.startswith(("/api/", "/open311/")))
            sent = {name: value.format(**self.matrix.things) for name, value in row.sent.items()}
            how = {"content_type": "application/json"} if row.address.startswith("/api/") else {}
            ask = getattr(client, (method or row.method).lower())
            answer = ask(self.address(row), sent, **(how if ask != client.get else {}))
            if answer.streaming:
                b"".join(answer)
        written = {found[2] for query in queries if (found := WRITES.match(query["sql"]))}
        return answer, sorted(written - ALWAYS_WRITTEN)

    def address(self, row: Row) -> str:
        return row.address.format(**self.matrix.things)

    def place(self, row: Row, letter: str) -> str:
        """Where a letter leads."""
        query = urlencode(row.sent) if row.method == "GET" else ""
        here = f"{self.address(row)}?{query}" if query else self.address(row)
        return {
            "S": f"/staff/login/?next={here}",
            "C": f"/sign-in/?next={here}",
            "2": "/staff/mfa/totp/activate/",
            "P": "/staff/password/change/",
            "R": f"/staff/reauthenticate/?next={here}",
        }.get(letter) or row.leads[letter].format(**self.matrix.things)

    def problem(self, row: Row, who: str, expected: str) -> str | None:
        """What is wrong with the answer, in words."""
        answer, written = self.answer(row, who)
        where = f"{row.method} {row.address} asked by {who}: "
        if expected in STATUS:
            if answer.status_code != STATUS[expected]:
                return f"{where}{answer.status_code} {answer.get('Location', '')}, not {expected}"
        elif answer.status_code != 302 or not fnmatch(unquote(answer["Location"]), self.place(row, expected)):
            return (
                f"{where}{answer.status_code} {answer.get('Location', '')}, not {self.place(row, expected)}"
            )
        if written and expected in REFUSED:
            return f"{where}refused, and yet {written} was written"
        return None


@pytest.fixture
def asking(db, now, monkeypatch) -> Asking:
    """The world of the table. How refusals look is of no matter here, and takes long to draw."""
    monkeypatch.setattr(config_urls, "handler403", lambda *_, **__: HttpResponse(status=403), raising=False)
    monkeypatch.setattr(config_urls, "handler404", lambda *_, **__: HttpResponse(status=404), raising=False)
    return Asking()


def pattern(row: Row) -> str:
    """The pattern of the addresses to which that of `row` belongs."""
    numbers = re.sub(
        r"\{(call|agent|floor_note|announcement|session|callback|secret_callback|campaign|difference|aside|push|change|question|package|asked|referral|follow_up|ordinary|appeal|penalty)\}",
        "1",
        row.address,
    )
    return str(resolve(re.sub(r"\{[^}]*\}", "00000000-0000-0000-0000-000000000000", numbers)).route)


def test_every_address_has_its_row_and_every_row_an_address():
    assert {pattern(row) for row, _ in ROWS} == set(addresses())


def test_every_row_has_a_letter_for_everybody():
    assert [row.address for row, who in ROWS if len(row.letters) != len(who)] == []


@pytest.mark.parametrize("part", range(PARTS))
def test_everybody_is_answered_exactly_as_the_table_says_and_a_refusal_writes_nothing(asking, part):
    problems = [
        asking.problem(row, asker, letter)
        for row, who in ROWS[part::PARTS]
        for asker, letter in zip(who, row.letters, strict=True)
    ]

    assert [problem for problem in problems if problem] == []


def test_a_method_without_a_row_is_refused_and_writes_nothing(asking):
    taken: dict[str, set[str]] = {}
    for row, _ in ROWS:
        taken.setdefault(pattern(row), set()).add(row.method)
    problems = []
    for row, who in {pattern(row): (row, who) for row, who in ROWS}.values():
        for method in set(METHODS) - taken[pattern(row)]:
            for asker in _not_refused(row, who) or "h":
                answer, written = asking.answer(row, asker, method)
                if answer.status_code != 405 or written:
                    problems.append(f"{method} {row.address} by {asker}: {answer.status_code} {written}")

    assert problems == []


def _not_refused(row: Row, who: dict[str, str]) -> list[str]:
    return [asker for asker, letter in zip(who, row.letters, strict=True) if letter not in REFUSED]


# What a page must not have, if no script or style may stand in it; `data-on…` and such are something else.
INLINE = (
    ("a style sheet", re.compile(r"<style\b", re.I)),
    ("a style of an element", re.compile(r"<[a-z][^>]*\sstyle\s*=", re.I)),
    ("a script", re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/(json|ld\+json)\")", re.I)),
    ("a handler", re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.I)),
    ("an address that is a script", re.compile(r"(href|src|action)\s*=\s*[\"']?\s*javascript:", re.I)),
)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_no_page_has_script_or_style_of_its_own(asking, prefix):
    problems, pages = [], 0
    for row, who in ROWS:
        shown_to = [asker for asker, letter in zip(who, row.letters, strict=True) if letter in ".U"]
        for asker in shown_to[-1:] if row.method == "GET" and who is WHO else []:
            english = Row(row.method, prefix + row.address, row.sent, row.letters, row.leads)
            answer, _ = asking.answer(english, asker)
            if answer.status_code == 404 or not answer.get("Content-Type", "").startswith("text/html"):
                continue  # no page, or nothing that has two languages
            pages += 1
            text = answer.content.decode()
            for sense, signs in SENSES.items():
                if any(sign in text for sign in signs) != (f"{sense}=(self)" in answer["Permissions-Policy"]):
                    problems.append(
                        f"{row.address}: {sense} asked for and not permitted, or the other way round"
                    )
            problems += [f"{row.address}: {what}" for what, sign in INLINE if sign.search(text)]
            problems += [
                f"{row.address}: no {name}"
                for name, value in (
                    HEADERS | IN_OUR_FRAME if "/desk/" in english.address else HEADERS
                ).items()
                if value not in answer.get(name, "")
            ]

    assert problems == []
    assert pages > 80


# What on a page asks the phone for something.
SENSES = {"microphone": ("data-record ", 'id="phone"'), "geolocation": ("data-locate ",)}
HEADERS = {
    "Content-Security-Policy": "script-src 'self'",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=()",
}
IN_OUR_FRAME = {"X-Frame-Options": "SAMEORIGIN"}  # the desk, below the phone bar
