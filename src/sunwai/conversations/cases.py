"""Which cases may be spoken of in a chat or an SMS, and with whom.

A chat lies open on a phone that many hands hold: of a corruption case, a sensitive one, or one that anybody spoke about
with the women's helpline nothing is said there, nor that it exists.
"""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from sunwai.citizens.models import Citizen
from sunwai.core import reference
from sunwai.grievances.enums import InteractionKind, Kind, State
from sunwai.grievances.models import Grievance, Interaction
from sunwai.grievances.selectors import with_names
from sunwai.offices.enums import Sensitivity

MOST_SHOWN = 9


def cases_of(citizen: Citizen) -> QuerySet[Grievance]:
    """The cases that `citizen` brought or joined and that may be spoken of here; open ones first, newest first."""
    confidential = Interaction.objects.filter(Q(kind=InteractionKind.WOMEN) | Q(is_confidential=True))
    own: QuerySet[Grievance] = Grievance.objects.of_citizen_by_name(citizen)
    cases = (
        own.filter(category__sensitivity=Sensitivity.NORMAL)
        .exclude(kind=Kind.CORRUPTION)
        .exclude(Exists(confidential.filter(grievance=OuterRef("pk"))))
    )
    return with_names(cases).order_by(F("closed_at").desc(nulls_first=True), "-registered_at")


def case_of(citizen: Citizen | None, number: str) -> Grievance | None:
    """The case of this number, if `citizen` may hear of it here. That there is another one is told to nobody."""
    digits = reference.clean(number)
    if citizen is None or not reference.is_valid(digits):
        return None
    return cases_of(citizen).filter(reference=digits).first()


def questions_to(citizen: Citizen | None) -> list[Grievance]:
    """The citizen's own cases that are said to be solved: is it true?"""
    if citizen is None:
        return []
    asked = cases_of(citizen).filter(citizen=citizen, state=State.AWAITING_CONFIRMATION)
    return list(asked[:MOST_SHOWN])
