"""Finding schemes by what people call or need, and what somebody is entitled to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sunwai.citizens.models import Citizen
from sunwai.core.options import option
from sunwai.schemes import search
from sunwai.schemes.eligibility import Answers, Finding, Verdict, judge, tidy
from sunwai.schemes.enums import Status
from sunwai.schemes.models import KeptAnswers, Scheme
from sunwai.schemes.search import in_order

#: What a list can be narrowed by → what a scheme has there.
FILTERS: dict[str, Callable[[Scheme], Iterable[str]]] = {
    "group": lambda scheme: scheme.groups,
    "kind": lambda scheme: (scheme.kind,),
    "benefit": lambda scheme: (scheme.benefit,),
    "department": lambda scheme: (scheme.department.code,),
}


@dataclass(frozen=True)
class Entitled:
    """One scheme, judged for somebody."""

    scheme: Scheme
    finding: Finding


#: How far a scheme is from somebody: one with more rules, all of which hold, is meant for them more closely.
DISTANCE: dict[Verdict, Callable[[Entitled], int]] = {
    Verdict.FITS: lambda one: -len(one.scheme.rules),
    Verdict.MAY_FIT: lambda one: len(one.finding.missing),
    Verdict.DOES_NOT_FIT: lambda one: len(one.finding.broken),
}


def search_schemes(
    text: str, *, limit: int | None = 5, filters: Mapping[str, str] | None = None
) -> list[Scheme]:
    """Schemes in use that have to do with `text`, the likeliest first; none where nothing is like it.

    Args:
        filters: name of `FILTERS` → code; empty ones do not count. Without text all that they leave.
    """
    index = search.current()
    wanted = {name: code for name, code in (filters or {}).items() if code}
    found = [scheme for _score, scheme in index.find(text)] if text.strip() else index.schemes
    if not text.strip() and not wanted:
        return []
    return [
        scheme for scheme in found if all(code in FILTERS[name](scheme) for name, code in wanted.items())
    ][:limit]


def all_schemes() -> list[Scheme]:
    """All schemes in use, in the order of the telephone, then by code."""
    return search.current().schemes


def find_scheme(code: str) -> Scheme | None:
    """The scheme in use with this code."""
    return next((scheme for scheme in all_schemes() if scheme.code == code), None)


def entitlements(answers: Answers) -> dict[Verdict, list[Entitled]]:
    """Every scheme to which one can apply, by what becomes of it for somebody with these answers.

    What fits comes in the order of how closely it is meant for them, the rest by how little is missing or broken.
    """
    given = tidy(answers)
    found: dict[Verdict, list[Entitled]] = {verdict: [] for verdict in Verdict}
    for scheme in all_schemes():
        if scheme.status != Status.CLOSED:
            finding = judge(scheme.rules, given)
            found[finding.verdict].append(Entitled(scheme, finding))
    return {
        verdict: sorted(some, key=lambda one: (DISTANCE[verdict](one), in_order(one.scheme)))
        for verdict, some in found.items()
    }


def kept_answers(citizen: Citizen | None) -> KeptAnswers | None:
    """What this citizen had kept of their answers; nobody else reads it."""
    return KeptAnswers.objects.filter(citizen=citizen).first() if citizen else None


def to_check(today: date) -> list[Scheme]:
    """Schemes in use whose text is to be compared with its source again soon, the most urgent first."""
    until = today + timedelta(days=option("schemes.remind_days"))
    return list(Scheme.objects.filter(is_active=True, review_by__lte=until).order_by("review_by", "code"))
