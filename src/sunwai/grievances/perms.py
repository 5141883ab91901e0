"""What somebody is to a case, and so what they may do with it."""

from __future__ import annotations

from collections.abc import Callable

from sunwai.accounts.models import ApiScope, User
from sunwai.accounts.programs import Program
from sunwai.citizens.models import Citizen
from sunwai.core import clock
from sunwai.core.actors import SYSTEM, Actor
from sunwai.core.errors import NotAllowed
from sunwai.grievances.central import is_central
from sunwai.grievances.enums import Kind, State
from sunwai.grievances.models import (
    ApiFiling,
    Grievance,
    SealedIdentity,
    SpecialClosure,
    Supporter,
    Transfer,
)
from sunwai.grievances.visibility import citizen_index
from sunwai.grievances.workflow import WORKFLOW
from sunwai.offices.models import Post
from sunwai.offices.selectors import post_ids_of
from sunwai.offices.systems import DepartmentSystem

# What an officer can be to a case through the department's own system.
OF_OFFICERS = frozenset({"holder", "transfer_approver", "closure_approver"})


def relations(actor: Actor | None, grievance: Grievance) -> frozenset[str]:
    """What `actor` is to `grievance`, in the words of the workflow table. Empty for everyone the rules do not name.

    - system: the clock and the rules themselves;
    - citizen: who brought it; central_citizen: who brought it through CPGRAMS; supporter: who joined it;
    - holder: holds the post on whose table it lies, and is not barred as accused or below the accused;
    - transfer_approver, closure_approver: holds the post before which a pending proposal lies, and did not make it;
    - agent: records the citizen's word at the desk; never on a sealed case, never with a post in its line;
    - auditor: audits closures; never with a post in its line;
    - complainant: who brought a corruption case;
    - vigilance: holds a post in the line of a corruption case and the permission to open seals; vigilance_holder:
      has the case on the table beside that;
    - second: opens seals too, and holds the post before which a request to read who brought it lies, where the line has
      no other vigilance officer;
    - filer: the program that filed it, which passes on what its citizen adds;
    - department_system: the own system of the department it lies with, for every case of it that is neither sealed
      nor sensitive. Where it names an officer, it is beside that what this officer is by a post of that department.
    """
    if actor is SYSTEM:
        return frozenset({"system"})
    if isinstance(actor, Citizen):
        return _relations_of_citizen(actor, grievance)
    if isinstance(actor, User) and actor.is_active:
        return _relations_of_staff(actor, grievance, set(post_ids_of(actor, clock.today())))
    if isinstance(actor, DepartmentSystem):
        return _relations_of_system(actor, grievance)
    if isinstance(actor, Program):
        return _relations_of_filer(actor, grievance)
    return frozenset()


def possible_actions(actor: Actor | None, grievance: Grievance) -> list[str]:
    """What `actor` can do with `grievance` now; pages offer exactly this."""
    return WORKFLOW.possible(grievance, relations(actor, grievance))


# What a citizen is beside that to some of the own cases.
ALSO: dict[str, Callable[[Grievance], bool]] = {
    "central_citizen": is_central,
    "complainant": lambda case: case.kind == Kind.CORRUPTION,
}


def require(actor: Actor, action: str, grievance: Grievance) -> None:
    """Refuse what the table does not give to `actor`.

    Raises:
        NotAllowed: none of the actor's relations to the case stands in the row of `action`.
    """
    if not WORKFLOW[action].by & relations(actor, grievance):
        raise NotAllowed(action=action)


def _relations_of_citizen(citizen: Citizen, grievance: Grievance) -> frozenset[str]:
    if grievance.citizen_id == citizen.pk or _is_sealed_for(citizen, grievance):
        return frozenset({"citizen", *(name for name, fits in ALSO.items() if fits(grievance))})
    if Supporter.objects.filter(grievance=grievance, citizen=citizen).exists():
        return frozenset({"supporter"})
    return frozenset()


def _is_sealed_for(citizen: Citizen, grievance: Grievance) -> bool:
    return (
        grievance.citizen_id is None
        and SealedIdentity.objects.filter(grievance=grievance, citizen_index=citizen_index(citizen)).exists()
    )


def _relations_of_system(system: DepartmentSystem, grievance: Grievance) -> frozenset[str]:
    reached = Grievance.objects.visible_to(system).filter(pk=grievance.pk)
    if not system.may(ApiScope.DEPARTMENT_WRITE) or not reached.exists():
        return frozenset()
    officer = system.officer
    if officer is None or not officer.is_active:
        return frozenset({"department_system"})
    posts = Post.objects.filter(
        department=system.department_id, pk__in=post_ids_of(officer, clock.today())
    ).values_list("pk", flat=True)
    as_officer = _relations_of_staff(officer, grievance, set(posts)) & OF_OFFICERS
    return as_officer | {"department_system"}


def _relations_of_filer(program: Program, grievance: Grievance) -> frozenset[str]:
    key = program.key
    if key.revoked_at is not None or ApiScope.FILE not in key.scopes:
        return frozenset()
    filed = ApiFiling.objects.visible_to(key).filter(grievance=grievance)
    return frozenset({"filer"}) if filed.exists() else frozenset()


def _relations_of_staff(user: User, grievance: Grievance, posts: set[int]) -> frozenset[str]:
    if is_barred(user, posts, grievance):
        return frozenset()
    in_line = bool(posts & ({*grievance.line, grievance.post_id} - {None}))
    opens_seals = user.may("open_seal") and grievance.kind == Kind.CORRUPTION
    found = {
        "vigilance": opens_seals and in_line,
        "vigilance_holder": opens_seals and grievance.post_id in posts,
        "second": opens_seals and _is_second(user, posts, grievance),
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


def is_barred(user: User, posts: set[int], grievance: Grievance) -> bool:
    """Whether `user`, who holds `posts`, is or may be the accused of a case, or serves below the one who is."""
    return user.pk in (grievance.accused_id, *grievance.barred_users) or not posts.isdisjoint(
        grievance.barred_posts
    )


def _is_second(user: User, posts: set[int], grievance: Grievance) -> bool:
    """The requests are of a package above; `Proposal` gives them their name here."""
    pending = grievance.revealrequests.filter(outcome="", approver__in=posts)
    return bool(pending.exclude(proposed_by=user).exists())


def _may_decide(
    proposals: type[Transfer] | type[SpecialClosure], user: User, posts: set[int], grievance: Grievance
) -> bool:
    pending = proposals._default_manager.filter(grievance=grievance, outcome="", approver__in=posts)
    return pending.exclude(proposed_by=user).exists()
