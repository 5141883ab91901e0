"""That an ordinary complaint is registered for her: who may have it done. What becomes of it: tests/web/womenline."""

from __future__ import annotations

import pytest

from sunwai.core.errors import NotAllowed
from sunwai.womenline import selectors, wall
from sunwai.womenline.actions.complaints import register_complaint
from tests.womenline.conftest import counsels
from tests.world import MONDAY


def test_only_who_counsels_there_may_have_one_registered(world, case, outsiders):
    given = {"consent": True, "register": lambda: pytest.fail("registered"), "known": 0, "now": MONDAY}
    world.counsellor.is_active = False
    others = {**outsiders, "child": counsels(world, "child1098"), "dismissed": world.counsellor}
    for who, actor in others.items():
        with pytest.raises(NotAllowed):
            register_complaint(case=case, actor=actor, **given)
        with wall.opened(wall.KEEPER):
            assert selectors.complaints(case) == [], who


def test_its_number_is_sealed_with_the_case(world, case):
    note = register_complaint(
        case=case, consent=True, register=lambda: "481209375", known=0, actor=world.counsellor, now=MONDAY
    )
    assert b"4812" not in bytes(note.sealed)
    with wall.opened(world.counsellor):
        (kept,) = selectors.complaints(case)
        assert (kept.content, kept.by, kept.at) == ("4812 0937 5", world.counsellor, MONDAY)
