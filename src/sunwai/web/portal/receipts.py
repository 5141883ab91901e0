"""The receipt of a complaint: what was said, who has it until when, how to ask for it. To print or to show."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sunwai.citizens.models import Citizen
from sunwai.core import clock
from sunwai.core.errors import TooMany
from sunwai.core.models import RateCounter
from sunwai.documents.typesetting import render
from sunwai.grievances.enums import EventKind
from sunwai.grievances.models import Grievance
from sunwai.grievances.perms import relations
from sunwai.web.access import citizen_required
from sunwai.web.components.templatetags.sunwai import day, moment, place_label
from sunwai.web.portal.cases import entries_for, signed_in, visible_case
from sunwai.web.portal.templatetags.portal import standing

AN_HOUR = timedelta(hours=1)
RECEIPTS_AN_HOUR = 30


@require_safe
@never_cache
@citizen_required
def receipt(request: HttpRequest, reference: str) -> HttpResponse:
    """The receipt as a PDF, for the one who filed and for those who joined."""
    citizen = signed_in(request)
    case = visible_case(citizen, reference)
    try:
        RateCounter.hit(f"receipt:{citizen.pk}", limit=RECEIPTS_AN_HOUR, per=AN_HOUR, now=clock.now())
    except TooMany as error:
        messages.warning(request, str(error))
        return redirect("portal:case", case.reference)
    pdf = render("receipt", receipt_of(case, citizen))
    name = f"sunwai-181-{case.reference}.pdf"
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


def receipt_of(case: Grievance, citizen: Citizen) -> dict[str, Any]:
    """What stands on the receipt; whoever joined the complaint of another gets none of the other's words."""
    is_own = "supporter" not in relations(citizen, case)
    words = [entry.words for entry in entries_for(case, citizen) if entry.kind == EventKind.REGISTERED]
    rows = [
        (_("Registered on"), moment(case.registered_at)),
        (_("Kind"), str(case.get_kind_display())),
        (_("Subject"), case.category.label),
        (_("Where"), " · ".join(filter(None, [place_label(case.place), case.landmark if is_own else ""]))),
        (_("It is with"), case.post.label),
        (_("Answer due by"), day(case.due_at)),
        (_("Where it stands"), str(case.state_enum.for_citizen)),
    ]
    return {
        "language": get_language() or "hi",
        "title": _("Receipt of your complaint"),
        "helpline": _("Citizen helpline %(number)s · Government of %(state)s")
        % {"number": settings.STATE["helpline"], "state": settings.STATE["name"]},
        "number_label": _("Its number"),
        "number": case.spoken_reference,
        "rows": [row for row in rows if row[1]],
        "words_label": _("What you told us"),
        "words": words[0] if words else "",
        "next_label": _("What happens next"),
        "next": [
            standing(case),
            _("If there is no answer by that day, it goes to the officer above by itself."),
            _("When it is said to be done, we ask you. It closes with your yes."),
        ],
        "foot": [
            _("To ask for it: ring %(helpline)s and say the number, or %(address)s")
            % {"helpline": settings.STATE["helpline"], "address": settings.PUBLIC_URL + "/track/"},
            _("Made on %(moment)s. It costs nothing; nobody may ask you for money.")
            % {"moment": moment(clock.now())},
        ],
    }
