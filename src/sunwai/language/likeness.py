"""How alike two texts are as words: letters cost what they cost in Hindi typing, and every word counts.

Each word is aligned with its nearest in the other text. Two words are compared sound by sound with the prices
below: what the two scripts, or two typists, write differently is cheap, what makes another word is dear.

>>> similarity("bijli nahi aa rahi", "बिजली नहीं आ रही") >= MATCH
True
>>> similarity("रामपुर", "श्यामपुर") >= MATCH, similarity("पानी", "नाली") >= MATCH
(False, False)
"""

# ruff: noqa: SIM905  a list of words reads better as text
from __future__ import annotations

from functools import lru_cache
from itertools import accumulate

from sunwai.language.devanagari import VOWELS
from sunwai.language.sounds import Word, words

MATCH = 0.84
"""From this similarity on, two texts are taken for the same words (fitted on data/language/pairs.csv)."""

_MINOR = frozenset("hE h@ hO he ho kA ki ke ko me~ se ne p@r to Bi hi vo O O@r Or kO~".split())
_MINOR_WEIGHT = 0.15  # of a post-position or auxiliary beside a word that carries meaning

_LIKE = {  # what stands for what, beside the aspirates: price of taking one for the other
    "aA": 0.05, "a@": 0.05, "@A": 0.45,
    "ie": 0.35, "iE": 0.5, "eE": 0.25, "uo": 0.35, "uO": 0.5, "oO": 0.2,
    "ao": 0.65, "@o": 0.65, "Ao": 0.7, "aO": 0.5, "AO": 0.6, "qo": 0.1, "qA": 0.1, "qa": 0.1, "qO": 0.2,
    "ae": 0.6, "@e": 0.6, "aE": 0.6, "AE": 0.7, "ai": 0.65, "@i": 0.6, "au": 0.65, "@u": 0.6,
    "ov": 0.4, "ey": 0.4,
    "sS": 0.1, "cC": 0.1, "SC": 0.5, "vb": 0.4, "vB": 0.6, "pf": 0.5, "jy": 0.6, "gk": 0.8, "rl": 0.9,
    "nm": 0.5, "~n": 0.05, "~m": 0.1, "Rr": 0.05, "Rd": 0.05, "RD": 0.1, "dr": 0.4,
}  # fmt: skip
_ASPIRATES = dict(zip("KGJTDBC", "kgjtdbc", strict=True))
_ASPIRATE = 0.2  # muje for mujhe
_FIRST_ASPIRATE = 0.6  # gar for ghar
_OTHER_VOWEL, _OTHER = 0.8, 1.2
_FIRST_SOUND = 1.25  # times as dear where a word begins


def similarity(a: str, b: str) -> float:
    """From 0 (nothing alike) to 1 (the same words), whatever script each is in; in either order the same."""
    first, second = _joined(words(a), words(b))
    if not first or not second:
        return 0.0
    if [word.sounds for word in first] == [word.sounds for word in second]:
        return 1.0
    return min(_covered(first, second), _covered(second, first))


def _joined(first: list[Word], second: list[Word]) -> tuple[list[Word], list[Word]]:
    """Both, with neighbours made one where the other writes them so: pipe line, pipeline."""
    return _join_like(first, second), _join_like(second, first)


def _join_like(these: list[Word], those: list[Word]) -> list[Word]:
    wanted = {word.sounds: word for word in those} if len(these) > 1 else {}
    joined: list[Word] = []
    at = 0
    while at < len(these):
        for count in (3, 2):  # एस.डी.एम., pipe line
            part = these[at : at + count]
            if len(part) == count and (match := _one_of("".join(word.sounds for word in part), wanted)):
                joined.append(match)
                at += count
                break
        else:
            joined.append(these[at])
            at += 1
    return joined


def _one_of(sounds: str, wanted: dict[str, Word]) -> Word | None:
    if any(sound.isdigit() for sound in sounds):
        return None
    whole = Word(sounds, sounds, frozenset())
    for word in wanted.values():
        if abs(len(word.sounds) - len(sounds)) <= 2 and _alike(whole, word) >= MATCH:
            return word
    return None


def _covered(these: list[Word], those: list[Word]) -> float:
    """How well `those` words hold `these`: half the mean over words, half the worst."""
    best = [max(_alike(word, other) for other in those) for word in these]
    weights = [_weight(word) for word in these]
    if max(weights) == _MINOR_WEIGHT:
        weights = [1.0] * len(these)
    mean = sum(w * score for w, score in zip(weights, best, strict=True)) / sum(weights)
    worst = min(score for w, score in zip(weights, best, strict=True) if w == 1.0)
    return (mean + worst) / 2


