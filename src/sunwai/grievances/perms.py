"""What somebody is to a case, and so what they may do with it."""

from __future__ import annotations

from sunwai.accounts.models import User
from sunwai.citizens.models import Citizen
from sunwai.core import clock
from sunwai.core.actors import SYSTEM, Actor
from sunwai.core.errors import NotAllowed
from sunwai.grievances.central import is_central
from sunwai.grievances.enums import State
from sunwai.grievances.models import Grievance, SealedIdentity, SpecialClosure, Supporter, Transfer
from sunwai.grievances.visibility import citizen_index
from sunwai.grievances.workflow import WORKFLOW
from sunwai.offices.selectors import post_ids_of


def relations(actor: Actor | None, grievance: Grievance) -> frozenset[str]:
    """What `actor` is to `grievance`, in the words of the workflow table. Empty for everyone the rules do not name.

    - system: the clock and the rules themselves;
    - citizen: who brought it; central_citizen: who brought it through CPGRAMS; supporter: who joined it;
    - holder: holds the post on whose table it lies, and is not barred as accused or below the accused;
    - transfer_approver, closure_approver: holds the post before which a pending proposal lies, and did not make it;
    - agent: records the citizen's word at the desk; never on a sealed case, never with a post in its line;
    - auditor: audits closures; never with a post in its line.
    """
    if actor is SYSTEM:
        return frozenset({"system"})
    if isinstance(actor, Citizen):
        return _relations_of_citizen(actor, grievance)
    if isinstance(actor, User) and actor.is_active:
        return _relations_of_staff(actor, grievance)
    return frozenset()


def possible_actions(actor: Actor | None, grievance: Grievance) -> list[str]:
    """What `actor` can do with `grievance` now; pages offer exactly this."""
    return WORKFLOW.possible(grievance, relations(actor, grievance))


def require(actor: Actor, action: str, grievance: Grievance) -> None:
    """Refuse what the table does not give to `actor`.

    Raises:
        NotAllowed: none of the actor's relations to the case stands in the row of `action`.
    """
    if not WORKFLOW[action].by & relations(actor, grievance):
        raise NotAllowed(action=action)


def _relations_of_citizen(citizen: Citizen, grievance: Grievance) -> frozenset[str]:
    if grievance.citizen_id == citizen.pk or _is_sealed_for(citizen, grievance):
        return frozenset({"citizen", "central_citizen"} if is_central(grievance) else {"citizen"})
    if Supporter.objects.filter(grievance=grievance, citizen=citizen).exists():
        return frozenset({"supporter"})
    return frozenset()


def _is_sealed_for(citizen: Citizen, grievance: Grievance) -> bool:
    return (
        grievance.citizen_id is None
        and SealedIdentity.objects.filter(grievance=grievance, citizen_index=citizen_index(citizen)).exists()
    )


def _relations_of_staff(user: User, grievance: Grievance) -> frozenset[str]:
    posts = set(post_ids_of(user, clock.today()))
    if grievance.accused_id == user.pk or posts & set(grievance.barred_posts):
        return frozenset()
    in_line = bool(posts & ({*grievance.line, grievance.post_id} - {None}))
    found = {
        "holder": user.may("office") and grievance.post_id in posts,
        "transfer_approver": grievance.state == State.TRANSFER_PROPOSED
        and user.may("office")
        and _may_decide(Transfer, user, posts, grievance),
        "closure_approver": grievance.state == State.SPECIAL_CLOSURE_PROPOSED
        and user.may("office")
        and _may_decide(SpecialClosure, user, posts, grievance),
        "agent": user.may("record_answer") and grievance.citizen_id is not None and not in_line,
        "auditor": user.may("audit_quality") and not in_line,
    }
    return frozenset(relation for relation, holds in found.items() if holds)


def _may_decide(
    proposals: type[Transfer] | type[SpecialClosure], user: User, posts: set[int], grievance: Grievance
) -> bool:
    pending = proposals._default_manager.filter(grievance=grievance, outcome="", approver__in=posts)
    return pending.exclude(proposed_by=user).exists()
