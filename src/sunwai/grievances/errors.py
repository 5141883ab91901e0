"""What can be wrong with something done to a case."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sunwai.core.errors import InvalidInput, NotAllowed, SunwaiError


class PhotoNeeded(InvalidInput):
    """The category asks for a photo and none was given."""

    code = "photo-needed"
    sentence = _("Please add a photo of the place or the problem.")
    field = "uploads"


class AnswerInvalid(InvalidInput):
    """An answer to a question of the category is not of its kind."""

    code = "answer-invalid"
    sentence = _("Please check this answer: %(question)s")
    field = "answers"


class CategoryNotInUse(InvalidInput):
    """The category cannot be chosen here."""

    code = "category-not-in-use"
    sentence = _("Please choose another subject: this one is not in use here.")
    field = "category"


class PlaceTooWide(InvalidInput):
    """The place is a district or wider: nobody could be sent there."""

    code = "place-too-wide"
    sentence = _("Please choose the village, ward or town.")
    field = "place"


class MissingEvidence(InvalidInput):
    """The reason asks for evidence and none is attached."""

    code = "missing-evidence"
    sentence = _("This reason needs a photo or document that shows it.")
    field = "evidence"


class DoesNotPertain(InvalidInput):
    """A central grievance is not closed by saying that it is somebody else's."""

    code = "does-not-pertain"
    sentence = _(
        "This case came through CPGRAMS: it may not be closed as not pertaining to us. Propose a transfer to the "
        "department whose job it is, or report what was done."
    )
    field = "reason"


class CallTaken(NotAllowed):
    """Another agent is calling this citizen just now."""

    code = "call-taken"
    sentence = _("%(name)s is calling this citizen, since %(since)s. Please take another call.")


class CallNotDue(NotAllowed):
    """The citizen has answered, or was called today."""

    code = "call-not-due"
    sentence = _("This citizen has answered or was called meanwhile. Please take another call.")


class SamePersonApproves(NotAllowed):
    """The officer who proposed something may not approve it."""

    code = "same-person"
    sentence = _("You proposed this yourself; another officer must decide.")


class PauseUsedUp(NotAllowed):
    """This level has waited for the citizen as long as it may."""

    code = "pause-used-up"
    sentence = _("The time for waiting at this level is used up. Please write a note instead.")


class TooLate(NotAllowed):
    """The time for this has passed."""

    code = "too-late"
    sentence = _("The time for this has passed.")


class AlreadyReopened(NotAllowed):
    """A closed case can be reopened once."""

    code = "already-reopened"
    sentence = _("This complaint was opened again once already. Please file a new one.")


class OfficerNeeded(InvalidInput):
    """A department's own system did something for which the rules want to know a person."""

    code = "officer-needed"
    sentence = _("Please say which officer does this: give the user name of the one who holds the post.")
    field = "officer"


class DoneBefore(SunwaiError):
    """A program sent the same thing again: nothing was done a second time. `event` is the number of the first."""

    code = "done-before"
    sentence = _("This was done before.")


class UnknownUpload(InvalidInput):
    """A file that was not given before, by another one, or hangs on a case already."""

    code = "unknown-upload"
    sentence = _("One of these files is not known, or is in use already. Please send it again.")
    field = "uploads"


class NobodyAbove(NotAllowed):
    """There is no post to hand the case to."""

    code = "nobody-there"
    sentence = _("There is no officer at that level.")


class SameDepartment(InvalidInput):
    """A transfer leads to another department."""

    code = "same-department"
    sentence = _("Please choose a subject of another department.")
    field = "category"