def _weight(word: Word) -> float:
    return _MINOR_WEIGHT if word.sounds in _MINOR else 1.0


def _alike(a: Word, b: Word) -> float:
    if a.sounds == b.sounds:
        return 1.0
    return _words_alike(a, b) if a.written <= b.written else _words_alike(b, a)


@lru_cache(maxsize=1 << 15)
def _words_alike(a: Word, b: Word) -> float:
    if a.sounds[0].isdigit() or b.sounds[0].isdigit():
        return 0.0  # another number is another thing
    if a.known & b.known:
        return 1.0
    price = _price(a.sounds, b.sounds)
    alike = max(0.0, 1 - price / (2 + max(len(a.sounds), len(b.sounds)) / 4))
    if a.known and b.known:
        return min(alike, MATCH - 0.2)  # two words known to be different
    return alike


def _price(a: str, b: str) -> float:
    """Edit distance with the prices of this module."""
    missing_from_a = [_missing(b, at) for at in range(len(b))]
    row = list(accumulate(missing_from_a, initial=0.0))
    for at, x in enumerate(a):
        missing = _missing(a, at)
        above, left = row, row[0] + missing
        row = [left]
        for j, y in enumerate(b):
            instead = above[j] + _swap(x, y, is_first=not at and not j)
            left = min(instead, above[j + 1] + missing, left + missing_from_a[j])
            row.append(left)
    return row[-1]


def _swap(x: str, y: str, *, is_first: bool) -> float:
    """What it costs that `x` stands where the other text has `y`."""
    if x == y:
        return 0.0
    return _instead_first(x, y) if is_first else _INSTEAD[x + y]


def _instead_first(x: str, y: str) -> float:
    """Where both words begin: what is near elsewhere (ghar, gar; dam, ram) is another word there."""
    if {x, y} == {"d", "r"}:
        return _OTHER * _FIRST_SOUND
    price = _INSTEAD[x + y]
    if price == _ASPIRATE:
        return _FIRST_ASPIRATE
    return price * _FIRST_SOUND if price > 0.1 else price


def _instead(x: str, y: str) -> float:
    price = _LIKE.get(x + y) or _LIKE.get(y + x)
    if price is not None:
        return price
    if _ASPIRATES.get(x) == y or _ASPIRATES.get(y) == x:
        return _ASPIRATE
    return _OTHER_VOWEL if x in VOWELS and y in VOWELS else _OTHER


_SOUNDS = "@aAiueEoOqkgcjtdnpbmyrlvshfKGCJTDBSR~"
_INSTEAD = {x + y: _instead(x, y) for x in _SOUNDS for y in _SOUNDS}


def _missing(sounds: str, at: int) -> float:
    """What it costs that the other word lacks the sound at `at`."""
    sound = sounds[at]
    before = sounds[at - 1] if at else ""
    after = sounds[at + 1] if at + 1 < len(sounds) else ""
    if sound in VOWELS:
        return _missing_vowel(sound, before, after, second_last=sounds[at - 2] if at > 1 else "")
    if sound == "~":
        return 0.1
    if _ASPIRATES.get(after) == sound:
        return 0.25  # vriddha, vridha
    if sound in (before, after):
        return 0.5  # patta is not pata
    if sound == "h" and before:
        return 0.5 if after else 0.35
    if sound == "n" and not after and before in VOWELS:
        return 0.45  # logon, logo
    if sound in "yv" and before in VOWELS and after in VOWELS:
        return 0.5
    return 1.0 if before else 1.3


def _missing_vowel(sound: str, before: str, after: str, second_last: str) -> float:
    if not before:
        return 0.9
    if not after:
        return _missing_last_vowel(sound, before, second_last)
    if before in VOWELS or after in VOWELS:
        return 0.7 if sound == "i" else 0.4  # Umariya is not Umara
    return {"@": 0.1, "a": 0.2}.get(sound, 0.8)


def _missing_last_vowel(sound: str, before: str, second_last: str) -> float:
    if sound == "@":
        return 0.1
    if before in VOWELS:
        return 0.7  # Umariya is not Umari
    if sound == "A" and second_last and second_last not in VOWELS:
        return 0.5 if before in "ryv" else 0.6  # kendra, kendr
    return {"e": 0.6}.get(sound, 1.0)
