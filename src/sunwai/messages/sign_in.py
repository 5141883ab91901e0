"""Signing a citizen in: a code to the mobile, and back."""

from __future__ import annotations

from datetime import datetime, timedelta

from sunwai.casework.action import action
from sunwai.citizens.actions import verify_mobile
from sunwai.citizens.codes import WrongCode, issue_code
from sunwai.citizens.mobile import parse
from sunwai.citizens.models import Citizen
from sunwai.core.models import RateCounter
from sunwai.core.options import option
from sunwai.messages.actions import tell_mobile
from sunwai.messages.enums import Event

HOUR = timedelta(hours=1)


def send_one_time_code(*, mobile: str, address: str, language: str, now: datetime) -> None:
    """Send a code to `mobile`. What happens does not tell whether the helpline knows the number.

    Args:
        address: the network address that asks; limited as a whole, so that nobody can flood a district with codes.

    Raises:
        NotAMobile: not a mobile number.
        TooMany: more codes were asked for than the settings allow.
    """
    number = parse(mobile)
    RateCounter.hit(f"otp:to:{number}", limit=option("otp.per_mobile_hour"), per=HOUR, now=now)
    RateCounter.hit(f"otp:from:{address}", limit=option("otp.per_address_hour"), per=HOUR, now=now)
    _send(mobile=number, language=language, now=now)


def sign_in_citizen(*, mobile: str, code: str, language: str, now: datetime) -> Citizen:
    """The citizen who proves `mobile` with `code`.

    Raises:
        NotAMobile: not a mobile number.
        WrongCode: wrong, expired or spent; the try is counted.
        TooMany: too many tries from all directions on one mobile.
    """
    number = parse(mobile)
    RateCounter.hit(f"otp:try:{number}", limit=option("otp.attempts") * 4, per=HOUR, now=now)
    citizen = verify_mobile(mobile=number, code=code, language=language, now=now)
    if citizen is None:
        raise WrongCode
    return citizen


@action
def _send(*, mobile: str, language: str, now: datetime) -> None:
    code = issue_code(mobile=mobile, now=now)
    tell_mobile(
        mobile=mobile,
        event=Event.OTP,
        language=language,
        now=now,
        urgent=True,
        expires_at=now + timedelta(minutes=option("otp.minutes")),
        code=code,
        minutes=option("otp.minutes"),
    )
