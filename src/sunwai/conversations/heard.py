"""What a citizen said, whatever they pressed, wrote or sent.

`said` is how a gateway hands it over and how it is stored:

    {"kind": "text", "text": "नमस्ते"}
    {"kind": "choice", "id": "yes:481209375", "title": "हाँ, हो गया"}
    {"kind": "location", "latitude": 21.8, "longitude": 80.18, "name": "", "address": ""}
    {"kind": "image" | "audio" | "document" | "video" | "sticker", "media": "…", "mime": "image/jpeg", "text": "…"}
    {"kind": "reaction" | "order" | "contacts" | "system" | "unsupported"}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sunwai.conversations import words
from sunwai.conversations.enums import HeardKind
from sunwai.files.models import Upload
from sunwai.language import MATCH, similarity

Choice = tuple[str, str]  # what it stands for, the words on it
SHORT = 40  # characters: a longer text names no choice


@dataclass(frozen=True)
class Heard:
    """One thing said.

    Attributes:
        text: as written; the caption of a file.
        code: of a button, a row, or of the choice that a digit or words stand for.
        spot: latitude and longitude in degrees.
        media: the provider's name of a file; `upload`: the same, once it is here.
        is_late: sent before something that was dealt with already: its digits belong to an older question.
    """

    kind: HeardKind
    text: str = ""
    code: str = ""
    spot: tuple[float, float] | None = None
    media: str = ""
    upload: Upload | None = None
    is_late: bool = False

    @cached_property
    def intent(self) -> str:
        """What a short text wants (`words.intent`)."""
        return "" if self.code or self.kind != HeardKind.TEXT else words.intent(self.text)


def hear(
    said: Mapping[str, Any],
    choices: Sequence[Choice] = (),
    *,
    upload: Upload | None = None,
    is_late: bool = False,
) -> Heard:
    """What was said, understood against the `choices` that were offered last."""
    kind = HeardKind(said["kind"])
    text = str(said.get("text") or said.get("title") or "").strip()
    code = str(said.get("id", ""))
    if kind == HeardKind.TEXT and not is_late:
        code = _chosen(text, choices)
    spot = (float(said["latitude"]), float(said["longitude"])) if kind == HeardKind.LOCATION else None
    return Heard(
        kind=kind,
        text=text,
        code=code,
        spot=spot,
        media=str(said.get("media", "")),
        upload=upload,
        is_late=is_late,
    )


def _chosen(text: str, choices: Sequence[Choice]) -> str:
    """The code of the choice that `text` names by its place (1, २, ek) or by its words."""
    if not text or len(text) > SHORT:
        return ""
    number = words.number(text)
    if number is not None:
        return choices[number - 1][0] if 0 < number <= len(choices) else ""
    return next((code for code, title in choices if title and similarity(text, title) >= MATCH), "")
