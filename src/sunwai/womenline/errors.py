"""What can go wrong with a confidential case."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sunwai.core.errors import InvalidInput, NotAllowed


class ConsentNeeded(NotAllowed):
    """Nobody is told without her consent."""

    code = "consent-needed"
    sentence = _("Ask the person first. Without consent nobody is told.")


class ConsentToLeaveNeeded(NotAllowed):
    """Nothing of what she said leaves the helpline without her consent; an ordinary complaint is read by officers."""

    code = "consent-to-leave-needed"
    field = "consent"
    sentence = _(
        "Ask the person first: an ordinary complaint leaves this helpline, and officers read it. Without consent "
        "nothing is registered."
    )


class NotOfThisCase(NotAllowed):
    """The case knows of no such ordinary complaint."""

    code = "not-of-this-case"
    sentence = _("No ordinary complaint with this number was registered from this case.")


class AskHerFirst(NotAllowed):
    """The answer to the closure question is hers; it is heard from her, when it is safe to talk."""

    code = "ask-her-first"
    field = "is_asked"
    sentence = _("Ask the person first, when it is safe to talk. Nobody answers for them.")


class AnswersHerself(NotAllowed):
    """The complaint is kept under a mobile of its own: there she is told of it, and asked."""

    code = "answers-herself"
    sentence = _("This complaint has a mobile number. The question is put and answered there.")


class NoConsentGround(NotAllowed):
    """A ground that does not hold for this case."""

    code = "no-consent-ground"
    sentence = _(
        "This ground does not hold here: the law asks for it for minors only, and for these services only."
    )


class ChildProtectionNeeded(NotAllowed):
    """The case of a minor closes only after child protection was told (POCSO Act 2012, section 19; Juvenile Justice
    Act 2015, section 32)."""

    code = "child-protection-needed"
    sentence = _("The person is under 18: child protection must be told first.")


class OutsideSafeHours(NotAllowed):
    """She can be called only when it is safe for her."""

    code = "outside-safe-hours"
    sentence = _("It is not safe to call now. Safe: %(hours)s.")


class NoSafeNumber(NotAllowed):
    """Nothing is known under which she can be called without danger."""

    code = "no-safe-number"
    sentence = _("No safe number is known. Do not call.")


class ReferralOver(NotAllowed):
    """The referral has come to its end, or skips a step."""

    code = "referral-over"
    sentence = _("This referral has moved on. Please look at its present state.")


class NotInFamily(InvalidInput):
    """A code that this helpline does not have."""

    code = "not-in-family"
    sentence = _("Please choose one of those offered.")


class CaseErased(NotAllowed):
    """Of this case figures are left."""

    code = "case-erased"
    sentence = _("What was said in this case was erased after its time. Please open a new case.")


class DoneAlready(NotAllowed):
    """This was recorded before."""

    code = "done-already"
    sentence = _("This was recorded before.")
