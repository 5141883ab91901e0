"""Who may ask the calls process for what."""

from __future__ import annotations

import pytest

from sunwai.calls.actions.orders import RULES, give_order
from sunwai.calls.enums import AgentState, CallState, OrderKind
from sunwai.calls.errors import (
    CallOver,
    InACall,
    NeedsSupervisor,
    NoNumber,
    NotSignedIn,
    NotThere,
)
from sunwai.calls.models import AgentSession, Destination, Order
from sunwai.calls.selectors import standing, targets
from sunwai.core.errors import NotAllowed
from sunwai.grievances.actions.interactions import start_callback
from sunwai.grievances.actions.work import resolve
from sunwai.grievances.models import Interaction
from tests.world import MONDAY

pytestmark = pytest.mark.django_db
IN_TALK = [kind for kind in RULES if RULES[kind].check.__name__ in ("_own_talk", "_to_somebody")]
OVER_SHOULDERS = (OrderKind.LISTEN, OrderKind.WHISPER, OrderKind.BARGE)


def order(kind, actor, session=None, call=None, **data):
    return give_order(kind=kind, call=call, session=session, data=data, actor=actor, now=MONDAY)


def refused(error, kind, actor, session=None, call=None, **data):
    before = Order.objects.count()
    with pytest.raises(error):
        order(kind, actor, session, call, **data)
    assert Order.objects.count() == before


def test_every_kind_of_the_desk_and_the_floor_has_a_rule():
    assert set(RULES) == set(OrderKind) - {OrderKind.PUT_THROUGH}


@pytest.mark.parametrize("kind", [*IN_TALK, OrderKind.HANG_UP, OrderKind.REJOIN])
def test_an_agent_orders_on_the_call_in_hand_alone(world, phone, told, kind):
    call, other = phone.call(), phone.call()
    session = phone.at(world.agent, call=call)
    stranger = phone.at(world.new_user("other", "agent"), call=other)

    given = order(kind, world.agent, session, call)
    assert (given.call, given.session, given.data, given.done_at) == (call, session, {}, None)
    assert told[-1] == f"order:{given.pk}"
    refused(NotAllowed, kind, world.agent, session, other)
    refused(NotAllowed, kind, world.agent, session, None)
    refused(NotAllowed, kind, world.agent, stranger, other)
    refused(NotSignedIn, kind, world.agent, None, call)
    refused(NotAllowed, kind, world.officer("je"), session, call)


@pytest.mark.parametrize("kind", IN_TALK)
def test_not_before_it_is_taken_nor_after_its_end(world, phone, kind):
    call = phone.call(state=CallState.OFFERED)
    session = phone.at(world.agent, call=call)
    refused(CallOver, kind, world.agent, session, call)
    call.state, call.ended_at = CallState.ENDED, MONDAY
    call.save()
    refused(CallOver, kind, world.agent, session, call)


def test_a_session_that_is_over_orders_nothing(world, phone):
    call = phone.call()
    session = phone.at(world.agent, call=call)
    AgentSession.objects.update(ended_at=MONDAY)
    session.refresh_from_db()
    refused(NotSignedIn, OrderKind.HOLD, world.agent, session, call)


def test_a_confidential_call_is_for_who_counsels(world, phone):
    call = phone.call(is_confidential=True)
    session = phone.at(world.agent, call=call)
    refused(NotAllowed, OrderKind.HOLD, world.agent, session, call)
    counsellor = phone.counsellor()
    assert order(OrderKind.HOLD, counsellor, phone.at(counsellor, call=call), call).pk


# ── Putting through ──────────────────────────────────────────────────────────────────────────────────────


def test_whom_a_call_can_be_put_through_to(world, phone):
    call = phone.call()
    session = phone.at(world.agent, call=call)
    Destination.objects.create(digits="112", name_hi="पुलिस", name_en="Police", is_emergency=True)
    phone.queue("women", is_confidential=True)
    ready = phone.at(world.new_user("ready", "agent"))
    busy = phone.at(world.new_user("busy", "agent"), state=AgentState.NOT_READY)

    for to in ("number:112", "queue:women", f"agent:{ready.pk}"):
        for kind in (OrderKind.TRANSFER, OrderKind.CONSULT, OrderKind.CONFERENCE):
            assert order(kind, world.agent, session, call, to=to).data == {"to": to}
    offered = targets(world.agent, call)
    assert [one.digits for one in offered.destinations] == ["112"]
    assert [one.code for one in offered.queues] == ["women"]
    assert offered.agents == [ready]
    for to in (
        f"agent:{busy.pk}",
        f"agent:{session.pk}",
        "agent:x",
        "queue:none",
        "number:12; x",
        "moon:1",
        "112",
    ):
        refused(NotThere, OrderKind.TRANSFER, world.agent, session, call, to=to)
    refused(NotThere, OrderKind.CONSULT, world.agent, session, call)


