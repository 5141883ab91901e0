"""The client of the state's Authentication User Agency (AUA), which alone talks to UIDAI.

The contract is docs/api/identity.md: JSON over HTTPS, with the words of UIDAI's OTP and e-KYC APIs 2.5 (`uid`, `txn`,
`otp`, `rc`, `ret`, `err`). The number goes into the body of the request and nowhere else; nothing of it is logged.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings

from sunwai.gateways.outside import ask, read
from sunwai.janseva.ports import Identity, OutsideRefused, OutsideUnreachable

SECONDS = 20


class Aua:
    """See `janseva.ports.IdentityService`."""

    def send_code(self, *, aadhaar: str, transaction: str) -> None:
        """See there."""
        self._ask("otp", {"uid": aadhaar, "txn": transaction, "ch": "00"})

    def confirm(self, *, aadhaar: str, code: str, transaction: str) -> Identity:
        """See there."""
        said = self._ask("kyc", {"uid": aadhaar, "txn": transaction, "otp": code, "rc": "Y"})
        return read(
            lambda: Identity(
                reference=str(said["reference"])[:64],
                aadhaar_end=aadhaar[-4:],
                name=str(said["poi"]["name"]),
                birth_date=_day(said["poi"].get("dob", "")),
                address=", ".join(str(part) for part in said.get("poa", {}).values() if part),
            )
        )

    def _ask(self, what: str, body: dict[str, str]) -> dict[str, Any]:
        given = settings.AUA
        headers = {"Authorization": f"Bearer {given['token']}"}
        status, said = ask("POST", given["url"], what, seconds=SECONDS, json=body, headers=headers)
        if status >= 500 or "ret" not in said:
            raise OutsideUnreachable(f"HTTP {status}")
        if said["ret"] != "y":
            raise OutsideRefused(str(said.get("err", "")))
        return said


def _day(text: str) -> date | None:
    """UIDAI writes `15-08-1990`, or only the year."""
    try:
        return datetime.strptime(text, "%d-%m-%Y").date()  # noqa: DTZ007 (a day has no zone)
    except ValueError:
        return None
