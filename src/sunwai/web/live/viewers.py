"""Who may hear what: the staff session behind a stream, at its beginning and as long as it lasts."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import parse_cookie
from django.utils.crypto import constant_time_compare

from sunwai.accounts.models import User
from sunwai.core import clock
from sunwai.web.access import must_first
from sunwai.web.staff.sessions import is_idle


def who(cookies: str, may: Callable[[User], bool]) -> tuple[str, User] | None:
    """The key of the session and who is signed in with everything that takes, whom `may` lets in; None otherwise.

    Args:
        cookies: the header as the browser sent it.
    """
    key = parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME, "")
    user = signed_in({key}).get(key) if key else None
    return (key, user) if user and may(user) and not must_first(user) else None


def signed_in(keys: Collection[str]) -> dict[str, User]:
    """Who is signed in, by the key of the session, of those with these `keys`: two readings for all of them."""
    store, now = import_module(settings.SESSION_ENGINE).SessionStore(), clock.now()
    rows = Session.objects.filter(session_key__in=keys, expire_date__gt=now)
    found = {row.session_key: store.decode(row.session_data) for row in rows}
    users = User.objects.in_bulk({int(data[SESSION_KEY]) for data in found.values() if SESSION_KEY in data})
    return {
        key: users[int(data[SESSION_KEY])]
        for key, data in found.items()
        if SESSION_KEY in data and _holds(data, users.get(int(data[SESSION_KEY])), now)
    }


def _holds(data: dict[str, Any], user: User | None, now: datetime) -> bool:
    """Whether the session is still that of a member of staff who may sign in, with the password of then, not idle."""
    return (
        user is not None
        and user.is_active
        and constant_time_compare(data.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
        and not is_idle(data, now)
    )
