"""Refusals of calling out."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sunwai.core.errors import InvalidInput, NotAllowed, SunwaiError


class NoNumberToCall(InvalidInput):
    """The number was withheld, or is none."""

    code = "no-number-to-call"
    sentence = _("We cannot call this number back. Please give a mobile number of ten digits.")
    field = "number"


class NotAtThisHour(SunwaiError):
    """Nobody is called at this hour."""

    code = "not-at-this-hour"
    sentence = _("Citizens are called from %(first)s to %(last)s o'clock. Please try again then.")


class NotToBeDisturbed(NotAllowed):
    """The citizen does not want to be called."""

    code = "not-to-be-disturbed"
    sentence = _("This citizen does not want to be called. Please ask in writing.")


class NoOwnNumber(SunwaiError):
    """An officer without a mobile cannot be rung."""

    code = "no-own-number"
    sentence = _("Your own mobile is not known here. Ask the administrator to add it.")


class CalledOften(NotAllowed):
    """Enough calls for one day."""

    code = "called-often"
    sentence = _("That is enough calls for today. Please go on tomorrow.")


class BeingCalled(NotAllowed):
    """The callback is under way."""

    code = "being-called"
    sentence = _("This number is being called just now.")
