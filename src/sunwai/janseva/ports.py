"""What CM Jan Seva needs of the outside world. Implementations: `settings.PROVIDERS`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol


class OutsideRefused(Exception):
    """The other side answered, and said no; `args[0]` is its code."""


class OutsideUnreachable(Exception):
    """The other side did not answer, or not so that one could read it; it can be tried again."""


# ── Who somebody is: port `identity` ─────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Identity:
    """What e-KYC tells.

    Attributes:
        reference: key of the Aadhaar data vault, under which the number can be found by nobody but the vault.
        aadhaar_end: the last four digits.
        name, birth_date, address: as UIDAI has them.
    """

    reference: str
    aadhaar_end: str
    name: str
    birth_date: date | None = None
    address: str = ""


class IdentityService(Protocol):
    """e-KYC by one-time code, through an Authentication User Agency (Aadhaar Act 2016, s. 8; Regulations 2021)."""

    def send_code(self, *, aadhaar: str, transaction: str) -> None:
        """Have UIDAI send a code to the mobile it knows.

        Args:
            aadhaar: twelve digits; passed on, never kept or logged.
            transaction: names this attempt; the code must come back under it.

        Raises:
            OutsideRefused, OutsideUnreachable: see there.
        """

    def confirm(self, *, aadhaar: str, code: str, transaction: str) -> Identity:
        """Who the holder is, given the code.

        Raises:
            OutsideRefused, OutsideUnreachable: see there.
        """


# ── Land records: port `land_records` ────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Parcel:
    """One parcel in the state's land record.

    Attributes:
        village: our code of the village.
        khasra: its number in the village, for example `214/2`.
        area: hectares.
        owners: as the record names them, with their shares.
        outline: of the map: corners (x, y) in metres from the south-western corner of the sheet.
    """

    village: str
    khasra: str
    area: float
    owners: tuple[str, ...]
    land_use: str = ""
    soil: str = ""
    irrigation: str = ""
    crop: str = ""
    revenue: float = 0.0
    khata: str = ""
    outline: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Record:
    """What a copy is made of.

    Attributes:
        parcels: of a khasra or naksha the one parcel (a naksha: with its neighbours); of a khatauni all of the holding.
        as_of: the day of the record.
        pages: how many pages the certified copy has; the fee counts them.
        remarks: entries of the record that stand on every copy, for example a mortgage.
    """

    kind: str
    parcels: tuple[Parcel, ...]
    as_of: date
    pages: int
    remarks: tuple[str, ...] = field(default_factory=tuple)


class LandRecords(Protocol):
    """The state's land-record service."""

    def find(self, *, village: str, khasra: str = "", owner: str = "") -> Sequence[Parcel]:
        """Parcels of a village by the beginning of a khasra number or part of an owner's name, at most 20.

        Raises:
            OutsideUnreachable: see there.
        """

    def record(self, *, kind: str, village: str, khasra: str) -> Record:
        """The record behind a copy.

        Raises:
            OutsideRefused: there is no such parcel.
            OutsideUnreachable: see there.
        """


# ── Payment: port `payment` ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Order:
    """A wish of ours to be paid, as the gateway has it."""

    number: str
    paise: int
    status: str


@dataclass(frozen=True)
class Paid:
    """A payment as the gateway reports it."""

    number: str
    order: str
    paise: int
    status: str
    details: dict[str, Any] = field(default_factory=dict)


class PaymentGateway(Protocol):
    """Takes money: orders, payments, refunds."""

    name: str

    def open_order(self, *, paise: int, receipt: str) -> Order:
        """A new order over `paise`; `receipt` is our own number of it.

        Raises:
            OutsideRefused, OutsideUnreachable: see there.
        """

    def checkout(self, *, order: str, paise: int, back: str, **prefilled: str) -> tuple[str, dict[str, str]]:
        """Where the payer's browser is sent by POST, and with which fields; it comes back to `back`."""

    def is_genuine(self, *, order: str, payment: str, signature: str) -> bool:
        """Whether what the browser brought back is signed by the gateway."""

    def payments_of(self, order: str) -> Sequence[Paid]:
        """All payments for an order.

        Raises:
            OutsideUnreachable: see there.
        """

    def paid_of(self, notice: bytes) -> Paid | None:
        """The payment that a notice of theirs, as it came, tells of; None: of something else, or it cannot be read."""

    def refund(self, *, payment: str, paise: int, key: str) -> str:
        """Give money back; the same `key` twice gives it once. Returns the refund's number.

        Raises:
            OutsideRefused, OutsideUnreachable: see there.
        """
