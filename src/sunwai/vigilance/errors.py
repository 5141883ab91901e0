"""What can go wrong with a corruption case, beside what can with any."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sunwai.core.errors import InvalidInput, NotAllowed


class AlreadyAsked(NotAllowed):
    """A request to read the identity is under way."""

    code = "already-asked"
    sentence = _("There is a request to read this identity already. It must be decided, or lapse, first.")


class NobodyToAgree(NotAllowed):
    """There is no second person, neither in the line nor upward."""

    code = "nobody-to-agree"
    sentence = _(
        "Nobody else can agree to this: no other vigilance officer in the line or above it, and the nodal officer of "
        "the helpline may not open seals. Ask the administrator to post one, or to give the nodal officer that role."
    )


class NotApproved(NotAllowed):
    """Nobody approved the reading, or it was read, or its time is over."""

    code = "not-approved"
    sentence = _("No second officer has approved this, it was read already, or its time is over. Ask again.")


class NothingToDecide(NotAllowed):
    """The request, suspect or report was dealt with meanwhile."""

    code = "nothing-to-decide"
    sentence = _("This was decided already, or its time is over.")


class UnknownSuspect(InvalidInput):
    """The post is none of the suspects of the case."""

    code = "unknown-suspect"
    sentence = _("Please choose one of those named here, or that it is none of them.")
    field = "suspect"


class UnknownAgency(InvalidInput):
    """There is no such agency."""

    code = "unknown-agency"
    sentence = _("Please choose an agency.")
    field = "agency"


class SentBefore(NotAllowed):
    """This complaint was sent already; its code was shown then, and is kept nowhere."""

    code = "sent-before"
    sentence = _("This complaint was sent already. Its secret code was shown once, after it was sent.")


class WrongSecret(InvalidInput):
    """Number and secret code do not belong together, or there were too many tries; which of these is not told."""

    code = "wrong-secret"
    sentence = _(
        "This number and code do not belong together. Please check both. After several wrong codes a complaint cannot "
        "be followed for an hour."
    )
    field = "secret"
