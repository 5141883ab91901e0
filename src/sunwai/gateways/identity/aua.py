"""The client of the state's Authentication User Agency (AUA), which alone talks to UIDAI.

The contract is docs/api/identity.md: JSON over HTTPS, with the words of UIDAI's OTP and e-KYC APIs 2.5 (`uid`, `txn`,
`otp`, `rc`, `ret`, `err`). The number goes into the body of the request and nowhere else; nothing of it is logged.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings

from sunwai.gateways.http import call
from sunwai.janseva.ports import Identity, OutsideRefused, OutsideUnreachable
from sunwai.messages.ports import ProviderFailed

SECONDS = 20


class Aua:
    """See `janseva.ports.IdentityService`."""

    def send_code(self, *, aadhaar: str, transaction: str) -> None:
        """See there."""
        self._ask("otp", {"uid": aadhaar, "txn": transaction, "ch": "00"})

    def confirm(self, *, aadhaar: str, code: str, transaction: str) -> Identity:
        """See there."""
        said = self._ask("kyc", {"uid": aadhaar, "txn": transaction, "otp": code, "rc": "Y"})
        try:
            person, address = said["poi"], said.get("poa", {})
            return Identity(
                reference=str(said["reference"])[:64],
                aadhaar_end=aadhaar[-4:],
                name=str(person["name"]),
                birth_date=_day(person.get("dob", "")),
                address=", ".join(str(part) for part in address.values() if part),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise OutsideUnreachable("an answer without a name") from error

    def _ask(self, what: str, body: dict[str, str]) -> dict[str, Any]:
        given = settings.AUA
        try:
            answer = call(
                "POST",
                f"{given['url']}/{what}" if given["url"] else "",
                seconds=SECONDS,
                json=body,
                headers={"Authorization": f"Bearer {given['token']}"},
            )
            said = answer.json()
        except (ProviderFailed, ValueError) as error:
            raise OutsideUnreachable(type(error).__name__) from error
        if answer.status_code >= 500 or not isinstance(said, dict) or "ret" not in said:
            raise OutsideUnreachable(f"HTTP {answer.status_code}")
        if said["ret"] != "y":
            raise OutsideRefused(str(said.get("err", "")))
        return said


def _day(text: str) -> date | None:
    """UIDAI writes `15-08-1990`, or only the year."""
    try:
        return datetime.strptime(text, "%d-%m-%Y").date()  # noqa: DTZ007 (a day has no zone)
    except ValueError:
        return None
