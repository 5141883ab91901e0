"""Refusals of the call centre."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sunwai.core.errors import InvalidInput, NotAllowed, SunwaiError


class NotSignedIn(SunwaiError):
    """The agent is not at the phone."""

    code = "not-at-the-phone"
    sentence = _("You are not signed in at the phone. Sign in first.")


class CallOver(SunwaiError):
    """What was asked for needs a call, and it is over."""

    code = "call-over"
    sentence = _("This call is over.")


class InACall(SunwaiError):
    """Another call cannot be begun beside the one in hand."""

    code = "in-a-call"
    sentence = _("End the call in hand first, and wrap it up.")


class NotThere(InvalidInput):
    """A call cannot be put through to this."""

    code = "not-there"
    sentence = _("Calls cannot be put through to this. Choose from the list.")


class NeedsSupervisor(NotAllowed):
    """Numbers outside the list are for supervisors."""

    code = "needs-supervisor"
    sentence = _("This number is not on the list. Ask the supervisor.")


class NoNumber(SunwaiError):
    """There is nobody to ring."""

    code = "no-number"
    sentence = _("There is no telephone number to call.")


class TakenByAnother(SunwaiError):
    """Two agents reached for the same complaint left by voice."""

    code = "taken-by-another"
    sentence = _("Another agent has just taken this one. Take the next.")


class NotADraft(SunwaiError):
    """A version of a flow that was published is never changed."""

    code = "not-a-draft"
    sentence = _("This version is no draft any more. Begin a new draft.")


class NoSuchStep(InvalidInput):
    """A flow has no such step."""

    code = "no-such-step"
    sentence = _("There is no such step. Perhaps somebody has just taken it out.")


class StepThere(InvalidInput):
    """Two steps cannot have one name."""

    code = "step-there"
    sentence = _("Another step has this name. Choose another.")
    field = "name"


class StepInUse(SunwaiError):
    """A step cannot be taken out while something leads to it."""

    code = "step-in-use"
    sentence = _("Something still leads to this step. Change that first.")
