"""A centre for tests: what it calls our subjects and districts, the grievances that it sends, and one that obeys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sunwai.core.clock import IST
from sunwai.cpgrams.atlas import forget
from sunwai.cpgrams.models import CentralCategory
from sunwai.cpgrams.ports import Answer, CentreFailed, Entry, Page, Update
from tests.world import MONDAY, World

ELECTRICITY, LAND, BRIBES, NOBODY_KNOWS = 100, 200, 300, 900


def number(n: int) -> str:
    return f"GOVMP/E/2026/{n:07}"


def record(n: int = 1, **fields: Any) -> dict[str, Any]:
    """A grievance as the centre sends it: no electricity in Balaghat, from somebody without a mobile."""
    return {
        "registration_no": number(n),
        "DiaryDate": "2026-11-20T10:00:00+05:30",
        "recvd_date": "2026-11-22T10:00:00+05:30",
        "org_code": "GOVMP",
        "CategoryV7": str(ELECTRICITY),
        "subject_content_text": f"हमारे गाँव में बिजली नहीं आ रही ({n})",
        "remarks_text": "Forwarded for necessary action.",
        "state": "MADHYA PRADESH",
        "dist_name": "BALAGHAT",
    } | fields


def known_names(world: World) -> None:
    """What the centre calls things, said by an administrator."""
    named = {
        ELECTRICITY: ("Electricity", None, "energy.no-supply"),
        101: ("Billing", ELECTRICITY, None),
        LAND: ("Land", None, "revenue.mutation"),
        BRIBES: ("Corruption", None, "vigilance.bribe"),
        NOBODY_KNOWS: ("Others", 899, None),
    }
    for code, (name, above, ours) in named.items():
        category = world.category(ours) if ours else None
        CentralCategory.objects.create(code=code, name=name, parent_code=above, category=category)
    forget()


class ObedientCentre:
    """A centre in memory. `pages` are what it has; `failing` makes it fail."""

    name = "http"

    def __init__(self, *pages: Sequence[Any], words: Sequence[Any] = ()) -> None:
        self.pages = [list(page) for page in pages]
        self.said = list(words)
        self.told: list[Update] = []
        self.failing = ""
        self.refuses: dict[str, str] = {}
        self.ledger: list[Entry] = []
        self.settled: list[str] = []

    def grievances(self, mark: str) -> Page:
        return self._page("page", self.pages, mark)

    def words(self, mark: str) -> Page:
        return self._page("words", [self.said], mark)

    def settle(self, mark: str) -> None:
        self.settled.append(mark)

    def push(self, updates: Sequence[Update]) -> list[Answer]:
        self._may_fail()
        self.told += updates
        refused = self.refuses
        return [Answer(one.id, one.kind not in refused, refused.get(one.kind, "")) for one in updates]

    def register(self) -> Iterator[Entry]:
        self._may_fail()
        yield from self.ledger

    def problem(self) -> str:
        return self.failing

    def _page(self, what: str, pages: list[list[Any]], mark: str) -> Page:
        self._may_fail()
        at = int(mark or 0)
        found = pages[at] if at < len(pages) else []
        behind = min(at + 1, len(pages))
        return Page(
            [(f"{what} {at}, {n}", raw) for n, raw in enumerate(found, 1)], str(behind), behind >= len(pages)
        )

    def _may_fail(self) -> None:
        if self.failing:
            raise CentreFailed(self.failing)


RECEIVED = MONDAY.replace(day=22, hour=10, tzinfo=IST)
