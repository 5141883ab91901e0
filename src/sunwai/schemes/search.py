"""An index over the words of all schemes, held by each process: finds by name, need, group or text, with slips.

A scheme scores by how much of what was asked it covers. Rare words count for more than common ones (`_Index.weight`);
a word of the name or of a need counts for more than one of the description (`WEIGHTS`); a need that was asked for
nearly whole, or a name as it is, comes first.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from threading import Lock

from django.db import connection

from sunwai.language import MATCH, key, similarity
from sunwai.schemes.directory import Word, benefits, groups, kinds, synonyms
from sunwai.schemes.enums import Status
from sunwai.schemes.models import Scheme

LONGEST = 200  # characters of a text that are read
GOOD_ENOUGH = 0.45  # of 1: about half of what was asked, weighed, found in a scheme
BESIDE_THE_BEST = 0.5  # of the best score: what has less is left out
SYNONYM, SLIP, FORM = (
    0.95,
    0.9,
    0.9,
)  # what a word counts that is another one for the same, spelt differently, another form
WHOLE_NEED = 0.35  # added where a need is asked for in all its words
NAMED = 0.4  # added where what was asked stands in the name as it is
LAST = 1000  # place on the telephone of what is not there
MOST_ASKED = 0.1  # added to what is on the telephone's menu
CLOSED = 0.8  # times: nobody can apply any more
FEWEST_LETTERS = 4  # of a word in which slips are looked for
SAME_LETTERS = 0.5  # share of its pairs of letters that a word with slips has in common with the right one

WEIGHTS = (("name", 1.0), ("also", 1.0), ("needs", 0.95), ("sorted", 0.8), ("told", 0.55))
# Says only that a scheme is wanted, and the small words around it.
IDLE = frozenset(
    key(
        "योजना योजनाएं योजनाओं yojana yojna scheme schemes सरकारी सरकार sarkari government के की का को में से लिए है हैं क्या "
        "मिलेगी मिलेगा मिलेंगे मिलता मिलती मिल सकता सकती चाहिए चाहता चाहती बताओ बताइए जानकारी मुझे मेरी मेरा मेरे हमें हमारे "
        "हम मैं उसे उसकी for the of in is to about tell me info information can i my get will want need a an and or on "
        "कैसे कौन सी और या पर ने ki ka ke ko liye milegi milega mile kya hai hain kaise chahiye mujhe meri mera koi कोई "
        "mukhyamantri मुख्यमंत्री pradhanmantri प्रधानमंत्री pm cm पी एम सी कुछ कितना कितनी करना होना हो कर रहा रही "
        "वाला वाली वाले"
    ).split()
)


class Index:
    """The words of the schemes in use, as they were when it was made."""

    def __init__(self, schemes: list[Scheme], version: tuple[object, ...]) -> None:
        self.version, self.schemes = version, schemes
        self.words: dict[str, dict[int, float]] = defaultdict(dict)
        self.names = [_names(scheme) for scheme in schemes]
        self.needs = [[words for need in scheme.needs if (words := words_of(need))] for scheme in schemes]
        for number, scheme in enumerate(schemes):
            for field, weight in WEIGHTS:
                for word in words_of(FIELDS[field](scheme)):
                    self.words[word][number] = max(weight, self.words[word].get(number, 0.0))
        self.by_start: dict[str, list[str]] = defaultdict(list)
        for word in self.words:
            self.by_start[word[0]].append(word)
        self.same = _same()
        self.like = lru_cache(maxsize=4096)(self._like)

    def find(self, text: str) -> list[tuple[float, Scheme]]:
        """Schemes with their scores, best first; those that are `GOOD_ENOUGH`."""
        wanted = words_of(text[:LONGEST])
        if not wanted:
            return []
        likes = {word: self.like(word) for word in wanted}
        weights = {word: self.weight(likes[word]) for word in wanted}
        covered: dict[int, float] = defaultdict(float)
        for word, likely in likes.items():
            for number, held in self._best(likely).items():
                covered[number] += weights[word] * held
        total = sum(weights.values())
        meant = frozenset(word for likely in likes.values() for word in likely)
        phrases = _phrases(text[:LONGEST])
        scored = [
            (self._score(number, share / total, meant, phrases), self.schemes[number])
            for number, share in covered.items()
        ]
        least = max(GOOD_ENOUGH, BESIDE_THE_BEST * max((score for score, _scheme in scored), default=0.0))
        good = [(score, scheme) for score, scheme in scored if score >= least]
        return sorted(good, key=lambda one: (-round(one[0], 3), in_order(one[1])))

    def weight(self, likely: dict[str, float]) -> float:
        """How much a word tells: one that stands in every scheme next to nothing."""
        holders = {number for word in likely for number in self.words[word]}
        return math.log(1 + len(self.schemes) / (1 + len(holders)))

    def _best(self, likely: dict[str, float]) -> dict[int, float]:
        best: dict[int, float] = {}
        for word, alike in likely.items():
            for number, weight in self.words[word].items():
                best[number] = max(best.get(number, 0.0), alike * weight)
        return best

    def _score(self, number: int, covered: float, meant: frozenset[str], phrases: frozenset[str]) -> float:
        whole = max((len(need & meant) / len(need) for need in self.needs[number]), default=0.0)
        named = max((_named_by(asked, name) for asked in phrases for name in self.names[number]), default=0.0)
        scheme = self.schemes[number]
        factor = CLOSED if scheme.status == Status.CLOSED else 1.0
        most_asked = MOST_ASKED * covered if scheme.order else 0.0
        return (covered * (1 + WHOLE_NEED * whole) + NAMED * named + most_asked) * factor

    def _like(self, word: str) -> dict[str, float]:
        """Words of the index that stand for `word`, each with how surely."""
        found = {word: 1.0} if word in self.words else {}
        if not found:
            found |= self._slips(word)
        meant = {same for one in (word, *found) for same in self.same.get(one, ())}
        return dict.fromkeys(meant & self.words.keys(), SYNONYM) | found

    def _slips(self, word: str) -> dict[str, float]:
        """Words spelt nearly as `word`, or of which it is the beginning."""
        if len(word) < FEWEST_LETTERS:
            return {}
        pairs = _pairs(word)
        near = [
            other
            for other in self.by_start[word[0]] + self._other_starts(word)
            if abs(len(other) - len(word)) <= 3 and len(pairs & _pairs(other)) >= SAME_LETTERS * len(pairs)
        ]
        slips = {other: SLIP * alike for other in near if (alike := similarity(word, other)) >= MATCH}
        return slips or {other: FORM for other in self.by_start[word[0]] if other.startswith(word)}

    def _other_starts(self, word: str) -> list[str]:
        """Words that begin with a letter often written for that of `word`."""
        return [other for letter in ALIKE_STARTS.get(word[0], "") for other in self.by_start[letter]]


ALIKE_STARTS = {"v": "b", "b": "v", "j": "y", "y": "j", "f": "p", "p": "f", "s": "c", "c": "s"}
FIELDS = {
    "name": lambda scheme: f"{scheme.name_hi} {scheme.name_en}",
    "also": lambda scheme: " ".join(scheme.also),
    "needs": lambda scheme: " ".join(scheme.needs),
    "sorted": lambda scheme: " ".join(_both(_sorted_by(scheme))),
    "told": lambda scheme: " ".join(
        getattr(scheme, f"{part}_{language}")
        for part in ("short", "objective", "who", "gets")
        for language in ("hi", "en")
    ),
}


def in_order(scheme: Scheme) -> tuple[int, str]:
    """For sorting: what is on the telephone's menu first, in its order."""
    return scheme.order or LAST, scheme.code


