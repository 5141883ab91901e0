"""The action-taken report that goes with a closure: one sheet, the same however often it is made."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sunwai.core.clock import IST
from sunwai.core.reference import spaced
from sunwai.cpgrams.models import Push
from sunwai.documents.typesetting import render
from sunwai.language import format_date

LANGUAGE = "hi"

CITIZEN: dict[str, str | Promise] = {
    "not_asked_yet": gettext_lazy("The question whether it is done is put to the citizen."),
    "satisfied": gettext_lazy("The citizen says that it is done."),
    "not_reached": gettext_lazy("The citizen could not be reached."),
    "did_not_object": gettext_lazy("The citizen was told and did not object in time."),
}


def action_taken_report(push: Push) -> bytes:
    """The PDF for a closure that is pushed."""
    with translation.override(LANGUAGE):
        return render(
            "action_taken", contents(push.central.registration_no, push.central.received_at, push.data)
        )


def contents(registration_no: str, received_at: datetime, said: dict[str, Any]) -> dict[str, Any]:
    """What stands on the report, in the language that is active."""
    rows = [
        (_("Our number"), spaced(said["our_number"])),
        (_("Received"), _day(received_at)),
        (_("Dealt with by"), said["office"]),
        (_("Done on"), _day(datetime.fromisoformat(said["resolved_at"]))),
        (_("Reason"), said["reason_in_words"]),
        (_("The citizen"), str(CITIZEN[said["citizen"]])),
    ]
    return {
        "language": translation.get_language() or LANGUAGE,
        "title": _("Action-taken report"),
        "helpline": _("Citizen helpline %(number)s · Government of %(state)s")
        % {"number": settings.STATE["helpline"], "state": settings.STATE["name"]},
        "number_label": _("Registration number of CPGRAMS"),
        "number": registration_no,
        "rows": [[label, value] for label, value in rows if value],
        "words_label": _("What was done"),
        "words": said["action_taken"],
        "foot": [_("Made by the system of the state's helpline; valid without signature.")],
    }


def _day(at: datetime) -> str:
    return format_date(at.astimezone(IST).date(), "en" if translation.get_language() == "en" else "hi")
