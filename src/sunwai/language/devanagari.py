"""Devanagari read aloud: one ASCII letter a sound, with the unspoken inherent *a* left out.

The alphabet of sounds (`latin.py` writes the same one):

    vowels      @ inherent or short अ · A आ · a an *a* of Latin script, which may be either
                i इ ई · u उ ऊ · e ए · E ऐ · o ओ · O औ · q ऑ of English words
    consonants  k g c j t d n p b m y r l v s h, f फ; upper case for the aspirates K G C J T D B,
                for S (श ष) and for R (ड़ ढ़, which Latin script writes r or d)
    ~           a nasal that Latin script writes n, m or not at all

>>> [read_word(word) for word in ("बिजली", "रामपुर", "सड़क", "समग्र", "नहीं", "वृद्धा", "ज्ञान")]
['bijli', 'rAmpur', 's@R@k', 's@m@gr@', 'n@hi~', 'vridDA', 'gyAn']
"""

from __future__ import annotations

import re

VOWELS = frozenset("@aAiueEoOq")

_CONSONANTS = {
    "क": "k", "ख": "K", "ग": "g", "घ": "G", "ङ": "n",
    "च": "c", "छ": "C", "ज": "j", "झ": "J", "ञ": "n",
    "ट": "t", "ठ": "T", "ड": "d", "ढ": "D", "ण": "n",
    "त": "t", "थ": "T", "द": "d", "ध": "D", "न": "n",
    "प": "p", "फ": "f", "ब": "b", "भ": "B", "म": "m",
    "य": "y", "र": "r", "ल": "l", "ळ": "l", "व": "v",
    "श": "S", "ष": "S", "स": "s", "ह": "h",
    "ड़": "R", "ढ़": "R",  # every other nukta (क़ ख़ ग़ ज़ फ़) is left out in typing
}  # fmt: skip
_VOWELS = {
    "अ": "@", "आ": "A", "इ": "i", "ई": "i", "उ": "u", "ऊ": "u", "ऋ": "ri",
    "ए": "e", "ऐ": "E", "ओ": "o", "औ": "O", "ऍ": "E", "ऑ": "q", "ॐ": "om",
}  # fmt: skip
_SIGNS = {
    "ा": "A", "ि": "i", "ी": "i", "ु": "u", "ू": "u", "ृ": "ri",
    "े": "e", "ै": "E", "ो": "o", "ौ": "O", "ॅ": "E", "ॉ": "q", "\u094d": "", "": "@",
}  # fmt: skip
_LETTER = re.compile(f"([क-ह]\u093c?)([{''.join(_SIGNS)}]?)|([{''.join(_VOWELS)}])|([ंँ])")
_SPOKEN_OTHERWISE = ((re.compile("ज्ञ"), "ग्य"), (re.compile("ंह"), "ंघ"))  # ज्ञान gyan, सिंह singh


def read_word(word: str) -> str:
    """The sounds of one Devanagari word (NFKD); signs that are not letters are passed over."""
    for written, spoken in _SPOKEN_OTHERWISE:
        word = written.sub(spoken, word)
    return _drop_schwas(_spell_out(word))


def _spell_out(word: str) -> list[str]:
    """Every sound that the letters could stand for, each bare consonant with its inherent vowel."""
    sounds: list[str] = []
    for consonant, sign, vowel, nasal in _LETTER.findall(word):
        if consonant:
            sounds += _CONSONANTS.get(consonant) or _CONSONANTS[consonant[0]]
            sounds += _SIGNS[sign]
        else:
            sounds += "~" if nasal else _VOWELS[vowel]
    return sounds


def _drop_schwas(sounds: list[str]) -> str:
    """Hindi does not speak the inherent vowel at a word's end, nor between VC and CV (M. Ohala, 1983)."""
    if len(sounds) > 2 and sounds[-1] == "@" and not _ends_in_glide_cluster(sounds):
        sounds.pop()
    for at in range(len(sounds) - 3, 1, -1):
        if sounds[at] == "@" and _between_open_syllables(sounds, at):
            del sounds[at]
    return "".join(sounds)


def _ends_in_glide_cluster(sounds: list[str]) -> bool:
    """मित्र, राज्य, तत्व: here the vowel is spoken, and typed."""
    return sounds[-2] in "ryv" and sounds[-3] not in VOWELS and sounds[-3] != "~"


def _between_open_syllables(sounds: list[str], at: int) -> bool:
    earlier, previous, following, later = (sounds[at + step] for step in (-2, -1, 1, 2))
    return (
        (earlier in VOWELS or earlier == "~")
        and previous not in VOWELS
        and following not in VOWELS
        and following not in "~y"  # रुपये rupaye
        and later in VOWELS
    )
