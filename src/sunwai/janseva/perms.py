"""What somebody is to an application, and so what they may do with it."""

from __future__ import annotations

from sunwai.accounts.models import User
from sunwai.citizens.models import Citizen
from sunwai.core import clock
from sunwai.core.actors import SYSTEM, Actor
from sunwai.core.errors import NotAllowed
from sunwai.janseva.dispatch import authorities_of
from sunwai.janseva.models import Application, Penalty
from sunwai.janseva.workflow import WORKFLOW
from sunwai.offices.selectors import post_ids_of


def relations(actor: Actor | None, application: Application) -> frozenset[str]:
    """What `actor` is to `application`, in the words of the workflow table. Empty for everyone the rules do not name.

    - system: the clock and the rules themselves;
    - applicant: whose application it is;
    - agent: took it on a call;
    - designated_officer: holds the post before which it lies;
    - authority: holds a post above it, before which appeals lie;
    - penalised: a penalty was imposed on them because of it, whatever post they have now.
    """
    if actor is SYSTEM:
        return frozenset({"system"})
    if isinstance(actor, Citizen):
        return frozenset({"applicant"} if actor.pk == application.citizen_id else ())
    if not isinstance(actor, User):
        return frozenset()
    posts = post_ids_of(actor, clock.today())
    found = {
        "agent": actor.may("register") and application.taken_by_id == actor.pk,
        "designated_officer": actor.may("office") and application.post_id in posts,
        "authority": actor.may("office") and bool(authorities_of(application) & set(posts)),
        "penalised": actor.may("office")
        and Penalty.objects.filter(officer=actor, appeal__application=application).exists(),
    }
    return frozenset(relation for relation, holds in found.items() if holds)


def require(actor: Actor, action: str, application: Application) -> None:
    """Refuse what the table does not give to `actor`.

    Raises:
        NotAllowed: none of the actor's relations stands in the row of `action`.
    """
    if not WORKFLOW[action].by & relations(actor, application):
        raise NotAllowed(action=action)


def possible_actions(actor: Actor, application: Application) -> list[str]:
    """What `actor` can do with `application` now, in the order of the table."""
    return WORKFLOW.possible(application, relations(actor, application))
