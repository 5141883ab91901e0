"""Writes the configuration of the telephone switch (Asterisk) from our settings.

    <data>/telephony/etc       written here, again at every start; edit the settings, not the files
    <data>/telephony/sounds    what the switch plays: the prompts that ship, own voices, music
    <data>/telephony/spool     what it records
    <data>/telephony/log       its book (CDR) and events (CEL)
    <data>/telephony/tls       the certificate of the browsers' door, where none is given

The templates beside this file are plain Asterisk configuration with `@NAMES@` in it.
"""

from __future__ import annotations

import os
import re
import shutil
import uuid
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

from sunwai.calls.prompts import music
from sunwai.gateways.switch import certificate, switch_settings
from sunwai.gateways.switch.programs import Programs
from sunwai.gateways.switch.trunks import Trunk, configured_trunks

TEMPLATES = Path(__file__).with_name("etc")
SHIPPED_SOUNDS = Path(__file__).parents[2] / "calls" / "prompts"
FOLDERS = (
    "etc",
    "run",
    "lib",
    "lib/keys",
    "data",
    "spool/recording",
    "spool/tmp",
    "log/cdr-custom",
    "log/cel-custom",
)
LANGUAGES = ("hi", "en")
LONG_BOOK = 64 * 1024 * 1024  # bytes: about 400,000 calls
# The switch reads them at every start and complains about those that are not there.
EMPTY = ("ccss", "cel_general_custom", "cli", "cli_permissions", "codecs", "dsp", "features",
         "manager", "pjproject", "pjsip_notify", "pjsip_wizard", "udptl", "websocket_client")  # fmt: skip

Values = Mapping[str, str | int | Path]


def configure(*, into: Path, programs: Programs | None = None) -> Path:
    """Write the whole configuration and link the sounds. Safe to run again.

    Args:
        into: the switch's folder; usually `switch_settings()["home"]`.
        programs: the Asterisk it is for; None when it runs elsewhere.

    Returns:
        The path of `asterisk.conf`, to be given to `asterisk -C`.

    Raises:
        ValueError: a trunk or an address in the settings cannot be used; the message says which.
    """
    home = into.resolve()
    for name in FOLDERS:
        (home / name).mkdir(parents=True, exist_ok=True)
    home.chmod(0o700)
    _put_aside(home / "log" / "cdr-custom" / "sunwai.csv")
    _put_aside(home / "log" / "cel-custom" / "events.csv")
    lay_out_sounds(settings.SOUNDS_FOLDER)
    _link(home / "data" / "sounds", settings.SOUNDS_FOLDER)
    if programs and programs.data:
        for name in ("documentation", "rest-api"):
            _link(home / "data" / name, programs.data / name)
    values = _values(home, programs)
    for template in sorted(TEMPLATES.glob("*.conf")):
        _write(home / "etc" / template.name, _filled(template.read_text(), values))
    for name in EMPTY:
        _write(home / "etc" / f"{name}.conf", "")
    return home / "etc" / "asterisk.conf"


def lay_out_sounds(folder: Path) -> None:
    """Link the prompts that ship into the folder the switch plays from, beside own voices, music and the beep."""
    (folder / "own").mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        if (SHIPPED_SOUNDS / language).is_dir():
            _link(folder / language, SHIPPED_SOUNDS / language)
    _link(folder / "moh", SHIPPED_SOUNDS / "moh")
    if not (folder / "beep.alaw").exists():
        (folder / "beep.alaw").write_bytes(music.beep())


def _values(home: Path, programs: Programs | None) -> Values:
    switch = switch_settings()
    return {
        "HOME": home,
        "MODULES": programs.modules if programs else "/usr/lib/asterisk/modules",
        "SOUNDS": settings.SOUNDS_FOLDER,
        "RECORDINGS": home / "spool" / "recording",
        "ENTITY": _entity(),
        "APP": switch["app"],
        "MOST_CALLS": switch["most_calls"],
        "ARI_HOST": switch["ari_host"],
        "ARI_PORT": switch["ari_port"],
        "ARI_USER": switch["ari_user"],
        "ARI_PASSWORD": switch["ari_password"],
        "SIP_HOST": switch["sip_host"],
        "SIP_PORT": switch["sip_port"],
        "RTP_FIRST": switch["rtp_ports"][0],
        "RTP_LAST": switch["rtp_ports"][1],
        "STUN": f"stunaddr={switch['stun']}" if switch["stun"] else "",
        "NAT": _nat(),
        "TLS": _tls(home),
        "TRUNKS": "\n".join(_trunk(trunk) for trunk in configured_trunks()),
        "ALONE_RINGS": 20,
        "ALONE_RETRY": 4,
        "ALONE_LONGEST": 600,
    }


