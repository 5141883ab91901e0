"""A confidential case and those around it. Everything is invented."""

from __future__ import annotations

import pytest

from sunwai.accounts.models import User
from sunwai.accounts.roles import Role
from sunwai.womenline.actions import cases
from sunwai.womenline.enums import Age, Gender, Relationship, Triage
from sunwai.womenline.families import family
from sunwai.womenline.models import Person
from tests.world import MONDAY

SECRET = "उसने रात में गला दबाया"
CODE_WORD = "गुलमोहर"
HERS = Person(
    name="कमला (काल्पनिक)",
    number="9876512345",
    where="पीछे वाला कमरा",
    safe_number="9876554321",
    safe_from=10,
    safe_until=14,
    code_word=CODE_WORD,
)


COUNSELLORS = {
    "women": ("womens-counsellor", Role.COUNSELLOR),
    "child1098": ("childrens-counsellor", Role.CHILD_COUNSELLOR),
    "divyangjan": ("divyang-counsellor", Role.DIVYANG_COUNSELLOR),
}


def counsels(world, code):
    """Who counsels at this helpline."""
    name, role = COUNSELLORS[code]
    return User.objects.filter(username=name).first() or world.new_user(name, role)


def open_case(
    world,
    *,
    actor=None,
    triage=Triage.COUNSELLING,
    person=HERS,
    of="women",
    now=MONDAY,
    words=SECRET,
    answers=None,
    **facts,
):
    """A case as a counsellor opens it."""
    given = {"gender": Gender.WOMAN, "age": Age.TO_45, "district": world.district} | facts
    if of == "women":
        given |= {"relationship": facts.get("relationship", Relationship.HUSBAND)}
    return cases.open_case(
        family=family(of),
        triage=triage,
        answers={"strangled": "yes", "safe_to_talk": "yes"} if answers is None else answers,
        person=person,
        facts=cases.Facts(**given),
        actor=actor or counsels(world, of),
        now=now,
        words=words,
    )


@pytest.fixture
def case(world):
    return open_case(world)


@pytest.fixture
def outsiders(world):
    """Everybody who is not of the helpline."""
    return {
        "administrator": world.administrator,
        "agent": world.agent,
        "floor supervisor": world.supervisor,
        "auditor": world.auditor,
        "officer": world.officer("je"),
        "vigilance": world.new_user("vigilance-officer", Role.OFFICER, Role.VIGILANCE),
        "citizen": world.citizen,
        "nobody": None,
    }
