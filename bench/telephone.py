"""A telephone of its own for the benchmarks: a private network, a real switch, the real calls process, SIPp as the public."""

from __future__ import annotations

import csv
import itertools
import os
import shutil
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.clients import percentile
from bench.helpline import Helpline, family, used

SCENARIOS = Path(__file__).with_name("scenarios")
PUBLIC, PROBE, AGENTS = "127.0.0.2", "127.0.0.4", "127.0.0.3"
PUBLIC_PORT, PROBE_PORT, AGENTS_PORT = 5061, 5062, 5070
SWITCH = ("127.0.0.1", 5060)
OURS, BARE = "181", "900181"  # the helpline, and a prompt that the dialplan says over and over: the ceiling
BARE_LOOP = f"""
[in](+)
exten => {BARE},1,Answer()
 same => n(again),Playback(@PROMPTS@)
 same => n,Goto(again)
"""
BARE_PROMPTS = ("welcome", "recording_notice", "main_menu")
STARTS_IN = 60  # seconds
MOST_KNOWN = 50_000  # citizens among the callers
SO_TIMESTAMPNS = 35  # Linux: when the kernel had the packet, so that our own waking up is not measured
WITHOUT_NETWORK = (
    "The telephone is measured in a network of its own, which needs Linux and root: sudo, or a container."
)
WITHOUT_SIPP = "The telephone is measured with SIPp (apt-get install sip-tester)."


def enter_private_network() -> None:
    """This process, and all it starts, see a loopback of their own: nobody's ports are in the way, no packet leaves.

    Raises:
        SystemExit: that cannot be had here, or SIPp is missing; the message says what to do.
    """
    if not shutil.which("sipp"):
        raise SystemExit(WITHOUT_SIPP)
    if sys.platform != "linux" or os.geteuid() != 0:
        raise SystemExit(WITHOUT_NETWORK)
    try:
        os.unshare(os.CLONE_NEWNET)
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise SystemExit(f"{WITHOUT_NETWORK} ({error})") from None
    os.environ |= {"SUNWAI_TRUNKS": f"{PUBLIC}:{PUBLIC_PORT}", "SUNWAI_AGENT_PHONES": "sip"}


@dataclass
class Telephone:
    """A running telephone.

    Attributes:
        line: the helpline it belongs to.
        home: folder of the switch.
    """

    line: Helpline
    home: Path
    switch: Any = None
    calls: Any = None
    _numbers: Iterator[str] = field(default_factory=lambda: iter(()))

    def number(self) -> str:
        """Of somebody who has not called yet."""
        return next(self._numbers)

    # ── The public ───────────────────────────────────────────────────────────────────────────────────────
    def callers(
        self,
        count: int,
        *,
        rate: float,
        seconds: float,
        to: str = OURS,
        key: str = "",
        sound: Path | None = None,
    ) -> Sipp:
        """`count` callers, so many a second, who stay for `seconds`; each has a number of its own, half are known."""
        press = (SCENARIOS / "press.xml").read_text().replace("@KEY@", key) if key else ""
        speak = f'<nop><action><exec rtp_stream="{sound},-1,8"/></action></nop>' if sound else ""
        return self._sipp(
            "caller",
            {"THEN": press + speak, "SOUND_ADDRESS": "[media_ip]", "SOUND_PORT": "[auto_media_port]"},
            [*SOURCE[PUBLIC], "-s", to, "-d", f"{seconds * 1000:.0f}", "-r", f"{rate}", "-l", f"{count}"],
            count=count,
        )

    def probe(self, *, seconds: float, to: str = OURS, key: str = "") -> Probe:
        """One more caller, whose sound we time."""
        probe = Probe()
        press = (SCENARIOS / "press.xml").read_text().replace("@KEY@", key) if key else ""
        probe.sipp = self._sipp(
            "caller",
            {"THEN": press, "SOUND_ADDRESS": PROBE, "SOUND_PORT": f"{probe.port}"},
            [*SOURCE[PROBE], "-s", to, "-d", f"{seconds * 1000:.0f}"],
            count=1,
        )
        return probe

    def agents_phones(self, sound: Path) -> Sipp:
        """The telephones of all agents: each call is taken after half a second, and spoken into."""
        return self._sipp("agent", {"SOUND": f"{sound}"}, [*SOURCE[AGENTS]], count=0)

    def _sipp(self, name: str, words: dict[str, str], options: list[str], *, count: int) -> Sipp:
        folder = self.line.folder / "sipp"
        folder.mkdir(exist_ok=True)
        place = folder / f"{name}-{time.monotonic_ns()}"
        text = (SCENARIOS / f"{name}.xml").read_text()
        for word, value in words.items():
            text = text.replace(f"@{word}@", value)
        place.with_suffix(".xml").write_text(text)
        given = []
        if count:
            numbers = "\n".join(f"{self.number()};" for _ in range(count))
            place.with_suffix(".csv").write_text(f"SEQUENTIAL\n{numbers}\n")
            given = ["-inf", f"{place.with_suffix('.csv')}", "-m", f"{count}", "-trace_rtt", "-rtt_freq", "1"]
        command = [
            *("sipp", "-sf", f"{place.with_suffix('.xml')}", f"{SWITCH[0]}:{SWITCH[1]}", *options, *given),
            *("-nostdin", "-max_socket", "4000", "-trace_err", "-error_file", f"{place.with_suffix('.err')}"),
        ]
        with place.with_suffix(".out").open("wb") as out:
            return Sipp(place, subprocess.Popen(command, cwd=folder, stdout=out, stderr=out))

    # ── What it costs ────────────────────────────────────────────────────────────────────────────────────
    def processes(self) -> dict[str, Any]:
        """Switch, calls process, database."""
        import psutil

        postmaster = int((self.line.database / "postmaster.pid").read_text().split()[0])
        pids = {"switch": self.switch.pid, "service": self.calls.pid, "database": postmaster}
        return {name: psutil.Process(pid) for name, pid in pids.items()}

    def memory_mb(self) -> dict[str, float]:
        """What switch and calls process hold."""
        return {
            f"{name}_mb": process.memory_full_info().pss / 1e6
            for name, process in self.processes().items()
            if name != "database"
        }


