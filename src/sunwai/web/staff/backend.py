"""Who is signed in: read with every page of staff."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend

from sunwai.accounts.models import User
from sunwai.core import rows


class StaffBackend(AuthenticationBackend):  # type: ignore[misc]
    """Signs in as allauth does."""

    def get_user(self, user_id: int) -> User | None:
        """The member of staff with this id, while the account is open."""
        user = rows.find(User, id=user_id)
        return user if user and self.user_can_authenticate(user) else None