def _nat() -> str:
    """What the world calls us, where we stand behind an address translation."""
    address = switch_settings()["public_address"]
    if not address:
        return ""
    own = "\n".join(
        f"local_net={net}" for net in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8")
    )
    return f"external_media_address={address}\nexternal_signaling_address={address}\n{own}"


def _tls(home: Path) -> str:
    """The browsers' door. ARI stands behind the same door; its password is of 256 random bits."""
    switch = switch_settings()
    if not switch["wss_port"]:
        return ""
    certificate_file, key_file = certificate.files(home / "tls")
    return (
        f"tlsenable=yes\ntlsbindaddr={switch['wss_host']}:{switch['wss_port']}\n"
        f"tlscertfile={certificate_file}\ntlsprivatekey={key_file}\ntlsdisablev1=yes\ntlsdisablev11=yes"
    )


# Sound that stops coming for so long means that the other end is gone: seconds, in talk and on hold.
TRUNK_ENDPOINT = {
    "context": "in",
    "identify_by": "ip",
    "disallow": "all",
    "allow": "alaw,ulaw",  # A-law is what Indian networks carry (ITU-T G.711)
    "dtmf_mode": "auto",  # RFC 4733 where it is offered, else the tones themselves; SIP INFO is taken in either case
    "direct_media": "no",
    "rtp_symmetric": "yes",
    "force_rport": "yes",
    "rewrite_contact": "yes",
    "send_pai": "yes",
    "trust_id_inbound": "yes",
    "send_connected_line": "no",  # else bridging sends the operator a re-INVITE
    "trust_connected_line": "no",
    "rtp_timeout": "60",
    "rtp_timeout_hold": "300",
    "rtp_keepalive": "15",
    "timers": "yes",
    "allow_transfer": "no",  # nobody outside moves our calls with REFER
    "language": "hi",
}


def _trunk(trunk: Trunk) -> str:
    endpoint = TRUNK_ENDPOINT | {
        "transport": trunk.transport,
        "aors": trunk.name,
        "allow": ",".join(trunk.codecs),
        "rtp_timeout": str(switch_settings()["rtp_timeout"]),
    }
    if trunk.srtp:
        endpoint["media_encryption"] = "sdes"
    if trunk.username:
        endpoint |= {"outbound_auth": trunk.name, "from_user": trunk.username, "from_domain": trunk.host}
    sections = [
        ("endpoint", endpoint),
        ("aor", {"contact": trunk.uri, "qualify_frequency": str(trunk.qualify)}),
        ("identify", {"endpoint": trunk.name, "match": ",".join(trunk.sources)}),
    ]
    if trunk.username:
        sections += [
            ("auth", {"auth_type": "userpass", "username": trunk.username, "password": trunk.password}),
            (
                "registration",
                {
                    "transport": trunk.transport,
                    "outbound_auth": trunk.name,
                    "server_uri": trunk.uri,
                    "client_uri": f"sip:{trunk.username}@{trunk.host}",
                    "contact_user": "181",
                    "retry_interval": "30",
                    "forbidden_retry_interval": "300",
                    "max_retries": "1000000",
                },
            ),
        ]
    return "\n".join(_section(trunk.name, kind, fields) for kind, fields in sections)


def _section(name: str, kind: str, fields: Mapping[str, str]) -> str:
    lines = ["{}={}".format(key, value.replace(";", "\\;")) for key, value in fields.items()]
    return "\n".join([f"[{name}]", f"type={kind}", *lines, ""])


def _filled(text: str, values: Values) -> str:
    return re.sub(r"@([A-Z_]+)@", lambda found: str(values[found[1]]), text)


def _write(path: Path, text: str) -> None:
    """Whole or not at all, and for its owner alone: there are passwords in it."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with open(os.open(fresh, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w") as file:
        file.write(text)
    fresh.replace(path)


def _put_aside(book: Path) -> None:
    """A book that has grown long is begun anew at a start; the one before it is kept (see `book.EARLIER`)."""
    if book.exists() and book.stat().st_size > LONG_BOOK:
        book.replace(book.with_name(book.name + ".1"))


def _link(path: Path, to: Path) -> None:
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.is_dir():
        shutil.rmtree(path)
    path.symlink_to(to)


def _entity() -> str:
    """The switch's name among others: from the machine's network card, as Asterisk would take it, or made up."""
    number = uuid.getnode()
    return ":".join(f"{number >> shift & 0xFF:02x}" for shift in range(40, -8, -8))
