"""How allauth behaves here: staff are made by administrators, never by signing up; second factors are encrypted."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from sunwai.core import encryption


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

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False


class StaffMFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The keys of second factors are not readable in the database."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": StaffAccountAdapter.error_messages["incorrect_code"],
    }

    def encrypt(self, text: str) -> str:
        """`text` under the installation's field key."""
        return encryption.encrypt(text).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What `encrypt` was given."""
        return encryption.decrypt(encrypted_text.encode())
