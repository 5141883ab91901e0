"""How allauth behaves here: staff are made by administrators, never by signing up; second factors are encrypted."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sunwai.accounts.models import User
from sunwai.core import encryption, rows
from sunwai.web.staff.sessions import keep_within_limit


class StaffAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up; what is wrong is said in the reader's language."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "enter_current_password": _("Please give your present password."),
        "incorrect_code": _("This code is not right. Please give the one that the app shows now."),
        "incorrect_password": _("This password is not right."),
        "rate_limited": _("Too many attempts. Please wait a few minutes."),
        "too_many_login_attempts": _("Too many wrong attempts. Please wait ten minutes and try again."),
        "username_password_mismatch": _("The user name or the password is not right."),
    }

    def post_login(self, request: HttpRequest, user: Any, **given: Any) -> HttpResponse:
        """Signed in; the oldest session ends where there are too many."""
        response: HttpResponse = super().post_login(request, user, **given)
        keep_within_limit(request, user)
        return response

    def clean_password(self, password: str, user: Any = None) -> str:
        """Strong enough, and not the one that the administrator knows."""
        found: str = super().clean_password(password, user)
        if isinstance(user, User) and user.password_was_given and user.check_password(found):
            raise ValidationError(_("Please choose another one than the one you were given."))
        return found

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """On to work."""
        return reverse("staff-home")

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False


class StaffMFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The keys of second factors are not readable in the database."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": StaffAccountAdapter.error_messages["incorrect_code"],
    }

    def is_mfa_enabled(self, user: User, types: list[str] | None = None) -> bool:
        """Whether there is a second factor; asked with every page."""
        if types is not None or not user.is_authenticated:
            return bool(super().is_mfa_enabled(user, types))
        return rows.find(Authenticator, user_id=user.pk) is not None

    def encrypt(self, text: str) -> str:
        """`text` under the installation's field key."""
        return encryption.encrypt(text).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What `encrypt` was given."""
        return encryption.decrypt(encrypted_text.encode())
