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
        The password; the second factor is set up at the first sign-in.

    Raises:
        UsernameTaken: choose another one.
    """
    if User.objects.filter(username=username).exists():
        raise UsernameTaken
    password = secrets.token_urlsafe(12)
    User.objects.create_user(username, password, name=name, roles=[Role.ADMINISTRATOR])
    return password
