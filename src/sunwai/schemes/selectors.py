"""Finding schemes by what people call them, in either script, spelt well or less well."""

from __future__ import annotations

from functools import lru_cache

from sunwai.language import key, similarity
from sunwai.schemes.models import Scheme

GOOD_ENOUGH = 0.45  # of 1: half of what was asked, found in a scheme's own words
NAME, REST = 1.0, 0.8  # a word of the name counts for more than one of the description
LIKE = 0.84
# Says only that a scheme is wanted, and the small words around it.
IDLE = frozenset(
    key(
        "योजना yojana yojna scheme के की का को में से लिए है हैं क्या मिलेगी मिलेगा मिलता चाहिए बताओ बताइए जानकारी "
        "मुझे मेरी मेरा हमें for the of in is to about tell me info information कैसे और या ke ki ka liye"
    ).split()
)


def search_schemes(text: str, *, limit: int = 5) -> list[Scheme]:
    """Schemes in use that have to do with `text`, the likeliest first; none where nothing is like it."""
    wanted = [word for word in key(text).split() if word not in IDLE]
    if not wanted:
        return []
    found = [(_score(wanted, scheme), scheme) for scheme in Scheme.objects.filter(is_active=True)]
    good = [(score, scheme) for score, scheme in found if score >= GOOD_ENOUGH]
    return [scheme for _score, scheme in sorted(good, key=lambda one: (-one[0], one[1].order, one[1].code))][
        :limit
    ]


def _score(wanted: list[str], scheme: Scheme) -> float:
    """How well the words of `scheme` hold those that are wanted, from 0 to 1."""
    name = _words(f"{scheme.name_hi} {scheme.name_en}")
    rest = _words(f"{scheme.short_hi} {scheme.short_en} {scheme.who_hi} {scheme.who_en}")
    return sum(max(NAME * _best(word, name), REST * _best(word, rest)) for word in wanted) / len(wanted)


def _best(word: str, words: frozenset[str]) -> float:
    if word in words:
        return 1.0
    alike = max((similarity(word, other) for other in words if other[:1] == word[:1]), default=0.0)
    return alike if alike >= LIKE else 0.0


@lru_cache(maxsize=2048)
def _words(text: str) -> frozenset[str]:
    return frozenset(key(text).split()) - IDLE
