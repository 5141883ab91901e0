"""A text as words, and each word as its sounds, whatever script it was typed in.

>>> [word.sounds for word in words("Sarak ख़राब है, transformer भी 12")]
['s@R@k', 'K@rAb', 'hE', 'trA~sfArm@r', 'Bi', '12']
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from sunwai.language import devanagari, latin
from sunwai.language.lexicon import LEXICON

_WORD = re.compile(r"[a-z]+|[\u0900-\u0963\u0971-\u097f]+|[0-9]+")
_DEVANAGARI_DIGITS = str.maketrans("०१२३४५६७८९", "0123456789")
_JOINERS = re.compile("[\u200b-\u200d\ufeff]|(?<=[A-Za-z])[.'’](?=[A-Za-z])")  # also I.D., o'clock
_LATIN_MARKS = re.compile("[\u0300-\u036f]")
_PART = 4  # letters at least of each half of a compound: shorter words turn up inside others

_SETTLED = (  # what both scripts write in several ways
    (re.compile(r"[aA@]y?[ie]"), "E"),  # गई gai gayi gaee, जाए jaye
    (re.compile(r"[aA@][ou]"), "O"),  # जाओ jao
    (re.compile(r"[aA@]y[a@]?(?![aA@ieEuoO])"), "E"),  # रायपुर Raipur, सहायता sahayata sahayta
    (re.compile(r"[eE](?=h)"), "@"),  # तहसील tehsil, बहन behan
    (re.compile(r"iy(?=[aA@oue])"), "i"),  # किया kiya kia
    (re.compile(r"uv(?=[aA@])"), "u"),  # युवा yuva yuwa
    (re.compile(r"n(?=[pbBmf])"), "m"),  # sanpark sampark
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text.

    Attributes:
        written: as typed, in lower case and NFKD.
        sounds: in the alphabet of `devanagari.py`; the digits themselves for a number.
        known: the words of the lexicon that it may stand for; empty for a word not in it.
    """

    written: str
    sounds: str
    known: frozenset[str]


def words(text: str) -> list[Word]:
    """The words of `text` in order; signs and letters of other scripts only part words."""
    read = [_read(written) for written in _WORD.findall(plain(text))]
    return [word for word in read if word.sounds]


def plain(text: str) -> str:
    """`text` in NFKD (nukta apart), lower case, ASCII digits, without marks on Latin letters (IAST)."""
    if not text.isascii():
        text = _LATIN_MARKS.sub("", unicodedata.normalize("NFKD", text)).translate(_DEVANAGARI_DIGITS)
    return _JOINERS.sub("", text).lower()


@lru_cache(maxsize=1 << 14)
def _read(written: str) -> Word:
    known = LEXICON.get(written, ())
    if written[0].isdigit():
        return Word(written, written.lstrip("0") or "0", frozenset())
    if not written.isascii() or known:
        sounds = devanagari.read_word(written if not known or written in known else known[0])
    else:
        sounds = _read_compound(written) or latin.read_word(written)
    return Word(written, settle(sounds), frozenset(known))


def _read_compound(written: str) -> str | None:
    """Two words of the lexicon typed as one (pipeline), if it is that."""
    for at in range(_PART, len(written) - _PART + 1):
        first, second = LEXICON.get(written[:at]), LEXICON.get(written[at:])
        if first and second:
            return devanagari.read_word(first[0]) + devanagari.read_word(second[0])
    return None


def settle(sounds: str) -> str:
    """The one of several ways to write the same sounds."""
    for pattern, sound in _SETTLED:
        sounds = pattern.sub(sound, sounds)
    return sounds
