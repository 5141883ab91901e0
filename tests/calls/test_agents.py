"""Signing in at the phone, wishes, and what an agent can take."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sunwai.calls.actions.agents import alive, set_profile, sign_in, sign_out, wish, wrapped_up
from sunwai.calls.enums import AgentState, NotReady, Skill
from sunwai.calls.errors import NotSignedIn
from sunwai.calls.models import AgentSession
from sunwai.casework.errors import Missing
from sunwai.core.encryption import decrypt
from sunwai.core.errors import NotAllowed
from sunwai.grievances.models import Interaction
from tests.world import MONDAY

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(minutes=5)


def test_signing_in_makes_a_name_and_a_secret_that_is_not_readable_in_the_book(world, told):
    session = sign_in(user=world.agent, now=MONDAY)

    secret = decrypt(session.secret)
    assert len(secret) >= 32
    assert secret.encode() not in bytes(session.secret)
    assert (session.state, session.reason, session.wanted) == (AgentState.NOT_READY, "", "")
    assert told == [f"session:{session.pk}"]


def test_an_older_session_ends_with_its_open_spell(world, told):
    older = sign_in(user=world.agent, now=MONDAY)
    spell = older.spells.create(state=AgentState.READY, began_at=MONDAY)
    newer = sign_in(user=world.agent, now=LATER)

    older.refresh_from_db()
    spell.refresh_from_db()
    assert (older.ended_at, older.state, spell.ended_at) == (LATER, AgentState.OFF, LATER)
    assert older.extension != newer.extension
    assert decrypt(older.secret) != decrypt(newer.secret)
    assert told[-2:] == [f"session:{older.pk}", f"session:{newer.pk}"]


def test_a_session_with_a_caller_goes_on_in_the_new_browser(world, phone):
    busy = phone.at(world.agent, call=phone.call())

    assert sign_in(user=world.agent, now=LATER) == busy
    assert AgentSession.objects.get().ended_at is None


@pytest.mark.parametrize("who", ["auditor", "administrator"])
def test_only_the_desk_signs_in(world, who):
    with pytest.raises(NotAllowed):
        sign_in(user=getattr(world, who), now=MONDAY)
    assert not AgentSession.objects.exists()


@pytest.mark.parametrize(
    ("state", "reason", "kept"), [("ready", "lunch", ""), ("not_ready", "lunch", "lunch"), ("off", "", "")]
)
def test_a_wish_stands_beside_the_state_which_is_the_processs(world, phone, told, state, reason, kept):
    session = phone.at(world.agent)
    told.clear()
    wish(session=session, state=state, reason=reason, actor=world.agent, now=LATER)

    session.refresh_from_db()
    assert (session.state, session.wanted, session.wanted_reason) == (AgentState.READY, state, kept)
    assert session.seen_at == LATER
    assert told == [f"session:{session.pk}"]


@pytest.mark.parametrize(
    ("state", "reason"),
    [("not_ready", ""), ("not_ready", "no_answer"), ("not_ready", "supervisor"), ("talking", ""), ("", "")],
)
def test_a_wish_that_makes_no_sense_is_refused(world, phone, told, state, reason):
    session = phone.at(world.agent)
    told.clear()
    with pytest.raises(Missing):
        wish(session=session, state=state, reason=reason, actor=world.agent, now=LATER)
    session.refresh_from_db()
    assert (session.wanted, told) == ("", [])


def test_a_supervisor_forces_a_state_and_the_agent_is_told_who(world, phone):
    session = phone.at(world.agent)
    wish(session=session, state="not_ready", reason="lunch", actor=world.supervisor, now=LATER)

    session.refresh_from_db()
    assert session.wanted_reason == NotReady.SUPERVISOR
    assert session.seen_at == MONDAY, "the browser was not heard of"


def test_another_agent_may_not(world, phone):
    session = phone.at(world.agent)
    other = phone.counsellor()
    with pytest.raises(NotAllowed):
        wish(session=session, state="not_ready", reason="lunch", actor=other, now=LATER)


def test_a_session_that_is_over_wishes_nothing(world, phone):
    session = phone.at(world.agent)
    AgentSession.objects.update(ended_at=LATER)
    with pytest.raises(NotSignedIn):
        sign_out(session=session, actor=world.agent, now=LATER)
    alive(session=session, now=LATER)
    session.refresh_from_db()
    assert session.seen_at == MONDAY


def test_alive_moves_nothing_but_the_moment(world, phone, told):
    session = phone.at(world.agent)
    told.clear()
    alive(session=session, now=LATER)
    session.refresh_from_db()
    assert (session.seen_at, session.state, told) == (LATER, AgentState.READY, [])


def test_the_process_hears_of_every_disposition_of_who_is_at_the_phone(world, phone, told):
    """Also of a part of a call that went on with somebody else; it looks for itself whether all is written up."""
    contact = Interaction.objects.create(agent=world.agent, mobile="6000000001", started_at=MONDAY)
    told.clear()
    wrapped_up(interaction=contact, actor=world.agent)
    assert told == []

    session = phone.at(world.agent, call=phone.call(interaction=contact))
    told.clear()
    wrapped_up(interaction=contact, actor=world.agent)
    assert told == [f"session:{session.pk}"]


def test_a_call_is_tied_to_what_its_disposition_names(world, phone):
    case = world.register()
    contact = Interaction.objects.create(
        agent=world.agent,
        mobile=world.citizen.mobile,
        citizen=world.citizen,
        grievance=case,
        started_at=MONDAY,
    )
    call = phone.call(interaction=contact, citizen=None)
    wrapped_up(interaction=contact, actor=world.agent)
    call.refresh_from_db()
    assert (call.grievance, call.citizen) == (case, world.citizen)


def test_a_profile_is_the_supervisors_to_set(world, told):
    given = {"skills": [Skill.JANSEVA], "languages": ["hi"], "districts": [world.district]}
    profile = set_profile(user=world.agent, **given, actor=world.supervisor)

    assert (profile.skills, profile.languages, list(profile.districts.all())) == (
        ["janseva"],
        ["hi"],
        [world.district],
    )
    assert told == ["setup:"]
    for actor, user in ((world.agent, world.agent), (world.supervisor, world.auditor)):
        with pytest.raises(NotAllowed):
            set_profile(user=user, **given, actor=actor)
    for wrong in ({"languages": []}, {"languages": ["xx"]}, {"skills": ["flying"]}):
        with pytest.raises(Missing):
            set_profile(user=world.agent, **given | wrong, actor=world.supervisor)
