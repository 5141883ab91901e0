"""Invented people and cases of each confidential helpline, made once."""

from __future__ import annotations

import pytest

from sunwai.accounts.models import User
from sunwai.accounts.roles import Role
from sunwai.offices.demo import NAMED
from sunwai.womenline import perms, wall
from sunwai.womenline.contacts import load_contacts
from sunwai.womenline.demo import HELPLINES, make_demo_cases
from sunwai.womenline.families import families
from sunwai.womenline.models import Case
from tests.world import MONDAY

MADE = {"women": 3, "child1098": 1, "divyangjan": 1}


@pytest.fixture
def people(world):
    """The named people of the helplines, as the demo makes them."""
    load_contacts()
    roles = {role for role in Role if role in {role for role, _make in HELPLINES.values()}}
    chosen = [named for named in NAMED if roles & set(named.roles)]
    return [
        User.objects.create(username=one.username, name=one.name, roles=list(one.roles), is_demo=True)
        for one in chosen
    ]


def counted():
    with wall.opened(wall.KEEPER):
        return {code: Case.objects.filter(family=code).count() for code in families()}


def test_each_helpline_has_a_counsellor_and_a_supervisor_who_sign_in():
    for code, family in families().items():
        people = [User(username=one.username, roles=list(one.roles)) for one in NAMED]
        at_it = [user for user in people if user.may(family.permission)]
        assert [user.may(family.review) for user in at_it] == [False, True], code
        assert all(perms.families_of(user) == [family] for user in at_it), code


def test_each_gets_its_cases_once_and_sees_no_others(people):
    assert make_demo_cases(now=MONDAY) == sum(MADE.values())
    assert make_demo_cases(now=MONDAY) == 0
    assert counted() == MADE
    for user in people:
        (family,) = perms.families_of(user)
        with wall.opened(user):
            seen = list(Case.objects.visible_to(user))
            assert [case.family for case in seen] == [family.code] * MADE[family.code]
            assert all(
                case.holder == user and "काल्पनिक" in str(case.person.as_dict())
                for case in seen
                if case.person.name
            )


def test_an_older_demo_gets_what_it_lacks(people):
    _women, *others = people
    User.objects.filter(pk__in=[user.pk for user in others]).update(is_demo=False)
    assert make_demo_cases(now=MONDAY) == 3
    User.objects.filter(pk__in=[user.pk for user in others]).update(is_demo=True)
    assert make_demo_cases(now=MONDAY) == 2
    assert counted() == MADE


def test_without_counsellors_there_are_none(world):
    assert make_demo_cases(now=MONDAY) == 0
    assert counted() == dict.fromkeys(families(), 0)
