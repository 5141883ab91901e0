"""e-KYC of an applicant. The Aadhaar number goes through our hands twice and is kept nowhere: between the two pages it
travels with the form, encrypted, and is worth nothing after ten minutes.
"""

from __future__ import annotations

import json
import re
import secrets
from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken
from django.utils.translation import gettext_lazy as _

from sunwai.core.aadhaar import is_aadhaar
from sunwai.core.encryption import decrypt, encrypt
from sunwai.core.errors import InvalidInput
from sunwai.core.models import RateCounter
from sunwai.core.reference import clean
from sunwai.janseva.actions.applying import note_identity
from sunwai.janseva.errors import IdentityRefused, OutsideFailed
from sunwai.janseva.models import Application
from sunwai.janseva.outside import service
from sunwai.janseva.ports import IdentityService, OutsideRefused, OutsideUnreachable

GOOD_FOR = timedelta(minutes=10)
AN_HOUR = timedelta(hours=1)
TRIES_AN_HOUR = 5


class NotAadhaar(InvalidInput):
    """Not a number that UIDAI gives."""

    code = "not-aadhaar"
    sentence = _("This is not an Aadhaar number. It has twelve digits; please check them.")
    field = "aadhaar"


def send_identity_code(*, application: Application, aadhaar: str, now: datetime) -> str:
    """Have UIDAI send a code to the holder of `aadhaar`.

    Returns:
        What must come back with the code: the number, encrypted.

    Raises:
        NotAadhaar, TooMany, IdentityRefused, OutsideFailed: see there.
    """
    number = clean(aadhaar)
    if not is_aadhaar(number) or re.search(r"[^\d\s०-९-]", aadhaar):
        raise NotAadhaar
    RateCounter.hit(f"ekyc:{application.pk}", limit=TRIES_AN_HOUR, per=AN_HOUR, now=now)
    transaction = secrets.token_hex(16)
    try:
        _service().send_code(aadhaar=number, transaction=transaction)
    except OutsideRefused as error:
        raise IdentityRefused from error
    except OutsideUnreachable as error:
        raise OutsideFailed from error
    until = (now + GOOD_FOR).timestamp()
    kept = {"aadhaar": number, "transaction": transaction, "until": until, "for": application.pk}
    return encrypt(json.dumps(kept)).decode()


def confirm_identity(*, application: Application, sealed: str, code: str, now: datetime) -> Application:
    """Who the holder is, by the code that UIDAI sent; the number is forgotten with this call.

    Raises:
        IdentityRefused: the code is wrong, or what came back is not what we gave, or too old.
        OutsideFailed: see there.
    """
    try:
        kept = json.loads(decrypt(sealed.encode()))
    except (InvalidToken, ValueError) as error:
        raise IdentityRefused from error
    if kept["for"] != application.pk or kept["until"] < now.timestamp():
        raise IdentityRefused
    try:
        identity = _service().confirm(
            aadhaar=kept["aadhaar"], code=clean(code), transaction=kept["transaction"]
        )
    except OutsideRefused as error:
        raise IdentityRefused from error
    except OutsideUnreachable as error:
        raise OutsideFailed from error
    return note_identity(application=application, identity=identity, actor=application.citizen, now=now)


def _service() -> IdentityService:
    found: IdentityService = service("identity")
    return found
