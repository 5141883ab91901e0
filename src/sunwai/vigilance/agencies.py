"""To whom a corruption case can be handed over: data/vigilance/agencies.csv."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from sunwai.core.data import path
from sunwai.offices.models import in_language


@dataclass(frozen=True)
class Agency:
    """An investigating agency, and how a letter to it begins."""

    code: str
    name_hi: str
    name_en: str
    address_hi: str
    address_en: str

    @property
    def name(self) -> str:
        """Its name in the reader's language."""
        return in_language(self.name_hi, self.name_en)

    @property
    def address(self) -> str:
        """To whom a letter goes, in the reader's language."""
        return in_language(self.address_hi, self.address_en)


@cache
def agencies() -> dict[str, Agency]:
    """All of them, by code."""
    with path("vigilance/agencies.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: Agency(**row) for row in csv.DictReader(file)}
