"""What the dialogue is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sunwai.conversations.enums import Place
from sunwai.conversations.heard import Heard
from sunwai.conversations.talk import Reply, Talk

ANYWHERE = frozenset(
    {"women", "stop", "start", "menu", "back", "status", "closure", "schemes", "person", "language", "file"}
)
# Where people tell a story or name a thing, only these words lead away.
FROM_FREE_TEXT = frozenset({"women", "stop", "menu", "back"})


@dataclass(frozen=True)
class Node:
    """One state of the dialogue.

    Attributes:
        ask: what is said on coming here.
        hear: where something said here leads; None: it was not understood, and is asked again.
        leads_away: intents that are followed from here without asking the node.
        takes_files: whether a photo or recording is fetched for it.
    """

    ask: Callable[[Talk], Reply]
    hear: Callable[[Talk, Heard], Place | None] = lambda talk, heard: None
    leads_away: frozenset[str] = ANYWHERE
    takes_files: bool = False


Verb = Callable[[Talk, str], Place]  # what stands behind the colon of a code is handed over
