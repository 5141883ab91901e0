"""Which language a text is in, told by its script and its commonest words.

General detectors call Hindi in Latin letters anything but Hindi.

>>> [detect(text) for text in ("बिजली नहीं है", "bijli nahi aa rahi hai", "There is no water in our village")]
['hi', 'hi-Latn', 'en']
"""

# ruff: noqa: SIM905  a list of words reads better as text
from __future__ import annotations

import re
from typing import Literal

Language = Literal["hi", "en", "hi-Latn"]

_DEVANAGARI_WORD = re.compile("[\u0900-\u097f]+")
_LATIN_WORD = re.compile("[a-z]+")

_ENGLISH = frozenset(
    """
    a an and any are as asked at am be been before but by can cannot did do does done for from get
    got had has have he her his i in into is it its my near no not of on once only or our out over
    she should since so than that the their them there they this to until up us very was we were
    what when where which who why will with without would you your please after again all also
    because about being
    """.split()
)
_HINDI = frozenset(
    """
    aa aaj aap aaya ab abhi agar apna apne aur bahut bhi bina bhut chahiye de dena diya do ek gaya
    gaye gai gayi ghar h hai hain ham hamara hamare hame hamein he hi ho hota hoti hu hua hue hui
    hum humara humare humko iska iske isko jab jata jati jo ka kab kabhi kahan kar kare karke karna
    karo karta karte kaun ke ki kisi kiya ko koi kr kuch kya kyo kyon kyun le liye mai mein mera
    mere meri mil mila mile mili milta mujhe na nahi nahin ne nhi par pe per phir raha rahe rahi rha
    rhe rhi sab sabhi sahi saath sath se tab tak tha the thi to unka us uska uske usko wahan wala
    wale wali woh wo ya yah yaha yahan ye yeh paani pani bijli sadak gaon shikayat yojna nali kharab
    band paisa paise
    """.split()
)
_BOTH = frozenset("do he hi me the to us is in so par per".split())  # tell nothing either way


def detect(text: str) -> Language:
    """The language of `text`: Devanagari is Hindi; in Latin letters the commoner stop-words decide.

    A text that tells nothing (no letters, or a bare name) is taken for "hi-Latn" if it is in Latin letters
    with no English stop-word, and for "hi" if it has no letters at all: people here speak Hindi first.
    """
    found = _LATIN_WORD.findall(text.lower())
    if len(_DEVANAGARI_WORD.findall(text)) >= len(found):
        return "hi"
    english = sum(word in _ENGLISH and word not in _BOTH for word in found)
    hindi = sum(word in _HINDI and word not in _BOTH for word in found)
    if english == hindi:
        english += sum(word in _ENGLISH for word in found)
        hindi += sum(word in _HINDI for word in found)
    return "en" if english > hindi else "hi-Latn"
