"""The client of the state's land-record service: JSON over HTTPS, by the contract in docs/api/land-records.md."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.conf import settings

from sunwai.gateways.http import call
from sunwai.janseva.ports import OutsideRefused, OutsideUnreachable, Parcel, Record
from sunwai.messages.ports import ProviderFailed

SECONDS = 15


class HttpLandRecords:
    """See `janseva.ports.LandRecords`."""

    def find(self, *, village: str, khasra: str = "", owner: str = "") -> Sequence[Parcel]:
        """See there."""
        said = self._ask("parcels", {"village": village, "khasra": khasra, "owner": owner})
        return _read(lambda: [_parcel(row) for row in said["parcels"]])

    def record(self, *, kind: str, village: str, khasra: str) -> Record:
        """See there."""
        said = self._ask("record", {"kind": kind, "village": village, "khasra": khasra})
        return _read(
            lambda: Record(
                kind=kind,
                parcels=tuple(_parcel(row) for row in said["parcels"]),
                as_of=date.fromisoformat(said["as_of"]),
                pages=int(said["pages"]),
                remarks=tuple(str(line) for line in said.get("remarks", ())),
            )
        )

    def _ask(self, what: str, params: dict[str, str]) -> dict[str, Any]:
        given = settings.LAND_RECORDS
        try:
            answer = call(
                "GET",
                f"{given['url']}/{what}" if given["url"] else "",
                seconds=SECONDS,
                params={name: value for name, value in params.items() if value},
                headers={"Authorization": f"Bearer {given['token']}"},
            )
            said = answer.json()
        except (ProviderFailed, ValueError) as error:
            raise OutsideUnreachable(type(error).__name__) from error
        if answer.status_code == 404:
            raise OutsideRefused("no such parcel")
        if answer.status_code != 200 or not isinstance(said, dict):
            raise OutsideUnreachable(f"HTTP {answer.status_code}")
        return said


def _parcel(row: dict[str, Any]) -> Parcel:
    return Parcel(
        village=str(row["village"]),
        khasra=str(row["khasra"]),
        area=float(row["area"]),
        owners=tuple(str(owner) for owner in row["owners"]),
        land_use=str(row.get("land_use", "")),
        soil=str(row.get("soil", "")),
        irrigation=str(row.get("irrigation", "")),
        crop=str(row.get("crop", "")),
        revenue=float(row.get("revenue", 0)),
        khata=str(row.get("khata", "")),
        outline=tuple((float(x), float(y)) for x, y in row.get("outline", ())),
    )


def _read[Result](made: Callable[[], Result]) -> Result:
    try:
        return made()
    except (KeyError, TypeError, ValueError) as error:
        raise OutsideUnreachable("an answer that cannot be read") from error
