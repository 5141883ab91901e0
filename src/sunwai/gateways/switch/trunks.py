"""The operator's lines, from `SUNWAI_TRUNKS`.

Either addresses, comma-separated (`10.1.2.3:5060,10.1.2.4`), or the path of a TOML file:

    [[trunk]]
    name = "bsnl"                     # letters and digits
    address = "10.1.2.3:5060"         # calls go out to it, and are taken from it
    from = ["10.1.2.0/28"]            # further addresses that calls are taken from
    transport = "udp"                 # or "tcp"
    username = "0755270181"           # only where the operator asks us to register
    password_file = "/run/secrets/bsnl"
    codecs = ["alaw", "ulaw"]
    srtp = false
    qualify = 30                      # seconds between two asks whether it lives; 0: never

Calls go out over the first trunk that takes them.
"""

from __future__ import annotations

import ipaddress
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sunwai.gateways.switch import switch_settings

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}")
ADDRESS = re.compile(r"(?P<host>[A-Za-z0-9.-]+)(:(?P<port>\d{1,5}))?")
CODECS = ("alaw", "ulaw", "g722", "opus")


@dataclass(frozen=True, kw_only=True)
class Trunk:
    """One operator's line. `sources` are addresses or nets that calls are taken from."""

    name: str
    host: str
    port: int
    sources: tuple[str, ...]
    transport: str = "udp"
    username: str = ""
    password: str = ""
    codecs: tuple[str, ...] = ("alaw", "ulaw")
    srtp: bool = False
    qualify: int = 0

    @property
    def uri(self) -> str:
        return f"sip:{self.host}:{self.port}" + (";transport=tcp" if self.transport == "tcp" else "")


def configured_trunks() -> list[Trunk]:
    """The trunks of the settings, most preferred first.

    Raises:
        ValueError: one of them cannot be used; the message says which and why.
    """
    given = switch_settings()["trunks"].strip()
    if given.endswith(".toml"):
        rows = tomllib.loads(Path(given).read_text()).get("trunk", [])
    else:
        addresses = [address.strip() for address in given.split(",") if address.strip()]
        rows = [{"name": f"trunk{at}", "address": one} for at, one in enumerate(addresses, start=1)]
    return [trunk_of(row) for row in rows]


def trunk_of(row: dict[str, Any]) -> Trunk:
    """One row of the table.

    Raises:
        ValueError: it cannot be used.
    """
    name, address = row.get("name", ""), ADDRESS.fullmatch(row.get("address", ""))
    if not NAME.fullmatch(name) or address is None:
        raise ValueError(f"SUNWAI_TRUNKS: trunk {name!r} needs a plain name and an address host:port.")
    transport, codecs = row.get("transport", "udp"), tuple(row.get("codecs", ("alaw", "ulaw")))
    if transport not in ("udp", "tcp") or not codecs or set(codecs) - set(CODECS):
        raise ValueError(f"SUNWAI_TRUNKS: trunk {name}: transport is udp or tcp, codecs are of {CODECS}.")
    password_file = row.get("password_file")
    return Trunk(
        name=name,
        host=address["host"],
        port=int(address["port"] or 5060),
        sources=(_source(address["host"]), *(_net(name, one) for one in row.get("from", ()))),
        transport=transport,
        username=_plain(name, row.get("username", "")),
        password=_plain(name, Path(password_file).read_text().strip() if password_file else ""),
        codecs=codecs,
        srtp=bool(row.get("srtp", False)),
        qualify=int(row.get("qualify", 0)),
    )


def _source(host: str) -> str:
    """On this machine anybody may be the network: a demo's softphone as well as a test's operator."""
    return "127.0.0.0/8" if host.startswith("127.") else host


def _net(name: str, given: str) -> str:
    try:
        return str(ipaddress.ip_network(given, strict=False))
    except ValueError:
        raise ValueError(f"SUNWAI_TRUNKS: trunk {name}: {given!r} is no address or net.") from None


def _plain(name: str, text: str) -> str:
    if re.search(r"[\s;\[\]]", text):
        raise ValueError(f"SUNWAI_TRUNKS: trunk {name}: user name and password have no space, ; [ or ].")
    return str(text)
