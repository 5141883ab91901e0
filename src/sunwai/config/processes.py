"""Child processes that end with us: started in a group of their own, told to stop, made to stop."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LOG_LIMIT = 20 * 1024 * 1024  # bytes; a larger log is put aside as `.1` when its process starts
PR_SET_PDEATHSIG = 1  # linux/prctl.h


@dataclass(frozen=True)
class Account:
    """The unprivileged user a process runs as when we are root."""

    uid: int
    gid: int

    def popen(self) -> dict[str, Any]:
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


@dataclass(frozen=True, kw_only=True)
class Service:
    """One long-running process: how it is started, when it is ready, how it is stopped.

    `before_start` runs before every start, `ready` is asked until it answers true.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    account: Account | None = None
    folder: str | None = None
    before_start: Callable[[], object] = lambda: None
    ready: Callable[[], bool] = lambda: True
    ready_seconds: float = 60
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 15


def spawn(service: Service, *, log: Path, keep_open: Sequence[int] = ()) -> subprocess.Popen[bytes]:
    """Start the process, its output appended to `log`; `keep_open` are files it inherits.

    Call it from the main thread: where the system can (Linux), the process is told to stop when the thread
    that started it ends, so that even a killed parent leaves nothing behind. The process has a session of its
    own: a Ctrl-C in the terminal reaches only us, and we stop our children in order.

    Raises:
        OSError: the command cannot be started.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_name(log.name + ".1"))
    with log.open("ab") as output:
        return subprocess.Popen(  # noqa: S603 (our own commands, no shell)
            service.command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(service.environment),
            cwd=service.folder,
            start_new_session=True,
            pass_fds=keep_open,
            preexec_fn=_end_with_parent(service.stop_signal),
            **(service.account.popen() if service.account else {}),
        )


def stop(process: subprocess.Popen[bytes], *, with_signal: signal.Signals, seconds: float) -> None:
    """Ask the process to stop, wait, then end it and whatever is left of its group."""
    if process.poll() is None:
        process.send_signal(with_signal)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
    end_group(process.pid)
    process.wait()


def end_group(pid: int) -> None:
    """Kill what is left of the group the process led."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def last_lines(log: Path, count: int = 12) -> str:
    """The end of a log, for a message that has to say what went wrong."""
    if not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 16_384))
        return "\n".join(file.read().decode(errors="replace").splitlines()[-count:])


def _end_with_parent(with_signal: signal.Signals) -> Callable[[], None] | None:
    if sys.platform != "linux":
        return None
    prctl, parent = ctypes.CDLL(None, use_errno=True).prctl, os.getpid()

    def in_the_child() -> None:
        prctl(PR_SET_PDEATHSIG, int(with_signal), 0, 0, 0)
        if os.getppid() != parent:  # it ended before we asked
            os._exit(1)

    return in_the_child
