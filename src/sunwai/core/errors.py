"""Errors of the domain. Each carries a sentence for the person who caused it, in their language."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class SunwaiError(Exception):
    """Something the person can be told about.

    Attributes:
        code: stable identifier for programs (problem+json, logs).
        sentence: what the reader is shown; says what to do. `%(name)s` is filled from `details`.
    """

    code = "error"
    sentence: str | Promise = _("Something went wrong. Please try again.")

    def __init__(self, **details: Any) -> None:
        super().__init__(self.code, details)
        self.details = details

    def __str__(self) -> str:
        return str(self.sentence) % self.details if self.details else str(self.sentence)


class NotAllowed(SunwaiError):
    """The actor may not do this to this thing."""

    code = "not-allowed"
    sentence = _("You are not allowed to do this.")


class InvalidInput(SunwaiError):
    """What was given cannot be accepted; `field` names it where one is to blame."""

    code = "invalid-input"
    sentence = _("Please check what you entered.")
    field: str | None = None


class TooMany(SunwaiError):
    """A rate limit holds; `minutes` says for how long."""

    code = "too-many"
    sentence = _("Too many attempts. Please try again in %(minutes)s minutes.")
