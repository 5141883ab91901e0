"""What somebody is to a confidential case. Empty for everyone the rules do not name."""

from __future__ import annotations

from sunwai.accounts.models import User
from sunwai.core.errors import NotAllowed
from sunwai.womenline.families import Family, families, family
from sunwai.womenline.models import Case
from sunwai.womenline.workflow import WORKFLOW


def relations(actor: object, case: Case) -> frozenset[str]:
    """In the words of the workflow table:

    - counsellor: works at the helpline of the case;
    - supervisor: reviews its work;
    - second_supervisor: the same, and did not propose that it be closed.
    """
    if not isinstance(actor, User) or not actor.is_active:
        return frozenset()
    of = family(case.family)
    found = {
        "counsellor": actor.may(of.permission),
        "supervisor": actor.may(of.review),
        "second_supervisor": actor.may(of.review) and case.closing_by_id != actor.pk,
    }
    return frozenset(relation for relation, holds in found.items() if holds)


def possible_actions(actor: object, case: Case) -> list[str]:
    """What `actor` can do with `case` now; pages offer exactly this."""
    return [] if case.erased_at else WORKFLOW.possible(case, relations(actor, case))


def require(actor: object, action: str, case: Case) -> None:
    """Refuse what the table does not give to `actor`.

    Raises:
        NotAllowed: none of the actor's relations to the case stands in the row of `action`.
    """
    if not WORKFLOW[action].by & relations(actor, case):
        raise NotAllowed(action=action)


def families_of(actor: object) -> list[Family]:
    """The helplines at which `actor` works or reviews."""
    if not isinstance(actor, User) or not actor.is_active:
        return []
    return [one for one in families().values() if actor.may(one.permission) or actor.may(one.review)]


def may_review(actor: object, of: Family) -> bool:
    """Whether `actor` reviews the work of this helpline."""
    return isinstance(actor, User) and actor.may(of.review)
