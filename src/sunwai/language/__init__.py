"""Hindi in both its scripts, and English: search keys, likeness of words, which language, numbers and dates.

Pure functions: no database, no settings, nothing else of the project. See docs/language.md.
"""

from sunwai.language.dates import format_date, format_time
from sunwai.language.detection import detect
from sunwai.language.keys import KEY_VERSION, consonant_key, key
from sunwai.language.likeness import MATCH, similarity
from sunwai.language.numbers import group_digits, speak_digits

__all__ = [
    "KEY_VERSION",
    "MATCH",
    "consonant_key",
    "detect",
    "format_date",
    "format_time",
    "group_digits",
    "key",
    "similarity",
    "speak_digits",
]
