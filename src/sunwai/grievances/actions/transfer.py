"""Out of the department: proposed by the holder, decided by a higher post; the third time by an arbiter.

propose (L1, L2; the citizen was spoken to) ──▶ approve: open at L1 of the new department | refuse: back to work
"""

from __future__ import annotations

from datetime import datetime

from sunwai.casework.action import action
from sunwai.casework.errors import TransitionNotAllowed
from sunwai.core.actors import Actor
from sunwai.core.options import option
from sunwai.grievances.actions.approvers import approver_above
from sunwai.grievances.actions.base import begin, decide, person, put_on_table, record, staff, tell
from sunwai.grievances.dispatch import find_route, note_gaps
from sunwai.grievances.enums import EventKind
from sunwai.grievances.errors import CategoryNotInUse, SameDepartment, SamePersonApproves
from sunwai.grievances.models import Grievance, Outcome, Transfer
from sunwai.messages.enums import Channel, Event
from sunwai.offices.enums import Sensitivity
from sunwai.offices.ladder import last_resort_post
from sunwai.offices.models import Category


@action
def propose_transfer(
    *,
    grievance: Grievance,
    category: Category,
    words: str,
    citizen_spoken_to: bool,
    actor: Actor,
    now: datetime,
) -> Transfer:
    """Say that the case belongs to another department, and to which subject there.

    Raises:
        Missing: no reason, or the citizen was not spoken to.
        SameDepartment: the subject is one of the present department.
        CategoryNotInUse: the subject is out of use, or a corruption one (a seal cannot be put on afterwards).
    """
    case = begin(
        grievance,
        "propose_transfer",
        actor=actor,
        words=words.strip(),
        category=category,
        citizen_spoken_to=citizen_spoken_to,
    )
    if category.department_id == case.department_id:
        raise SameDepartment
    if not category.is_active or _is_corruption(category) != _is_corruption(case.category):
        raise CategoryNotInUse
    by_arbiter = case.transfer_count >= option("grievance.transfers_before_arbiter")
    approver = last_resort_post() if by_arbiter else approver_above(case, proposer=staff(actor), least=2)
    case.save()
    event = record(
        case,
        EventKind.TRANSFER_PROPOSED,
        actor=actor,
        at=now,
        channel=Channel.OFFICE,
        words=words.strip(),
        to=category.pk,
        approver=approver.pk,
    )
    return Transfer.objects.create(
        grievance=case,
        event=event,
        proposed_by=staff(actor),
        proposed_at=now,
        approver=approver,
        category=category,
        from_category=case.category,
        by_arbiter=by_arbiter,
    )


@action
def approve_transfer(*, grievance: Grievance, actor: Actor, now: datetime, words: str = "") -> Grievance:
    """Send the case to the officer of the new department, with a fresh clock.

    Raises:
        SamePersonApproves: `actor` proposed it.
    """
    transfer = _pending(grievance, actor)
    case = begin(grievance, "approve_transfer", actor=actor)
    route = find_route(category=transfer.category, place=case.place, barred=case.barred_posts)
    old = {"category": case.category_id, "post": case.post_id, "level": case.level}
    case.category, case.department_id, case.line = (
        transfer.category,
        transfer.category.department_id,
        route.line,
    )
    case.transfer_count += 1
    put_on_table(case, route.post, route.level, now=now)
    case.save()
    note_gaps(route, now=now)
    decide(transfer, Outcome.APPROVED, actor=actor, now=now)
    new = {"category": case.category_id, "post": case.post_id, "level": case.level}
    record(
        case,
        EventKind.TRANSFERRED,
        actor=actor,
        at=now,
        channel=Channel.OFFICE,
        words=words.strip(),
        old=old,
        new=new,
    )
    tell(case, Event.TRANSFERRED, now=now, also_supporters=True)
    return case


@action
def refuse_transfer(*, grievance: Grievance, words: str, actor: Actor, now: datetime) -> Grievance:
    """The case stays where it is; its clock has run on meanwhile.

    Raises:
        SamePersonApproves: `actor` proposed it.
        Missing: no reason.
    """
    transfer = _pending(grievance, actor)
    case = begin(grievance, "refuse_transfer", actor=actor, words=words.strip())
    case.save()
    decide(transfer, Outcome.REFUSED, actor=actor, now=now)
    record(
        case,
        EventKind.TRANSFER_REFUSED,
        actor=actor,
        at=now,
        channel=Channel.OFFICE,
        words=words.strip(),
    )
    return case


def _pending(grievance: Grievance, actor: Actor) -> Transfer:
    transfer = grievance.transfers.filter(outcome=Outcome.PENDING).first()
    if transfer is None:
        raise TransitionNotAllowed
    if transfer.proposed_by == person(actor):
        raise SamePersonApproves
    return transfer


def _is_corruption(category: Category) -> bool:
    return category.sensitivity == Sensitivity.CORRUPTION
