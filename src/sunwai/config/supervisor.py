"""Starts the processes of one installation, watches over them, and stops them in reverse order.

    with Supervisor(folder=data) as supervisor:
        supervisor.start(cluster.service())
        migrate()
        supervisor.start(web)
        supervisor.start(worker)
        supervisor.watch()

A process that ends is started again, after a pause that grows while it keeps ending. Ctrl-C, SIGTERM and the
end of the terminal stop everything. If we are killed, our children are told to stop (see `processes.spawn`),
and the next start ends what is left of them: each child holds a lock on `<data>/run/<name>.pid`, which
lasts as long as it or any of its own children lives, so the number in that file can be trusted.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import NoReturn, Self

from sunwai.config.processes import Service, end_group, last_lines, spawn, stop

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
WATCH_SECONDS = 0.25  # between two looks at the processes
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds before a process is started again; doubles each time
LEFT_OVER_SECONDS = 20  # for what an earlier run left to end
STEADY_SECONDS = 60  # a process that lived this long starts again after the first pause


class ServiceFailed(RuntimeError):
    """A process ended, or was not ready in time, at its first start; the message has the end of its log."""


class AlreadyRunning(RuntimeError):
    """Another supervisor works on the same data folder."""


class Supervisor:
    """Keeps services running; use it in a `with`, from the main thread.

    Args:
        folder: the data folder; logs go to `log/<name>.log` in it.
        say: told what happens, a short line at a time.

    Raises:
        AlreadyRunning: on entering, when another one works on this folder.
    """

    def __init__(self, *, folder: Path, say: Callable[[str], object] = print) -> None:
        self.folder = folder.resolve()
        self.say = say
        self._children: list[_Child] = []

    def __enter__(self) -> Self:
        self._lock = _Lock(self.folder / "run" / "supervisor.pid")
        if not self._lock.take():
            holder, _ = self._lock.read()
            self._lock.release()
            raise AlreadyRunning(
                f"Sunwai already runs from {self.folder} (process {holder}). "
                "Stop it first, or choose another folder with SUNWAI_DATA and another port with SUNWAI_PORT."
            )
        self._lock.write(os.getpid(), signal.SIGTERM)
        self._end_left_over()
        self._handlers = {number: signal.getsignal(number) for number in STOP_SIGNALS}
        for number, handler in self._handlers.items():
            if handler is not signal.SIG_IGN:  # as under nohup
                signal.signal(number, signal.default_int_handler)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        told_to_stop = kind is KeyboardInterrupt
        if told_to_stop:
            self.say("Stopping")
        for number in STOP_SIGNALS:
            signal.signal(number, signal.SIG_IGN)  # nothing shall keep us from stopping the others
        self.stop()
        self._lock.release()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        return told_to_stop  # the ordinary end, no error

    def start(self, service: Service) -> None:
        """Start a service and wait until it is ready.

        Raises:
            ServiceFailed: it ended or was not ready within its `ready_seconds`.
        """
        lock = _Lock(self.folder / "run" / f"{service.name}.pid")
        if not lock.take():
            raise ServiceFailed(f"{service.name} is started twice.")
        child = _Child(service, self.folder / "log" / f"{service.name}.log", lock)
        child.start()
        self._children.append(child)
        deadline = time.monotonic() + service.ready_seconds
        while not (child.process.poll() is None and service.ready()):
            if child.process.poll() is not None or time.monotonic() > deadline:
                raise ServiceFailed(
                    f"{service.name} {child.ending()}. {child.log} ends in:\n{last_lines(child.log)}"
                )
            time.sleep(0.05)
        self.say(f"[{service.name}] ready (process {child.process.pid})")

    def watch(self) -> NoReturn:
        """Start again what ends, until we are told to stop: the `with` then ends in peace."""
        while True:
            for child in self._children:
                self._look_after(child)
            time.sleep(WATCH_SECONDS)

    def stop(self) -> None:
        """Stop all services, the last one started first."""
        while self._children:
            child = self._children.pop()
            service = child.service
            stop(child.process, with_signal=service.stop_signal, seconds=service.stop_seconds)
            child.lock.release()
            self.say(f"[{service.name}] stopped")

    def _look_after(self, child: _Child) -> None:
        if child.process.poll() is None:
            return
        name, now = child.service.name, time.monotonic()
        if child.start_at is None:
            end_group(child.process.pid)
            pause = child.next_pause(now)
            child.start_at = now + pause
            self.say(f"[{name}] {child.ending()}; starts again in {pause:.0f} s; see {child.log}")
        elif now >= child.start_at:
            try:
                child.start()
                self.say(f"[{name}] started again (process {child.process.pid})")
            except (OSError, RuntimeError) as error:
                child.start_at = now + child.next_pause(now)
                self.say(f"[{name}] {error}")

    def _end_left_over(self) -> None:
        """End what outlived a killed supervisor, the last started first."""

        def started(path: Path) -> float:
            return path.stat().st_mtime

        for path in sorted((self.folder / "run").glob("*.pid"), key=started, reverse=True):
            if path != self._lock.path:
                lock = _Lock(path)
                if not lock.take():
                    self.say(f"[{path.stem}] ending what was left over (process {lock.read()[0]})")
                    lock.take_from_holder()
                lock.release()


@dataclass
class _Child:
    """A service and the process that is, or was last, running for it."""

    service: Service
    log: Path
    lock: _Lock
    pause: float = 0
    started_at: float = 0
    start_at: float | None = None
    process: subprocess.Popen[bytes] = None  # type: ignore[assignment]  # set by start()

    def start(self) -> None:
        self.service.before_start()
        self.lock.write(0, self.service.stop_signal)
        self.process = spawn(self.service, log=self.log, keep_open=[self.lock.file])
        self.lock.write(self.process.pid, self.service.stop_signal)
        self.started_at, self.start_at = time.monotonic(), None

    def next_pause(self, now: float) -> float:
        steady = now - self.started_at > STEADY_SECONDS
        self.pause = FIRST_PAUSE if steady or not self.pause else min(2 * self.pause, LONGEST_PAUSE)
        return self.pause

    def ending(self) -> str:
        code = self.process.poll()
        if code is None:
            return "was not ready in time"
        return f"ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"


class _Lock:
    """A file that holds a process number and its stop signal, locked while that process lives."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self.file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)

    def take(self, *, wait: float = 0) -> bool:
        deadline = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return True
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    return False
                time.sleep(0.05)

    def take_from_holder(self) -> None:
        """End the processes that hold the lock, and take it.

        Raises:
            ServiceFailed: they do not end.
        """
        pid, stop_signal = self.read()
        for number in (stop_signal, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):  # then its children are ending by themselves
                if pid:  # 0 would be our own group
                    os.killpg(pid, number)
            if self.take(wait=LEFT_OVER_SECONDS):
                return
        raise ServiceFailed(f"{self.path.stem}: processes of an earlier run (group {pid}) do not end.")

    def write(self, pid: int, stop_signal: signal.Signals) -> None:
        line = f"{pid:<10} {stop_signal:<3}\n"  # always as long, so that a reader never sees half
        os.pwrite(self.file, line.encode(), 0)

    def read(self) -> tuple[int, int]:
        pid, stop_signal = os.pread(self.file, 20, 0).split() or (b"0", b"15")
        return int(pid), int(stop_signal)

    def release(self) -> None:
        os.close(self.file)
