"""To which addresses something may be sent at all. What a name leads to is asked when the connection is made."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings

from sunwai.webhooks.errors import AddressNotAllowed

LOOPBACK_NAMES = frozenset({"localhost"})
# Addresses that carry another one inside, which a translator would reach: RFC 6052, RFC 8215.
TRANSLATED = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48")))


def require_allowed(url: str) -> None:
    """Refuse an address to which nothing may be sent: only https, and in demo and test http to this very machine.

    Raises:
        AddressNotAllowed: it is another one, or carries a password.
    """
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise AddressNotAllowed from None
    if not host or parts.username is not None or parts.password is not None or "\\" in url:
        raise AddressNotAllowed
    is_plain = parts.scheme == "http" and settings.WEBHOOKS_LOOPBACK and _is_loopback(host)
    if not (parts.scheme == "https" or is_plain) or not _may_be_public(host):
        raise AddressNotAllowed


def may_be_reached(address: str) -> bool:
    """Whether a connection to this IP address may be made: only on the public internet, so that nobody has us knock
    at doors inside (server-side request forgery); in demo and test also on this machine."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    ip = getattr(ip, "ipv4_mapped", None) or ip
    if ip.is_loopback:
        return bool(settings.WEBHOOKS_LOOPBACK)
    carried = ip.version == 6 and any(ip in network for network in TRANSLATED)
    return ip.is_global and not ip.is_multicast and not carried


def _may_be_public(host: str) -> bool:
    """A name may be; an IP address must be."""
    try:
        return may_be_reached(host)
    except ValueError:
        return host not in LOOPBACK_NAMES or bool(settings.WEBHOOKS_LOOPBACK)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in LOOPBACK_NAMES
