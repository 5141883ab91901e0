"""Hindi typed in Latin letters, read into the sounds of `devanagari.py`.

>>> [read_word(word) for word in ("bijalee", "raampur", "sadak", "shikayat", "khaad", "laxmi", "wapas")]
['bijali', 'rAmpur', 'sadak', 'Sikayat', 'KAd', 'lakSmi', 'vapas']
"""

from __future__ import annotations

import re

_SOUNDS = {
    "chchh": "cC", "cchh": "cC", "chch": "cC", "cch": "cC", "chh": "C", "tch": "c", "ch": "c",
    "ksh": "kS", "x": "kS", "ck": "k", "q": "k",
    "kh": "K", "gh": "G", "jh": "J", "th": "T", "dh": "D", "bh": "B", "ph": "f", "sh": "S", "zh": "J",
    "z": "j", "wh": "v", "w": "v",
    "aau": "O", "au": "O", "ou": "O", "aao": "O", "ao": "O", "oo": "u", "uu": "u",
    "aaee": "E", "aai": "E", "aee": "E", "aae": "E", "ai": "E", "ae": "E",
    "aa": "A", "ee": "i", "ii": "i",
}  # fmt: skip
_BY_PLACE = (
    (re.compile(r"^jn|^dny"), "gy"),  # jnan, dnyan for ज्ञान
    (re.compile(r"(?<=[aeiou])rh(?![aeiou]*h)"), "R"),  # garh, parhai for गढ़, पढ़ाई
    (re.compile(r"(?<=g)(?:aa?o+n?|aa?n?[vw]|a?un)$"), "A~v"),  # gaon, ganv: गाँव at the end of a place's name
    (re.compile(r"(?<=...)alaya$"), "alay"),  # vidyalaya, karyalaya
    (re.compile(r"(?<=[a-z])(?:t|ss?)ion$"), "S@n"),  # mission, division
    (re.compile(r"c(?=[eiy])"), "s"),
    (re.compile(r"c(?!h|c)"), "k"),
    (re.compile(r"(?<=[^aeiouR])y$"), "i"),  # chaudhary
    (re.compile(r"(?<=e)y$"), ""),
)
_GROUPS = re.compile("|".join(sorted(_SOUNDS, key=len, reverse=True)))


def read_word(word: str) -> str:
    """The sounds of one word in lower-case Latin letters (a to z)."""
    for pattern, sound in _BY_PLACE:
        word = pattern.sub(sound, word)
    sounds = _GROUPS.sub(lambda group: _SOUNDS[group[0]], word)
    # A final a is never the inherent vowel, which no one speaks there.
    return sounds[:-1] + "A" if sounds.endswith("a") else sounds
