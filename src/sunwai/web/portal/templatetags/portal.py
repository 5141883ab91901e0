"""What the portal's templates say of a case."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from sunwai.core import clock
from sunwai.grievances.models import Grievance
from sunwai.web.components.templatetags.sunwai import day
from sunwai.web.portal.cases import STANDING

register = template.Library()


@register.filter
def standing(case: Grievance) -> str:
    """Who has the case and until when, as one would say it to a neighbour."""
    sentence = STANDING.get(case.state_enum) or _with_whom(case)
    return str(sentence) % {
        "post": case.post.label,
        "until": day(case.due_at or case.objection_until or case.pause_until),
        "closed": day(case.closed_at),
    }


def _with_whom(case: Grievance) -> str:
    if case.due_at and case.due_at < clock.now():
        return _("Your complaint is with %(post)s. The answer was due by %(until)s.")
    return _("Your complaint is with %(post)s. The answer is due by %(until)s.")
