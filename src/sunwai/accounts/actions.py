"""What is written about staff outside the administrator's screens."""

from __future__ import annotations

import secrets

from django.utils.translation import gettext_lazy as _

from sunwai.accounts.models import User
from sunwai.accounts.roles import Role
from sunwai.core.errors import InvalidInput


class UsernameTaken(InvalidInput):
    """Somebody has this user name."""

    code = "username-taken"
    sentence = _("Somebody already has this user name.")
    field = "username"


def make_administrator(*, username: str, name: str) -> str:
    """The first administrator of an installation, who then makes the others.

    Returns:
        The password; at the first sign-in another one is chosen and the second factor set up.

    Raises:
        UsernameTaken: choose another one.
    """
    if User.objects.filter(username=username).exists():
        raise UsernameTaken
    administrator = User(username=username, name=name, roles=[Role.ADMINISTRATOR])
    password = new_password()
    administrator.give_password(password)
    administrator.save()
    return password


def new_password() -> str:
    """A password to give to somebody, who then chooses an own one."""
    return secrets.token_urlsafe(12)