def test_any_other_number_needs_the_supervisor(world, phone):
    call, other = phone.call(), phone.call()
    session = phone.at(world.agent, call=call)
    refused(NeedsSupervisor, OrderKind.TRANSFER, world.agent, session, call, to="number:9876543210")
    own = phone.at(world.supervisor, call=other)
    assert order(OrderKind.TRANSFER, world.supervisor, own, other, to="number:9876543210").pk


def test_a_confidential_call_stays_among_who_counsels(world, phone):
    counsellor, other = phone.counsellor(), world.new_user("second", "counsellor")
    call = phone.call(is_confidential=True)
    session = phone.at(counsellor, call=call)
    phone.queue("general")
    phone.queue("women", is_confidential=True)
    agent, second = phone.at(world.agent), phone.at(other)

    offered = targets(counsellor, call)
    assert ([one.code for one in offered.queues], offered.agents) == (["women"], [second])
    for to in ("queue:general", f"agent:{agent.pk}"):
        refused(NotThere, OrderKind.TRANSFER, counsellor, session, call, to=to)
    for to in ("queue:women", f"agent:{second.pk}"):
        assert order(OrderKind.TRANSFER, counsellor, session, call, to=to).pk


# ── Over the shoulder ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", OVER_SHOULDERS)
def test_listening_is_for_the_floor_and_a_confidential_call_for_nobody_without_counsel(world, phone, kind):
    call, secret = phone.call(), phone.call(is_confidential=True)
    agent = phone.at(world.agent, call=call)
    phone.at(phone.counsellor(), call=secret)
    own = phone.at(world.supervisor, state=AgentState.NOT_READY)

    assert order(kind, world.supervisor, own, call).pk
    refused(NotAllowed, kind, world.supervisor, own, secret)
    refused(NotAllowed, kind, world.agent, agent, call)
    refused(NotSignedIn, kind, world.supervisor, None, call)
    both = world.new_user("head", "supervisor", "counsellor")
    assert order(kind, both, phone.at(both), secret).pk


def test_nobody_listens_from_the_middle_of_an_own_call(world, phone):
    phone.at(world.agent, call=(call := phone.call()))
    own = phone.at(world.supervisor, call=phone.call())
    refused(InACall, OrderKind.LISTEN, world.supervisor, own, call)


# ── Calling out ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_number_to_dial_is_looked_up_here(world, phone):
    case = world.register()
    je = world.officer("je")
    resolve(grievance=case, words="हो गया", proof=[world.photo(je)], actor=je, now=MONDAY)
    contact = start_callback(grievance=case, agent=world.agent, now=MONDAY)
    session = phone.at(world.agent)

    given = order(OrderKind.DIAL, world.agent, session, interaction=contact.pk, number="9999999999")
    assert given.data == {
        "number": world.citizen.mobile,
        "grievance": case.pk,
        "interaction": contact.pk,
    }
    refused(NeedsSupervisor, OrderKind.DIAL, world.agent, session, number="9876543210")
    other = world.new_user("other", "agent")
    refused(NotAllowed, OrderKind.DIAL, other, phone.at(other), interaction=contact.pk)
    own = phone.at(world.supervisor)
    assert order(OrderKind.DIAL, world.supervisor, own, number="9876543210").data == {"number": "9876543210"}
    refused(NoNumber, OrderKind.DIAL, world.supervisor, own, number="call me")


def test_no_second_call_beside_the_one_in_hand(world, phone):
    contact = Interaction.objects.create(
        agent=world.agent, mobile="6000000001", outgoing=True, started_at=MONDAY
    )
    session = phone.at(world.agent, call=phone.call())
    refused(InACall, OrderKind.DIAL, world.agent, session, interaction=contact.pk)


# ── How they stand ───────────────────────────────────────────────────────────────────────────────────────


def test_a_reload_finds_what_was_asked_for(world, phone):
    call = phone.call()
    session = phone.at(world.agent, call=call)
    phone.queue("women")
    assert not standing(session).is_consulting
    order(OrderKind.PAUSE_RECORDING, world.agent, session, call)
    asked = order(OrderKind.CONSULT, world.agent, session, call, to="queue:women")
    found = standing(session)
    assert (found.is_consulting, found.recording_is_paused, found.last) == (True, True, asked)
    Order.objects.filter(pk=asked.pk).update(problem="no answer")
    assert not standing(session).is_consulting
    order(OrderKind.RESUME_RECORDING, world.agent, session, call)
    assert not standing(session).recording_is_paused
