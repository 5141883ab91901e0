"""Why an office cannot be filled as asked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sunwai.core.errors import InvalidInput, NotAllowed


class NotAnOfficer(InvalidInput):
    """The person's roles do not open the office screens."""

    code = "not-an-officer"
    sentence = _("%(name)s does not have the role of an officer. Give it first.")
    field = "user"


class PostHeld(InvalidInput):
    """A post has one regular holder at a time."""

    code = "post-held"
    sentence = _("%(name)s holds this post since %(since)s. End that posting first.")
    field = "start"


class EndsBeforeItBegins(InvalidInput):
    """The last day lies before the first."""

    code = "ends-before-it-begins"
    sentence = _("The end must be later than the beginning.")
    field = "end"


class PostingOver(InvalidInput):
    """A posting can be ended earlier than planned, not later."""

    code = "posting-over"
    sentence = _("This posting already ends on %(end)s.")
    field = "end"


class LeaveOverlaps(InvalidInput):
    """Two leaves of one person share a day."""

    code = "leave-overlaps"
    sentence = _("%(name)s is already on leave in these days.")
    field = "first_day"


class OnlyAdministrators(NotAllowed):
    """Offices are filled by administrators."""

    sentence = _("Only an administrator can do this.")
