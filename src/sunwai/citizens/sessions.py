"""Citizens signed in to an app: a token for some hours, renewed while it is good, ended by them or with the key."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.core import signing
from django.utils.translation import gettext_lazy as _

from sunwai.accounts.models import ApiKey, ApiScope
from sunwai.casework.action import action
from sunwai.citizens.models import AppSession, Citizen
from sunwai.core.errors import NotAllowed
from sunwai.core.options import option

SIGNER = signing.Signer(salt="citizens.app")
PREFIX = "citizen_"


class SignInAgain(NotAllowed):
    """The sign-in by code is too long ago to be renewed."""

    code = "sign-in-again"
    sentence = _("Please sign in again with a new code.")


@action
def begin_app_session(*, citizen: Citizen, key: ApiKey, now: datetime) -> AppSession:
    """A citizen who proved the mobile by a code is signed in to the app of `key`.

    Raises:
        NotAllowed: the key is not one of an app, or not live.
    """
    if not _is_of_app(key):
        raise NotAllowed
    return AppSession.objects.create(citizen=citizen, key=key, signed_in_at=now, expires_at=_until(now, now))


@action
def renew_app_session(*, session: AppSession, now: datetime) -> AppSession:
    """A new token for some more hours; the old one ends.

    Raises:
        SignInAgain: the code is longer ago than `app.days`, or the session ended meanwhile.
    """
    old = AppSession.objects.select_for_update().get(pk=session.pk)
    until = _until(old.signed_in_at, now)
    if old.ended_at or until <= now:
        raise SignInAgain
    AppSession.objects.filter(pk=old.pk).update(ended_at=now)
    return AppSession.objects.create(
        citizen_id=old.citizen_id, key_id=old.key_id, signed_in_at=old.signed_in_at, expires_at=until
    )


@action
def end_app_session(*, session: AppSession, now: datetime) -> None:
    """Signed out: the token is void at once."""
    AppSession.objects.filter(pk=session.pk, ended_at=None).update(ended_at=now)


def token_of(session: AppSession) -> str:
    """What the app sends to be known: the signed name of the session."""
    return f"{PREFIX}{SIGNER.sign(str(session.pk))}"


def session_of(token: str, now: datetime) -> AppSession | None:
    """The session that `token` names, with its citizen, while it, its key and that key's scope are good; else None."""
    if not token.startswith(PREFIX):
        return None
    try:
        name = UUID(SIGNER.unsign(token.removeprefix(PREFIX)))
    except (signing.BadSignature, ValueError):
        return None
    found = AppSession.objects.select_related("citizen", "key").filter(
        pk=name, ended_at=None, expires_at__gt=now
    )
    session = found.first()
    return session if session and _is_of_app(session.key) else None


def _is_of_app(key: ApiKey) -> bool:
    return key.revoked_at is None and ApiScope.APP in key.scopes


def _until(signed_in_at: datetime, now: datetime) -> datetime:
    last = signed_in_at + timedelta(days=option("app.days"))
    return min(now + timedelta(hours=option("app.hours")), last)
