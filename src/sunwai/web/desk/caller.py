"""Who is on the line: known by the mobile, with earlier complaints and contacts."""

from __future__ import annotations

from dataclasses import dataclass

from sunwai.accounts.models import User
from sunwai.calls.models import Call as CallByPhone
from sunwai.citizens.models import Citizen, Language
from sunwai.core import clock
from sunwai.grievances import selectors
from sunwai.grievances.enums import CLOSED_STATES, InteractionKind, State
from sunwai.grievances.models import Grievance, Interaction
from sunwai.janseva.models import Application
from sunwai.janseva.selectors import applications_of_caller
from sunwai.janseva.standing import Standing, standing_of
from sunwai.places.models import Place

ASKED_STATES = (State.AWAITING_CONFIRMATION, State.WAITING_FOR_CITIZEN)  # in the order in which it is asked
MOST_CASES = 20
MOST_CONTACTS = 5
MOST_APPLICATIONS = 5


@dataclass(frozen=True)
class Caller:
    """The person of a call. Sealed cases are not among `cases`, nor is there a trace of them among `contacts`."""

    call: Interaction
    citizen: Citizen | None
    cases: list[Grievance]
    contacts: list[Interaction]
    applications: list[tuple[Application, Standing]]

    @classmethod
    def of(cls, call: Interaction) -> Caller:
        """Everything the desk knows about who is on this call."""
        contacts = (
            Interaction.objects.visible_to(call.agent)
            .filter(mobile=call.mobile, ended_at__isnull=False)
            .exclude(kind=InteractionKind.CORRUPTION)
            .order_by("-started_at")
        )
        if not (call.agent and call.agent.may("counsel")):
            contacts = contacts.exclude(call__is_confidential=True)
        return cls(
            call=call,
            citizen=selectors.citizen_of_call(call),
            cases=list(selectors.cases_of_mobile(call.mobile, call.agent)[:MOST_CASES]),
            contacts=list(contacts[:MOST_CONTACTS])
            if call.mobile
            else [],  # withheld: everybody's and nobody's
            applications=_applications(call),
        )

    @property
    def mobile(self) -> str:
        """Ten digits; empty where the number was withheld, or is not a mobile."""
        return self.call.mobile

    def shown_to(self, user: User) -> str:
        """The mobile as `user` may read it; of a confidential call nobody does."""
        return self.mobile if user.may("see_caller") and not self.call.is_confidential else self.masked

    @property
    def masked(self) -> str:
        """The mobile for eyes that need not dial it."""
        return Citizen(mobile=self.mobile).masked_mobile if self.mobile else ""

    @property
    def said_by_keys(self) -> str:
        """What the call is about, as far as the caller's keys have said it; an `InteractionKind` or nothing."""
        by_phone = CallByPhone.objects.visible_to(self.call.agent).filter(interaction=self.call).first()
        return by_phone.kind if by_phone else ""

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

    def application(self, number: str) -> tuple[Application, Standing] | None:
        """The caller's application with this number, and how it stands; None for anything else."""
        own = applications_of_caller(self.mobile, self.call.agent) if self.call.agent else None
        found = own.filter(reference=number).first() if own is not None else None
        return (found, standing_of(found, now=clock.now())) if found else None

    def brought(self, case: Grievance) -> bool:
        """Whether it is their own complaint: of one they only joined, the words are another person's."""
        return bool(self.citizen and case.citizen_id == self.citizen.pk)


def _applications(call: Interaction) -> list[tuple[Application, Standing]]:
    """What the caller applied for, and how it stands: state and advice, nothing that they declared."""
    if call.agent is None:
        return []
    now = clock.now()
    found = applications_of_caller(call.mobile, call.agent)[:MOST_APPLICATIONS]
    return [(application, standing_of(application, now=now)) for application in found]
