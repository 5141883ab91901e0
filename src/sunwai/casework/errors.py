"""What can go wrong with any case."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sunwai.core.errors import InvalidInput, NotAllowed


class TransitionNotAllowed(NotAllowed):
    """The case is not in a state from which this action leads anywhere."""

    code = "transition-not-allowed"
    sentence = _("This is not possible any more: the case has moved on. Please look at its present state.")


class Missing(InvalidInput):
    """Something the action needs was not given; `field` names it."""

    code = "missing"
    sentence = _("Please fill this in.")

    def __init__(self, field: str) -> None:
        super().__init__(field=field)
        self.field = field
