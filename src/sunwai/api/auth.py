"""Who asks: a program by its key (`Authorization: Bearer sunwai_…`), a citizen in an app by a token (`citizen_…`)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpRequest
from ninja.security import HttpBearer

from sunwai.accounts.models import ApiKey, ApiScope
from sunwai.citizens.models import AppSession
from sunwai.citizens.sessions import session_of
from sunwai.core import clock
from sunwai.core.errors import NotAllowed

NOTE_USE_EVERY = timedelta(minutes=5)


class Key(HttpBearer):
    """A live key that has one of `scopes`; any live key where there is none. `request.auth` is the key."""

    def __init__(self, *scopes: ApiScope) -> None:
        super().__init__()
        self.scopes = scopes

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:
        """The key of the request; None (401) where there is none.

        Raises:
            NotAllowed: the key is good, but not for this (403).
        """
        key = live_key(token)
        if key and self.scopes and not set(self.scopes) & set(key.scopes):
            raise NotAllowed(scope=str(self.scopes[0]))
        return key


class CitizenToken(HttpBearer):
    """A citizen who is signed in to an app. `request.auth` is the session."""

    def authenticate(self, request: HttpRequest, token: str) -> AppSession | None:
        """The session of the token; None (401) where it is not good."""
        return session_of(token, clock.now())


def live_key(text: str) -> ApiKey | None:
    """The live key with this text, whose use is noted; None where there is none."""
    key = ApiKey.find(text)
    if key:
        _note_use(key, clock.now())
    return key


def _note_use(key: ApiKey, now: datetime) -> None:
    if key.last_used_at is None or now - key.last_used_at > NOTE_USE_EVERY:
        key.last_used_at = now  # the process remembers the key for a while
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
