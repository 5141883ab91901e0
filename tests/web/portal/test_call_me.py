"""A citizen asks to be called, takes it back, asks for silence."""

from __future__ import annotations

import pytest

from sunwai.calls.actions.callbacks import start_try
from sunwai.calls.enums import CallbackReason, CallbackState
from sunwai.calls.models import Callback, DoNotDisturb
from sunwai.core import clock
from tests.world import MONDAY


@pytest.fixture
def mine(visitor, world):
    return visitor.sign_in(world.citizen)


def said(answer):
    return answer.content.decode()


def test_who_is_not_signed_in_signs_in_and_comes_back(visitor, world):
    answer = visitor.post("/call-me/", do="ask")

    assert answer["Location"] == "/sign-in/?next=%2Fcall-me%2F"
    assert not Callback.objects.exists()


def test_from_the_page_of_a_case_onto_the_list(mine, world):
    case = world.register()
    assert f"/call-me/?case={case.reference}" in said(mine.get(f"/c/{case.reference}/"))
    mine.post("/call-me/", do="ask", case=case.reference)
    mine.post("/call-me/", do="ask", case=case.reference)

    callback = Callback.objects.get()
    assert (callback.citizen, callback.number, callback.grievance) == (
        world.citizen,
        world.citizen.mobile,
        case,
    )
    assert (callback.reason, callback.language) == (CallbackReason.ASKED, "hi")
    assert 'value="cancel"' in said(mine.get("/call-me/"))


def test_another_citizens_case_is_not_named(mine, world):
    case = world.register(citizen=world.new_citizen())
    mine.post("/call-me/", do="ask", case=case.reference)

    assert Callback.objects.get().grievance is None


def test_a_sealed_case_is_not_tied_to_its_citizen(mine, world):
    case = world.register(code="vigilance.bribe")
    mine.post("/call-me/", do="ask", case=case.reference)

    assert Callback.objects.get().grievance is None


def test_at_night_the_page_says_when(mine, world):
    with clock.frozen(MONDAY.replace(hour=22)):
        mine.post("/call-me/", do="ask")
        page = said(mine.get("/call-me/"))

    assert "9:00" in page


def test_taken_back(mine, world):
    mine.post("/call-me/", do="ask")
    mine.post("/call-me/", do="cancel")

    assert Callback.objects.get().state == CallbackState.CANCELLED
    assert 'value="ask"' in said(mine.get("/call-me/"))


def test_too_late_to_take_back_while_the_telephone_rings(mine, world):
    mine.post("/call-me/", do="ask")
    start_try(callback=Callback.objects.get(), now=MONDAY)

    assert mine.post("/call-me/", do="cancel").status_code == 422
    assert Callback.objects.get().state == CallbackState.DIALLING


def test_only_so_often_in_a_day(mine, world):
    for _ in range(5):
        mine.post("/call-me/", do="ask")
        mine.post("/call-me/", do="cancel")

    assert mine.post("/call-me/", do="ask").status_code == 422
    assert Callback.objects.exclude(state=CallbackState.CANCELLED).count() == 0


def test_silence_and_back(mine, world):
    mine.post("/call-me/", do="silence")
    assert DoNotDisturb.objects.get().number == world.citizen.mobile
    assert 'value="speak"' in said(mine.get("/call-me/"))
    mine.post("/call-me/", do="speak")

    assert not DoNotDisturb.objects.exists()
