"""The telephone's processes: the switch, where there is one on this machine, and the one that commands it."""

from __future__ import annotations

import contextlib
import os
import resource
import sys
from collections.abc import Callable

import httpx

from sunwai.config.processes import Service
from sunwai.config.supervisor import ServiceFailed, Supervisor

OFF = "off"
FILES = 65_536  # a call has four sockets
WITHOUT = """\
The telephone is off: there is no telephone switch on this machine. Everything else runs.
  Debian, Ubuntu   make telephony
  macOS            brew install asterisk
  elsewhere        SUNWAI_ASTERISK=http://host:8088 names one (docs/telephony.md)"""


def settle_telephone(say: Callable[[str], object]) -> None:
    """Whether there is a telephone here, for us and our children; to be called before Django reads its settings."""
    from sunwai.gateways.switch.programs import find_programs

    if os.environ.get("SUNWAI_TELEPHONE") == OFF or os.environ.get("SUNWAI_ASTERISK") or find_programs():
        return
    os.environ["SUNWAI_TELEPHONE"] = OFF
    say(WITHOUT)


def start_telephone(supervisor: Supervisor, say: Callable[[str], object]) -> None:
    """Start the switch, unless it runs elsewhere, and what commands it. A switch that fails is tried again."""
    from django.conf import settings

    if os.environ.get("SUNWAI_TELEPHONE") == OFF:
        return
    if not settings.SWITCH["remote"]:
        _raise_limit()
        try:
            supervisor.start(switch_service())
        except ServiceFailed as error:
            say(f"The telephone is not ready yet: {error}")
    supervisor.start(calls_service())


def switch_service() -> Service:
    """Asterisk, with the configuration that our settings make; written anew at each start."""
    from django.conf import settings

    from sunwai.gateways.switch.configure import configure
    from sunwai.gateways.switch.programs import find_programs

    programs = find_programs()
    if programs is None:
        raise ServiceFailed(WITHOUT)
    home = settings.SWITCH["home"]
    return Service(
        name="switch",
        command=[*programs.command, "-C", str(home / "etc" / "asterisk.conf"), "-f", "-n"],
        before_start=lambda: configure(into=home, programs=programs),
        ready=_switch_answers,
        ready_seconds=30,
        stop_seconds=10,
    )


def calls_service() -> Service:
    """The process that commands the switch; ending it ends no call."""
    from sunwai.calls.bus import is_heard

    return Service(name="calls", command=[sys.executable, "-m", "sunwai.cli", "calls"], ready=is_heard)


def _switch_answers() -> bool:
    """Whether it is ours, and ready to be commanded."""
    from django.conf import settings

    switch = settings.SWITCH
    with contextlib.suppress(httpx.HTTPError):
        answer = httpx.get(
            f"{switch['ari_url']}/ari/asterisk/ping",
            auth=(switch["ari_user"], switch["ari_password"]),
            timeout=2,
            trust_env=False,
        )
        return answer.is_success
    return False


def _raise_limit() -> None:
    """Open files, as far as we may; children inherit it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
