"""What is different about a case that came through CPGRAMS: it is not sent away as somebody else's."""

from __future__ import annotations

from sunwai.grievances.enums import DOES_NOT_PERTAIN, ClosureReason
from sunwai.grievances.errors import DoesNotPertain
from sunwai.grievances.models import Grievance
from sunwai.language import key
from sunwai.messages.enums import Channel

# The same, said in words instead of by a reason; found in either script and however it is typed.
PHRASES = (
    "does not pertain",
    "not pertaining to",
    "not related to this",
    "इस विभाग से संबंधित नहीं",
    "इस कार्यालय से संबंधित नहीं",
    "हमारे विभाग से संबंधित नहीं",
    "हमारे कार्यालय से संबंधित नहीं",
)


def is_central(case: Grievance) -> bool:
    """Whether `case` came through CPGRAMS."""
    return case.channel == Channel.CPGRAMS


def require_pertains(case: Grievance, *, words: str, reason: ClosureReason | None = None) -> None:
    """Refuse to end a central case by saying that it is somebody else's.

    Rule: DARPG, comprehensive guidelines of 23 August 2024: no grievance is closed as "does not pertain to this
    ministry, department or office", or the like.

    Raises:
        DoesNotPertain: the reason, or the words, say so.
    """
    if is_central(case) and (reason in DOES_NOT_PERTAIN or _says_so(words)):
        raise DoesNotPertain


def _says_so(words: str) -> bool:
    said = f" {key(words)} "
    return any(f" {key(phrase)} " in said for phrase in PHRASES)
