"""Choices of the conversations."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class IncomingKind(models.TextChoices):
    """What came in."""

    MESSAGE = "message", _("message of a citizen")
    STATUS = "status", _("what became of a message of ours")
    TEMPLATE = "template", _("approval of a template")
    OTHER = "other", _("something else")


class IncomingState(models.TextChoices):
    """How far something that came in was dealt with."""

    WAITING = "waiting", _("to be dealt with")
    DONE = "done", _("dealt with")
    KEPT = "kept", _("kept, nothing to do")
    FAILED = "failed", _("given up")


class HeardKind(models.TextChoices):
    """In what form somebody said something."""

    TEXT = "text"
    CHOICE = "choice"
    LOCATION = "location"
    IMAGE = "image"
    AUDIO = "audio"
    DOCUMENT = "document"
    VIDEO = "video"
    STICKER = "sticker"
    CONTACTS = "contacts"
    REACTION = "reaction"
    ORDER = "order"
    SYSTEM = "system"
    UNSUPPORTED = "unsupported"


FILES = frozenset({HeardKind.IMAGE, HeardKind.AUDIO, HeardKind.DOCUMENT})
# Nothing that waits for an answer.
NOT_SPOKEN = frozenset({HeardKind.REACTION, HeardKind.SYSTEM})


class Place(models.TextChoices):
    """Where a conversation stands: the states of the dialogue (`dialogue.NODES`)."""

    MENU = "menu"
    CASE_NUMBER = "case_number"  # asks for the number of a case
    SCHEME_SEARCH = "scheme_search"  # asks what help is needed
    SCHEME_CHOICE = "scheme_choice"  # shows the schemes that were found
    CLOSURE_CHOICE = "closure_choice"  # shows the cases that wait for an answer
    CLOSURE_ASK = "closure_ask"  # asks whether it is done
    DENY_REASON = "deny_reason"  # asks what is missing
    RATING = "rating"  # asks how good the work was
    LANGUAGE = "language"
    FILE_WHAT = "file_what"  # asks what is wrong
    FILE_SUBJECT = "file_subject"  # asks for the subject
    FILE_WHERE = "file_where"  # asks for the place
    FILE_PLACE = "file_place"  # shows the places that were found
    FILE_PROOF = "file_proof"  # asks for a photo or a recording
    FILE_ALIKE = "file_alike"  # shows a complaint that may be the same
    FILE_CONFIRM = "file_confirm"  # asks whether to send it
