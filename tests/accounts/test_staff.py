"""Staff: what roles give, and how the first administrator comes to be."""

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from sunwai.accounts.actions import UsernameTaken, make_administrator
from sunwai.accounts.models import ApiKey, ApiScope, User
from sunwai.accounts.roles import PERMISSIONS, Role, permissions_of


def test_every_role_stands_in_the_table():
    assert PERMISSIONS.keys() == set(Role)


def test_an_unknown_role_gives_nothing():
    assert permissions_of(["janitor"]) == frozenset()


@pytest.mark.parametrize("role", list(Role))
def test_a_closed_account_may_nothing(role):
    assert User(roles=[role], is_active=False).permissions == frozenset()


def test_who_records_the_citizens_word_is_no_officer():
    with pytest.raises(ValidationError, match="अधिकारी"):
        User(username="x", name="x", roles=[Role.AGENT, Role.OFFICER]).clean()


@pytest.mark.django_db
def test_the_first_administrator_is_made_once():
    password = make_administrator(username="first", name="पहले प्रशासक")

    user = User.objects.get(username="first")
    assert user.check_password(password)
    assert user.roles == [Role.ADMINISTRATOR]
    with pytest.raises(UsernameTaken):
        make_administrator(username="first", name="x")


@pytest.mark.django_db
def test_a_key_is_known_by_its_text_and_kept_as_a_digest():
    key, text = ApiKey.issue(name="a program", scopes=[ApiScope.READ])

    assert ApiKey.find(text) == key
    assert text.rpartition("_")[2].encode() not in bytes(key.digest)
    for wrong in ("", "sunwai_", text[:-1], f"x{text}", text.replace("sunwai", "other")):
        assert ApiKey.find(wrong) is None


def test_the_page_about_the_walls_shows_the_roles_as_they_are():
    page = (Path(__file__).parents[2] / "docs" / "walls.md").read_text()
    rows = [f"| {role} | {', '.join(sorted(PERMISSIONS[role]))} |" for role in Role]

    assert "\n".join(rows) in page
