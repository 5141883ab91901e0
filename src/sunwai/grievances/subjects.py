"""Finding the subject of a complaint: suggested from its words, searched, or by department."""

from __future__ import annotations

import logging
from collections import Counter

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Q, QuerySet

from sunwai.grievances.enums import Kind
from sunwai.grievances.selectors import newest_subjects
from sunwai.grievances.suggestion import ModelMissing, suggest
from sunwai.language import key
from sunwai.offices.enums import Sensitivity
from sunwai.offices.models import Category, Department

log = logging.getLogger(__name__)

MOST_FOUND = 12
CONSIDERED = 6  # suggestions asked for, of which those that fit the kind are shown
SHOWN = 3
COUNTED = 2000  # newest cases in which the commonest subjects are counted
MOST_COMMON = 6


def usable(kind: Kind) -> QuerySet[Category]:
    """Subjects in use that a complaint of `kind` may have."""
    sealed = Q(sensitivity=Sensitivity.CORRUPTION)
    return Category.objects.filter(
        sealed if kind == Kind.CORRUPTION else ~sealed, is_active=True, department__is_active=True
    ).select_related("department")


def suggested(text: str, kind: Kind) -> list[Category]:
    """The likeliest subjects of `text`, the likeliest first. For corruption all of its few subjects."""
    if kind == Kind.CORRUPTION:
        return list(usable(kind))
    try:
        codes = [suggestion.category for suggestion in suggest(text, limit=CONSIDERED)]
    except ModelMissing:
        log.warning("The model that suggests subjects is not built; citizens choose without it.")
        return []
    found = {category.code: category for category in usable(kind).filter(code__in=codes)}
    return [found[code] for code in codes if code in found][:SHOWN]


def commonest(kind: Kind) -> list[Category]:
    """What people tell of most these days, the commonest first: for whoever spoke and wrote nothing to suggest from."""
    often = Counter(newest_subjects(COUNTED))
    found = usable(kind).filter(pk__in=often)
    return sorted(found, key=lambda category: (-often[category.pk], category.code))[:MOST_COMMON]


def searched(words: str, kind: Kind) -> list[Category]:
    """Subjects whose names or keywords are like `words`, in either script."""
    folded = key(words)
    if not folded:
        return []
    alike = Q(key__trigram_word_similar=folded) | Q(key__contains=folded)
    likeness = TrigramWordSimilarity(folded, "key")
    return list(usable(kind).filter(alike).order_by(likeness.desc(), "pk")[:MOST_FOUND])


def departments(kind: Kind) -> QuerySet[Department]:
    """Departments that have subjects for a complaint of `kind`."""
    return Department.objects.filter(pk__in=usable(kind).values("department")).order_by("order", "code")
