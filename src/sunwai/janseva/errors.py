"""What can go wrong with an application."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sunwai.core.errors import InvalidInput, NotAllowed, SunwaiError


class AnswersInvalid(InvalidInput):
    """Some answers cannot be accepted; `problems` says by field what is wrong with each."""

    code = "answers-invalid"
    sentence = _("Please check what is marked.")

    def __init__(self, problems: dict[str, str | Promise]) -> None:
        super().__init__()
        self.problems = problems


class LinkNotGood(NotAllowed):
    """The link was used, is too old, or was never ours; which of these is not told to whoever tries."""

    code = "link-not-good"
    sentence = _("This link is no longer good. Please ring 181 and ask for a new one.")


class NotIdentified(InvalidInput):
    """The service needs e-KYC, and there was none yet."""

    code = "not-identified"
    sentence = _("Please confirm who you are first, with Aadhaar and the code that UIDAI sends.")


class IdentityRefused(InvalidInput):
    """UIDAI says that it is not so: the number or its code is wrong."""

    code = "identity-refused"
    sentence = _("UIDAI did not confirm this. Please check the number or the code.")


class OutsideFailed(SunwaiError):
    """A service outside did not answer; nothing is lost."""

    code = "outside-failed"
    sentence = _("The service did not answer. What you typed is kept; please try again in a few minutes.")


class ServiceNotInUse(InvalidInput):
    """This service is not offered now."""

    code = "service-not-in-use"
    sentence = _("This service is not offered just now.")


class NobodyDecides(InvalidInput):
    """No post in this place decides on this service."""

    code = "nobody-decides"
    sentence = _("For this place no officer is named who decides on it. Please choose the village or ward.")


class NoAppeal(InvalidInput):
    """No appeal lies here now: nothing was refused, no limit passed, or it was filed before."""

    code = "no-appeal"
    sentence = _(
        "An appeal is possible once the application was refused or its time limit has passed, and only once."
    )


class AppealTooLate(InvalidInput):
    """The days for an appeal are over."""

    code = "appeal-too-late"
    sentence = _("The %(days)s days for this appeal are over.")


class HearingFirst(InvalidInput):
    """A penalty needs a hearing of the officer before (section 7(1), proviso)."""

    code = "hearing-first"
    sentence = _("Before a penalty the officer must be heard: fix a hearing, and decide after it.")


class RevisionOutOfRange(InvalidInput):
    """A revision that allows the application leaves less than was imposed."""

    code = "revision-out-of-range"
    sentence = _(
        "What remains of the penalty can be at most the ₹%(imposed)s that were imposed; 0 if nothing remains."
    )
    field = "penalty"


class PenaltyOutOfRange(InvalidInput):
    """A penalty at once is within limits."""

    code = "penalty-out-of-range"
    sentence = _("The penalty must be between ₹%(least)s and ₹%(most)s.")
    field = "penalty"


class CompensationTooHigh(InvalidInput):
    """More than the penalty."""

    code = "compensation-too-high"
    sentence = _("The compensation is paid out of the penalty: at most ₹%(most)s.")
    field = "compensation"
