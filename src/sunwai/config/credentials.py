"""`sunwai demo credentials`: everything somebody needs to try a demo. Nothing of it exists outside demo mode."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyotp
from django.conf import settings

from sunwai.accounts.models import ApiKey, ApiScope
from sunwai.offices.demo import demo_password, named_people, totp_secret

KEY_NAME = "demo"


class NotADemo(Exception):
    """Credentials are shown in demo mode only."""

    def __str__(self) -> str:
        return "This is no demo: credentials are never shown here."


def demo_credentials() -> dict[str, Any]:
    """Address, invented users with passwords and second factors, an API key, the simulators' pages.

    Raises:
        NotADemo: in any other mode.
    """
    if settings.MODE not in {"demo", "test"}:
        raise NotADemo
    password = demo_password()
    return {
        "url": f"{settings.PUBLIC_URL}/",
        "users": [
            {
                "username": user.username,
                "password": password,
                "totp_secret": (secret := totp_secret(user)),
                "totp_now": pyotp.TOTP(secret).now(),
                "name": user.name,
                "roles": list(user.roles),
                "is": named.does,
                "posts": [
                    str(posting.post)
                    for posting in user.postings.select_related("post__designation", "post__place")
                ],
            }
            for named, user in named_people()
        ],
        "staff_sign_in": f"{settings.PUBLIC_URL}/staff/login/",
        "api_key": _api_key(),
        "simulators": {name: f"{settings.PUBLIC_URL}/simulators/{name}" for name in ("sms", "email")},
        "citizens": "Any mobile of ten digits that begins with 6 to 9; its codes and messages appear on the phones.",
    }


def _api_key() -> str:
    """The demo's key; its text is kept beside the other secrets, for the database holds only a digest."""
    kept = Path(settings.DATA_FOLDER) / "secrets" / "demo_api_key"
    if kept.exists() and ApiKey.find(text := kept.read_text().strip()):
        return text
    ApiKey.objects.filter(name=KEY_NAME, revoked_at=None).delete()
    _key, text = ApiKey.issue(name=KEY_NAME, scopes=[ApiScope.FILE, ApiScope.READ])
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.touch(mode=0o600)
    kept.write_text(text)
    return text
