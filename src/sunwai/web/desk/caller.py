"""Who is on the line: known by the mobile, with earlier complaints and contacts."""

from __future__ import annotations

from dataclasses import dataclass

from sunwai.citizens.models import Citizen, Language
from sunwai.grievances import selectors
from sunwai.grievances.enums import CLOSED_STATES, InteractionKind, State
from sunwai.grievances.models import Grievance, Interaction
from sunwai.places.models import Place

ASKED_STATES = (State.AWAITING_CONFIRMATION, State.WAITING_FOR_CITIZEN)  # in the order in which it is asked
MOST_CASES = 20
MOST_CONTACTS = 5


@dataclass(frozen=True)
class Caller:
    """The person of a call. Sealed cases are not among `cases`, nor is there a trace of them among `contacts`."""

    call: Interaction
    citizen: Citizen | None
    cases: list[Grievance]
    contacts: list[Interaction]

    @classmethod
    def of(cls, call: Interaction) -> Caller:
        """Everything the desk knows about who is on this call."""
        contacts = (
            Interaction.objects.visible_to(call.agent)
            .filter(mobile=call.mobile, ended_at__isnull=False)
            .exclude(kind=InteractionKind.CORRUPTION)
            .order_by("-started_at")
        )
        return cls(
            call=call,
            citizen=selectors.citizen_of_call(call),
            cases=list(selectors.cases_of_mobile(call.mobile, call.agent)[:MOST_CASES]),
            contacts=list(contacts[:MOST_CONTACTS]),
        )

    @property
    def mobile(self) -> str:
        """Ten digits."""
        return self.call.mobile

    @property
    def masked(self) -> str:
        """The mobile for eyes that need not dial it."""
        return Citizen(mobile=self.mobile).masked_mobile

    @property
    def name(self) -> str:
        """As far as it is known."""
        return self.citizen.name if self.citizen else ""

    @property
    def place(self) -> Place | None:
        """Where they live, as far as it is known."""
        return self.citizen.place if self.citizen else None

    @property
    def language(self) -> str:
        """In which the helpline speaks to them."""
        return self.citizen.language if self.citizen else Language.HINDI

    @property
    def open_cases(self) -> int:
        """How many complaints are not closed yet."""
        return sum(case.state not in CLOSED_STATES for case in self.cases)

    @property
    def questions(self) -> list[Grievance]:
        """Their own complaints in which it is their turn to answer; "is it really done?" first."""
        asked = [case for case in self.cases if case.state in ASKED_STATES and self.brought(case)]
        return sorted(asked, key=lambda case: ASKED_STATES.index(State(case.state)))

    def case(self, reference: str) -> Grievance | None:
        """The caller's case with this number, brought or joined; None for anything else."""
        cases = selectors.cases_of_mobile(self.mobile, self.call.agent)
        return cases.filter(reference=reference).first() if reference else None

    def brought(self, case: Grievance) -> bool:
        """Whether it is their own complaint: of one they only joined, the words are another person's."""
        return bool(self.citizen and case.citizen_id == self.citizen.pk)