SOURCE = {
    host: ("-i", host, "-mi", host, "-p", f"{port}")
    for host, port in ((PUBLIC, PUBLIC_PORT), (AGENTS, AGENTS_PORT), (PROBE, PROBE_PORT))
}


@contextmanager
def telephone(line: Helpline) -> Iterator[Telephone]:
    """The switch, with one extension more for the ceiling, and the calls process that commands it, open at every hour."""
    from django.conf import settings

    from sunwai.config.telephone import calls_service, switch_service

    home: Path = settings.SWITCH["home"]
    service, calls = switch_service(), calls_service()
    assert service.before_start
    service.before_start()
    _add_bare_loop(home)
    _open_day_and_night()
    phone = Telephone(line, home, _numbers=_numbers())
    log = (line.folder / "telephone.log").open("ab")
    try:
        phone.switch = subprocess.Popen(service.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        _until(service.ready or (lambda: True), "the switch is there")
        environment = os.environ | {"SUNWAI_LOG_LEVEL": "INFO"}  # it says when it has the switch
        phone.calls = subprocess.Popen(calls.command, env=environment, stdout=log, stderr=log)
        _until(lambda: _is_commanded(phone), "the calls process commands the switch")
        yield phone
    finally:
        for process in (phone.calls, phone.switch):
            if process is not None:
                process.terminate()
                process.wait(30)
        log.close()


@dataclass
class Sipp:
    """SIPp, running."""

    place: Path
    process: subprocess.Popen[bytes]

    def wait(self, seconds: float) -> None:
        """Until all calls are over.

        Raises:
            SystemExit: some failed.
        """
        self.process.wait(seconds)
        if self.process.returncode:
            errors = self.place.with_suffix(".err")
            said = (
                errors.read_text()[:2000]
                if errors.exists()
                else self.place.with_suffix(".out").read_text()[-2000:]
            )
            raise SystemExit(f"calls failed (sipp ended with {self.process.returncode}):\n{said}")

    def stop(self) -> None:
        """Whatever it does."""
        self.process.kill()
        self.process.wait(10)

    def set_up_ms(self) -> list[float]:
        """From each INVITE to its 200, as SIPp saw it (its clock is 4 ms coarse)."""
        with self.place.with_name(f"{self.place.name}_{self.process.pid}_rtt.csv").open() as file:
            return sorted(float(row[1]) for row in list(csv.reader(file, delimiter=";"))[1:] if len(row) > 2)


class Probe:
    """Sound that arrives, timed by the kernel."""

    sipp: Sipp

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((PROBE, 0))
        self._socket.settimeout(0.2)
        self._socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self.port = self._socket.getsockname()[1]
        self._packets: list[
            tuple[float, int, int, bool]
        ] = []  # arrived, number, time of its sound, begins anew
        self._is_over = False
        self._thread = threading.Thread(target=self._hear, daemon=True)
        self._thread.start()

    def begin_again(self) -> None:
        """Forget what came so far."""
        self._packets.clear()

    def gaps_ms(self) -> list[float]:
        """Between packets that follow each other in one sound, sorted; what a pause between two sounds lasts is none."""
        self._is_over = True
        self._thread.join()
        self._socket.close()
        return sorted(
            1000 * (after[0] - before[0])
            for before, after in itertools.pairwise(self._packets)
            if (after[1] - before[1]) & 0xFFFF == 1
            and (after[2] - before[2]) & 0xFFFFFFFF == 160
            and not after[3]
        )

    def lost(self) -> int:
        """Packets that did not come, by their numbers."""
        numbers = [number for _at, number, _time, _begins in self._packets]
        steps = ((after - before) & 0xFFFF for before, after in itertools.pairwise(numbers))
        return sum(step - 1 for step in steps if 1 < step < 1000)

    def _hear(self) -> None:
        while not self._is_over:
            try:
                data, more, _flags, _from = self._socket.recvmsg(2048, 64)
            except TimeoutError:
                continue
            if len(data) < 12 or data[1] & 0x7F != 8:
                continue
            seconds, nanoseconds = struct.unpack("qq", more[0][2][:16])
            number, at = struct.unpack("!HI", data[2:8])
            self._packets.append((seconds + nanoseconds / 1e9, number, at, bool(data[1] & 0x80)))


class Window:
    """What the processes use between here and `figures()`."""

    def __init__(self, phone: Telephone) -> None:
        import psutil

        self._processes, self._phone = phone.processes(), phone
        self._before, self._began = self._used(), time.monotonic()
        psutil.cpu_percent()  # begins to count

    def figures(self) -> dict[str, float]:
        """Percent of one core each; how busy the machine was with everything; its load."""
        import psutil

        seconds = time.monotonic() - self._began
        return {
            **{
                f"{name}_cpu_percent": 100 * (spent - self._before[name]) / seconds
                for name, spent in self._used().items()
            },
            "machine_busy_percent": psutil.cpu_percent(),
            "load": os.getloadavg()[0],
        }

    def per_call_ms(self, calls: int) -> dict[str, float]:
        """Processor time each has used for one of so many calls."""
        return {
            f"{name}_cpu_ms_a_call": 1000 * (spent - self._before[name]) / calls
            for name, spent in self._used().items()
        }

    def _used(self) -> dict[str, float]:
        return {name: sum(map(used, family(process))) for name, process in self._processes.items()}


def spread(name: str, sorted_values: list[float]) -> dict[str, float]:
    """The middle, the worst of a hundred, the worst."""
    if not sorted_values:
        raise SystemExit(f"nothing was measured for {name}")
    return {
        f"{name}_p50_ms": percentile(sorted_values, 0.5),
        f"{name}_p99_ms": percentile(sorted_values, 0.99),
        f"{name}_max_ms": sorted_values[-1],
    }


def _add_bare_loop(home: Path) -> None:
    """Only in the configuration of this run."""
    prompts = "&".join(f"hi/{name}" for name in BARE_PROMPTS)
    (home / "etc" / "bench.conf").write_text(BARE_LOOP.replace("@PROMPTS@", prompts))
    with (home / "etc" / "extensions.conf").open("a") as file:
        file.write('\n#include "bench.conf"\n')


def _open_day_and_night() -> None:
    """So that figures of the night are those of the day."""
    from sunwai.calls.models import FlowVersion

    for version in FlowVersion.objects.all():
        for step in version.data["steps"].values():
            if step.get("when") == "hours":
                step["value"] = "00:00-23:59"
        version.save()


def _numbers() -> Iterator[str]:
    """Callers: every other one is a citizen with complaints."""
    from sunwai.citizens.models import Citizen

    known = list(Citizen.objects.order_by("pk").values_list("mobile", flat=True)[:MOST_KNOWN])
    return (number for count, mobile in enumerate(known) for number in (mobile, f"9{count:09}"))


def _is_commanded(phone: Telephone) -> bool:
    assert phone.calls.poll() is None, (phone.line.folder / "telephone.log").read_text()[-2000:]
    return "connected to the switch" in (phone.line.folder / "telephone.log").read_text()


def _until(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + STARTS_IN
    while not holds():
        if time.monotonic() > deadline:
            raise SystemExit(f"waited in vain until {what}")
        time.sleep(0.1)
