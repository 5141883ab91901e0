"""What people write where they could have pressed a button: words in Hindi of both scripts and in English.

>>> [intent(text) for text in ("haan ji", "नहीं हुआ", "shikayat ki stithi", "yojana batao", "insaan se baat karni hai")]
['yes', 'no', 'status', 'schemes', 'person']
"""

from __future__ import annotations

import re
from functools import cache

from sunwai.core import reference
from sunwai.language import MATCH, key, similarity

# First match wins where a text has words of several. Each is compared by its key, so spelling matters little.
# Topics may stand in a sentence; an answer stands alone or among fillers ("ji nahi", but not "bijli nahi hai").
# fmt: off
INTENTS: dict[str, str] = {
    "women":    "घरेलू_हिंसा दहेज बलात्कार छेड़छाड़ छेड़खानी gharelu_hinsa dahej balatkar chhedchhad domestic_violence dowry rape molest",
    "stop":     "stop band_karo रोको बंद_करो unsubscribe मत_भेजो mat_bhejo",
    "start":    "start शुरू shuru chalu चालू",
    "no":       "नहीं ना nahi nahin nhi nai no नहीं_हुआ galat गलत",
    "yes":      "हाँ हां जी haan han ha haa yes ho_gaya हो_गया theek ठीक sahi ok okay done bilkul",
    "back":     "वापस पीछे wapas peeche back cancel रद्द",
    "menu":     "मेन्यू मेनू menu namaste नमस्ते नमस्कार hi hello help मदद madad ram_ram राम_राम शुरुआत",
    "status":   "स्थिति स्टेटस status stithi sthiti kya_hua क्या_हुआ pata_karna कहाँ_तक kahan_tak",
    "closure":  "जवाब jawab answer closure",
    "schemes":  "योजना yojana yojna scheme schemes योजनाएं",
    "person":   "बात_करनी baat_karni baat_karna बात_करना insaan इंसान agent person human कॉल call phone operator",
    "language": "भाषा bhasha language english अंग्रेजी angrezi hindi हिंदी हिन्दी",
    "file":     "शिकायत shikayat complaint complain darj दर्ज शिकायत_दर्ज",
    "skip":     "छोड़ो छोड़ें skip aage आगे next",
}
ANSWERS = frozenset({"stop", "start", "no", "yes", "back", "menu", "skip"})
FILLERS = (
    "जी ji सर sir हुआ hua हुई hui काम kaam kam अभी abhi तक tak कुछ kuch है hai हो ho गया gaya था भी bhi sab सब to तो "
    "please कृपया भाई bhai अब ab"
)
# fmt: on
NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            "शून्य shunya zero",
            "एक ek one pehla पहला",
            "दो do two doosra दूसरा",
            "तीन teen three teesra तीसरा",
            "चार char chaar four",
            "पाँच पांच paanch panch five",
            "छह छः chhah chhe six",
            "सात saat seven",
            "आठ aath eight",
            "नौ nau nine",
        )
    )
    for word in words.split()
}  # fmt: skip
MOST_WORDS = 8  # a longer text is a story
LONG_ENOUGH = 4  # letters from which on a word may be misspelt


def intent(text: str) -> str:
    """What a short text wants: a name of `INTENTS`; empty where it is none of them, or a story.

    A bare answer word decides at once; of a longer text the rarest intent does, in the order of the table.
    """
    said = key(text).split()
    if not said or (len(said) > MOST_WORDS and not _is_grave(said)):
        return ""
    return next((name for name in INTENTS if _names(name, said) and _may_be(name, said)), "")


def number(text: str) -> int | None:
    """The number that a text consists of, as digits of either script, as a keycap or as a word; None otherwise."""
    digits = reference.clean(text)
    bare = re.sub(r"[\s.)(\u20e3\ufe0f]", "", text)
    if digits and len(bare) == len(digits):
        return int(digits) if len(digits) <= 2 else None
    return NUMBERS.get(text.strip().lower())


def case_number(text: str) -> str:
    """The digits of a case number in a text; empty where it has none that could be one."""
    digits = reference.clean(text)
    return digits if 8 <= len(digits) <= 12 else ""


def _may_be(name: str, said: list[str]) -> bool:
    """Whether nothing is said beside an answer."""
    return name not in ANSWERS or all(word in _answering(name) for word in said)


@cache
def _answering(name: str) -> frozenset[str]:
    return frozenset(word for phrase in _phrases(name) for word in phrase) | frozenset(key(FILLERS).split())


def _is_grave(said: list[str]) -> bool:
    """Violence is heard in a story, too."""
    return _names("women", said)


def _names(name: str, said: list[str]) -> bool:
    return any(_stands_in(phrase, said) for phrase in _phrases(name))


def _stands_in(phrase: tuple[str, ...], said: list[str]) -> bool:
    length = len(phrase)
    return any(
        all(_same(word, other) for word, other in zip(phrase, said[at : at + length], strict=False))
        for at in range(len(said) - length + 1)
    )


def _same(word: str, other: str) -> bool:
    if word == other:
        return True
    return min(len(word), len(other)) >= LONG_ENOUGH and similarity(word, other) >= MATCH


@cache
def _phrases(name: str) -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple(folded.split()) for phrase in INTENTS[name].split() if (folded := key(phrase.replace("_", " ")))
    )
