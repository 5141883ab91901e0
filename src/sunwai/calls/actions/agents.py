"""Agents at the phone: signing in, what they want next, what calls they can take.

Pages write wishes; the calls process, told by `bus`, moves the state of a session.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime

from sunwai.accounts.models import User
from sunwai.calls.bus import Word, tell_process
from sunwai.calls.enums import BUSY_STATES, CHOSEN_REASONS, AgentState, NotReady, Skill
from sunwai.calls.errors import NotSignedIn
from sunwai.calls.models import AgentProfile, AgentSession, Call
from sunwai.casework.action import action
from sunwai.casework.errors import Missing
from sunwai.citizens.models import Language
from sunwai.core.encryption import encrypt
from sunwai.core.errors import NotAllowed
from sunwai.grievances.models import Interaction
from sunwai.places.models import Place

WISHES = (AgentState.READY, AgentState.NOT_READY, AgentState.OFF)


@action
def sign_in(*, user: User, now: datetime) -> AgentSession:
    """Put `user` at the phone, not ready. The name and the secret of the browser are good for this session only.

    An older session ends; but not one with a call in hand: its caller would be lost, so it goes on in this browser.

    Raises:
        NotAllowed: `user` does not work at the desk.
    """
    if not user.may("desk"):
        raise NotAllowed
    User.objects.select_for_update().get(pk=user.pk)  # two browsers at once: one after the other
    if older := AgentSession.objects.filter(user=user, ended_at=None).first():
        if older.state in BUSY_STATES:
            return older
        _end(older, now)
    session = AgentSession.objects.create(
        user=user,
        extension=f"agent-{secrets.token_hex(8)}",
        secret=encrypt(secrets.token_urlsafe(24)),
        since=now,
        idle_since=now,
        seen_at=now,
        began_at=now,
    )
    tell_process(Word.SESSION, session.pk)
    return session


@action
def wish(
    *, session: AgentSession, state: AgentState | str, reason: NotReady | str = "", actor: User, now: datetime
) -> None:
    """Say what is to follow: ready, not ready with a reason, signed out. After a call and its wrap-up, else at once.

    A supervisor may say it for another; an agent set not ready by them is told so by the reason.

    Raises:
        NotAllowed: another's session, and `actor` does not oversee the floor.
        NotSignedIn: the session is over.
        Missing: not ready without a reason that can be chosen, or no such state.
    """
    own = session.user_id == actor.pk
    if not own and not actor.may("floor"):
        raise NotAllowed
    if state not in WISHES:
        raise Missing("state")
    if state != AgentState.NOT_READY:
        reason = ""
    elif not own:
        reason = NotReady.SUPERVISOR
    elif reason not in CHOSEN_REASONS:
        raise Missing("reason")
    wanted = {"wanted": state, "wanted_reason": reason} | ({"seen_at": now} if own else {})
    if not AgentSession.objects.filter(pk=session.pk, ended_at=None).update(**wanted):
        raise NotSignedIn
    tell_process(Word.SESSION, session.pk)


def sign_out(*, session: AgentSession, actor: User, now: datetime) -> None:
    """Leave the phone, after the call in hand. Errors are those of `wish`."""
    wish(session=session, state=AgentState.OFF, actor=actor, now=now)


@action
def alive(*, session: AgentSession, now: datetime) -> None:
    """The browser was heard of, and is registered at the switch."""
    AgentSession.objects.filter(pk=session.pk, ended_at=None).update(seen_at=now)


@action
def wrapped_up(*, interaction: Interaction, actor: User) -> None:
    """The disposition is given: the process may end the wrap-up. Nothing where the call did not come by phone.

    The process looks at `Interaction.ended_at`: it is also set where the agent was quicker than the caller's goodbye.
    """
    Call.objects.filter(interaction=interaction).update(
        grievance=interaction.grievance_id, citizen=interaction.citizen_id, kind=interaction.kind
    )
    if session := AgentSession.objects.filter(user=actor, ended_at=None).first():
        tell_process(Word.SESSION, session.pk)


@action
def set_profile(
    *,
    user: User,
    skills: Iterable[Skill | str],
    languages: Iterable[Language | str],
    districts: Iterable[Place],
    actor: User,
) -> AgentProfile:
    """What calls `user` can take; in force with the next call.

    Raises:
        NotAllowed: `actor` does not oversee the floor, or `user` does not work at the desk.
        Missing: no language, or a skill or language that does not exist.
    """
    if not actor.may("floor") or not user.may("desk"):
        raise NotAllowed
    chosen, spoken = sorted(set(skills)), sorted(set(languages))
    if not set(chosen) <= set(Skill):
        raise Missing("skills")
    if not spoken or not set(spoken) <= set(Language):
        raise Missing("languages")
    profile, _made = AgentProfile.objects.update_or_create(
        user=user, defaults={"skills": chosen, "languages": spoken}
    )
    profile.districts.set(districts)
    tell_process(Word.SETUP)
    return profile


def _end(session: AgentSession, now: datetime) -> None:
    """Over; what the process holds of it goes with the word. Its last spell ends, so that no time counts twice."""
    session.spells.filter(ended_at=None).update(ended_at=now)
    AgentSession.objects.filter(pk=session.pk).update(
        state=AgentState.OFF, reason="", since=now, ended_at=now, wanted="", wanted_reason="", call=None
    )
    tell_process(Word.SESSION, session.pk)
