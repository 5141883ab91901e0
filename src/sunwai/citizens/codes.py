"""One-time codes: made, kept as a digest, checked, spent."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from sunwai.citizens.models import OneTimeCode
from sunwai.core.encryption import blind_index
from sunwai.core.errors import InvalidInput
from sunwai.core.options import option
from sunwai.core.reference import clean

DIGITS = 6


class WrongCode(InvalidInput):
    """The code is not the one that was sent, or it is void by now; which of the two is not told."""

    code = "wrong-code"
    sentence = _("This code is not right or no longer valid. Please check it or ask for a new one.")
    field = "code"


def issue_code(*, mobile: str, now: datetime) -> str:
    """A fresh code for `mobile` (ten digits); earlier ones are void."""
    code = "".join(secrets.choice("0123456789") for _digit in range(DIGITS))
    OneTimeCode.objects.filter(mobile=mobile, used_at=None).update(expires_at=now)
    OneTimeCode.objects.create(
        mobile=mobile,
        digest=_digest(mobile, code),
        sent_at=now,
        expires_at=now + timedelta(minutes=option("otp.minutes")),
    )
    return code


def code_is_right(*, mobile: str, code: str, now: datetime) -> bool:
    """Count a try, and spend the code if it is right. Saved whatever the outcome: the caller must not roll it back."""
    live = OneTimeCode.objects.filter(mobile=mobile, used_at=None, expires_at__gt=now)
    row = live.select_for_update().order_by("-sent_at").first()
    if row is None or row.attempts >= option("otp.attempts"):
        return False
    if not secrets.compare_digest(bytes(row.digest), _digest(mobile, clean(code))):
        OneTimeCode.objects.filter(pk=row.pk).update(attempts=F("attempts") + 1)
        return False
    OneTimeCode.objects.filter(pk=row.pk).update(used_at=now)
    return True


def _digest(mobile: str, code: str) -> bytes:
    return blind_index(f"otp:{mobile}:{code}")