def words_of(text: str) -> frozenset[str]:
    """The words of `text` that mean something here, as keys that do not tell scripts apart."""
    return frozenset(_words_of(text))


@lru_cache(maxsize=4096)
def _words_of(text: str) -> tuple[str, ...]:
    return tuple(word for word in key(text).split() if word not in IDLE)


def current() -> Index:
    """The index over what the database holds now: made anew when a row came, changed or went."""
    version = _version()
    with _making:
        index = _kept.get("index")
        if index is None or index.version != version:
            rows = Scheme.objects.filter(is_active=True, department__is_active=True)
            schemes = sorted(rows.select_related("department"), key=in_order)
            index = _kept["index"] = Index(schemes, version)
    return index


def _version() -> tuple[object, ...]:
    """Changes with every row: the database itself writes an event for each change, whoever makes it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT max(pgh_id) FROM schemes_schemeevent), (SELECT max(id) FROM schemes_scheme),"
            " (SELECT count(*) FROM schemes_scheme), (SELECT count(*) FROM offices_department WHERE is_active)"
        )
        return tuple(cursor.fetchone())


_kept: dict[str, Index] = {}
_making = Lock()


def _sorted_by(scheme: Scheme) -> Iterable[Word]:
    known = (groups(), *scheme.groups), (kinds(), scheme.kind), (benefits(), scheme.benefit)
    return [table[code] for table, *codes in known for code in codes if code in table]


def _both(words: Iterable[Word]) -> list[str]:
    return [text for word in words for text in (word.hi, word.en)]


def _names(scheme: Scheme) -> frozenset[str]:
    names = (scheme.name_hi, scheme.name_en, *scheme.also)
    return frozenset(phrase for name in names for phrase in _phrases(name))


def _phrases(text: str) -> frozenset[str]:
    """A text between spaces, to be found in a longer one: as it is, without “scheme” at its end, and without all that
    names have in common.

    One word alone is not enough for the last: all that is left of “PM Kisan” would be “Kisan”.
    """
    words = key(text).split()
    telling = [word for word in words if word not in IDLE]
    if not telling:
        return frozenset()
    last = max(at for at, word in enumerate(words) if word not in IDLE)
    forms = (words, words[: last + 1], telling if len(telling) > 1 else words)
    return frozenset(f" {' '.join(form)} " for form in forms)


def _named_by(phrase: str, name: str) -> float:
    """From a half, where one is a small part of the other, to 1, where it is the whole. One word of many names nothing
    but itself: a name is looked for in what was asked only where it has two.
    """
    if phrase in name:
        return (1 + len(phrase) / len(name)) / 2
    if name in phrase and name.count(" ") > 2:
        return (1 + len(name) / len(phrase)) / 2
    return 0.0


def _pairs(word: str) -> frozenset[str]:
    return frozenset(word[at : at + 2] for at in range(len(word) - 1))


@lru_cache(maxsize=1)
def _same() -> dict[str, frozenset[str]]:
    """Word → all that mean the same, itself among them."""
    found: dict[str, frozenset[str]] = {}
    for line in synonyms():
        words = frozenset(word for text in line for word in key(text).split())
        for word in words:
            found[word] = found.get(word, frozenset()) | words
    return found
