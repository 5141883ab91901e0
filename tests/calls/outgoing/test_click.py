"""An officer is put through to the citizen of a case."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sunwai.calls.actions.click import put_through
from sunwai.calls.actions.disturbing import set_do_not_disturb
from sunwai.calls.enums import CallState, OrderKind
from sunwai.calls.models import Order
from sunwai.calls.outgoing.errors import (
    BeingCalled,
    CalledOften,
    NoOwnNumber,
    NotAtThisHour,
    NotToBeDisturbed,
)
from sunwai.core.errors import NotAllowed
from tests.world import MONDAY


@pytest.fixture
def officer(world):
    def officer(designation="je"):
        user = world.officer(designation)
        user.mobile = "9826000001"
        user.save()
        return user

    return officer


def carried_out():
    Order.objects.update(done_at=MONDAY)


@pytest.mark.parametrize("designation", ["je", "ae", "md"])
def test_who_has_it_and_who_stands_above_may(world, officer, designation):
    case = world.register()
    order = put_through(grievance=case, actor=officer(designation), now=MONDAY)

    assert order.kind == OrderKind.PUT_THROUGH
    assert order.data == {"first": "9826000001", "second": world.citizen.mobile, "grievance": case.pk}


def test_nobody_else_may(world, officer):
    case = world.register()
    case.level, case.post = 2, world.post("ae")
    case.save()
    sealed = world.register(code="vigilance.bribe", accused_post=world.post("je"))
    for actor, about in (
        (officer("patwari"), case),
        (officer("je"), case),  # it has left the table below
        (world.agent, case),
        (officer("district-vigilance"), sealed),
    ):
        with pytest.raises(NotAllowed):
            put_through(grievance=about, actor=actor, now=MONDAY)
    assert not Order.objects.exists()


def test_hours_do_not_disturb_and_a_mobile_of_ones_own(world, officer):
    case = world.register()
    with pytest.raises(NoOwnNumber):
        put_through(grievance=case, actor=world.officer("je"), now=MONDAY)
    with pytest.raises(NotAtThisHour) as refused:
        put_through(grievance=case, actor=officer(), now=MONDAY.replace(hour=21))
    assert "20" in str(refused.value)
    set_do_not_disturb(number=world.citizen.mobile, actor=world.citizen, now=MONDAY)
    with pytest.raises(NotToBeDisturbed):
        put_through(grievance=case, actor=officer(), now=MONDAY)


def test_one_call_at_a_time(world, officer, make_call):
    case = world.register()
    put_through(grievance=case, actor=officer(), now=MONDAY)
    with pytest.raises(BeingCalled):
        put_through(grievance=case, actor=officer(), now=MONDAY)
    carried_out()
    make_call(number=world.citizen.mobile, state=CallState.TALKING, ended_at=None, outcome="")
    with pytest.raises(BeingCalled):
        put_through(grievance=case, actor=officer(), now=MONDAY)


def test_so_often_in_a_day(world, officer):
    case = world.register()
    for _ in range(3):
        put_through(grievance=case, actor=officer(), now=MONDAY)
        carried_out()
    with pytest.raises(CalledOften):
        put_through(grievance=case, actor=officer("ae"), now=MONDAY)
    put_through(grievance=case, actor=officer(), now=MONDAY + timedelta(days=1))
