"""That an ordinary complaint is registered for her: who may have it done. What becomes of it: tests/web/womenline."""

from __future__ import annotations

import pytest

from sunwai.core.errors import NotAllowed
from sunwai.womenline import selectors, wall
from sunwai.womenline.actions.complaints import answer_complaint, register_complaint
from sunwai.womenline.errors import CaseErased
from sunwai.womenline.models import Case
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


# ── Her answer ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def complaint(world, case):
    return register_complaint(
        case=case, consent=True, register=lambda: "481209375", known=0, actor=world.counsellor, now=MONDAY
    )


def never(_number):
    pytest.fail("answered")


def test_only_who_counsels_there_passes_her_answer_on(world, case, complaint, outsiders):
    given = {
        "case": case,
        "complaint": complaint,
        "is_asked": True,
        "said": "हाँ",
        "answer": never,
        "now": MONDAY,
    }
    world.counsellor.is_active = False
    others = {name: counsels(world, name) for name in ("child1098", "divyangjan")}
    for who, actor in (outsiders | others | {"dismissed": world.counsellor}).items():
        with pytest.raises(NotAllowed):
            answer_complaint(actor=actor, **given)
        with wall.opened(wall.KEEPER):
            assert selectors.answers(case) == [], who


def test_nothing_is_passed_on_from_an_erased_case(world, case, complaint):
    with wall.opened(wall.KEEPER):
        Case.objects.filter(pk=case.pk).update(
            state="closed", closed_at=MONDAY, erased_at=MONDAY, wrapped_key=b"", sealed_person=b"",
            number_index=None, safe_index=None, call_id=None,
        )  # fmt: skip
    with pytest.raises(CaseErased):
        answer_complaint(
            case=case,
            complaint=complaint,
            is_asked=True,
            said="हाँ",
            answer=never,
            actor=world.counsellor,
            now=MONDAY,
        )


def test_what_she_says_is_sealed_and_goes_to_the_number_of_the_note(world, case, complaint):
    heard = []
    note = answer_complaint(
        case=case,
        complaint=complaint,
        is_asked=True,
        said="नहीं हुआ",
        answer=heard.append,
        actor=world.counsellor,
        now=MONDAY,
    )
    assert heard == ["481209375"]
    assert b"4812" not in bytes(note.sealed)
    with wall.opened(world.counsellor):
        assert [one.content for one in selectors.answers(case)] == ["4812 0937 5: नहीं हुआ"]
        assert len(selectors.complaints(case)) == 1  # an answer is no further complaint
