"""The client of the state's land-record service: JSON over HTTPS, by the contract in docs/api/land-records.md."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings

from sunwai.gateways.outside import ask, read
from sunwai.janseva.ports import OutsideRefused, OutsideUnreachable, Parcel, Record

SECONDS = 15


class HttpLandRecords:
    """See `janseva.ports.LandRecords`."""

    def find(self, *, village: str, khasra: str = "", owner: str = "") -> Sequence[Parcel]:
        """See there."""
        said = self._ask("parcels", {"village": village, "khasra": khasra, "owner": owner})
        return read(lambda: [_parcel(row) for row in said["parcels"]])

    def record(self, *, kind: str, village: str, khasra: str) -> Record:
        """See there."""
        said = self._ask("record", {"kind": kind, "village": village, "khasra": khasra})
        return read(
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
        status, said = ask(
            "GET",
            given["url"],
            what,
            seconds=SECONDS,
            params={name: value for name, value in params.items() if value},
            headers={"Authorization": f"Bearer {given['token']}"},
        )
        if status == 404:
            raise OutsideRefused("no such parcel")
        if status != 200:
            raise OutsideUnreachable(f"HTTP {status}")
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
