"""The supervisor with real processes: what dies comes back, what is stopped is gone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from sunwai.config.processes import Service, spawn
from sunwai.config.supervisor import AlreadyRunning, ServiceFailed, Supervisor, _Lock
from tests.config.processes import alive, until

WAITS = "import time; print('hello', flush=True); time.sleep(60)"


def python(name: str, code: str, **details) -> Service:
    return Service(name=name, command=[sys.executable, "-c", textwrap.dedent(code)], **details)


@pytest.fixture
def said():
    return []


@pytest.fixture
def supervisor(tmp_path, said):
    return Supervisor(folder=tmp_path, say=said.append)


def pid_of(folder: Path, name: str) -> int:
    return int((folder / "run" / f"{name}.pid").read_text().split()[0])


def test_services_stop_in_reverse_order(supervisor, said, tmp_path):
    with supervisor:
        supervisor.start(python("first", WAITS))
        supervisor.start(python("second", WAITS))
        pids = [pid_of(tmp_path, name) for name in ("first", "second")]
        assert all(map(alive, pids))

    assert [line for line in said if "stopped" in line] == ["[second] stopped", "[first] stopped"]
    assert not any(map(alive, pids))


def test_start_waits_until_ready(supervisor, tmp_path):
    mark = tmp_path / "mark"
    code = f"import pathlib, time; time.sleep(0.3); pathlib.Path({str(mark)!r}).touch(); time.sleep(60)"
    with supervisor:
        supervisor.start(python("slow", code, ready=mark.exists))
        assert mark.exists()


def test_a_first_start_that_fails_says_why(supervisor):
    with supervisor, pytest.raises(ServiceFailed, match=r"(?s)ended with code 3.*no such table"):
        supervisor.start(python("web", "print('no such table'); raise SystemExit(3)", ready=lambda: False))


def test_not_ready_in_time_is_a_failure(supervisor):
    with supervisor, pytest.raises(ServiceFailed, match="was not ready in time"):
        supervisor.start(python("web", WAITS, ready=lambda: False, ready_seconds=0.2))


def test_one_that_does_not_stop_is_killed_with_its_children(supervisor, tmp_path):
    deaf = """
        import pathlib, signal, subprocess, sys, time
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        pathlib.Path("child").write_text(str(child.pid))
        pathlib.Path("ready").touch()
        time.sleep(60)
    """
    with supervisor:
        ready = (tmp_path / "ready").exists
        supervisor.start(python("deaf", deaf, folder=str(tmp_path), stop_seconds=0.3, ready=ready))
        pids = pid_of(tmp_path, "deaf"), int((tmp_path / "child").read_text())
        assert all(map(alive, pids))

    until(lambda: not any(map(alive, pids)))


def test_signals_are_as_before(supervisor):
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    with supervisor:
        assert [signal.getsignal(number) for number in numbers] == [signal.default_int_handler] * 3
    assert [signal.getsignal(number) for number in numbers] == before


def test_only_one_supervisor_a_folder(supervisor, tmp_path):
    with supervisor, pytest.raises(AlreadyRunning, match=str(os.getpid())), Supervisor(folder=tmp_path):
        pass


def test_the_pause_grows_and_a_steady_process_starts_over(supervisor, tmp_path):
    with supervisor:
        supervisor.start(python("web", WAITS))
        (child,) = supervisor._children
        now = child.started_at
        assert [child.next_pause(now + 1) for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]
        assert child.next_pause(now + 61) == 1


PROGRAM = """
    import sys
    from pathlib import Path
    from sunwai.config.processes import Service
    from sunwai.config.supervisor import Supervisor

    waits = [sys.executable, "-c", "import time; time.sleep(60)"]
    with Supervisor(folder=Path(sys.argv[1]), say=lambda line: print(line, flush=True)) as supervisor:
        supervisor.start(Service(name="one", command=waits))
        supervisor.start(Service(name="two", command=waits))
        print("watching", flush=True)
        supervisor.watch()
"""


@pytest.fixture
def program(tmp_path):
    started = []

    def start():
        command = [sys.executable, "-c", textwrap.dedent(PROGRAM), str(tmp_path)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        started.append(process)
        lines = []
        for line in process.stdout:
            lines.append(line.strip())
            if lines[-1] == "watching":
                return process, lines
        raise AssertionError(lines)

    yield start
    for process in started:
        process.terminate()
        process.wait(20)
        process.stdout.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything(program, tmp_path, number):
    process, _ = program()
    pids = [pid_of(tmp_path, name) for name in ("one", "two")]
    process.send_signal(number)
    assert process.wait(10) == 0
    assert process.stdout.read().splitlines() == ["Stopping", "[two] stopped", "[one] stopped"]
    assert not any(map(alive, pids))


def test_what_is_killed_is_started_again(program, tmp_path):
    process, _ = program()
    one, two = (pid_of(tmp_path, name) for name in ("one", "two"))
    os.kill(one, signal.SIGKILL)
    until(lambda: pid_of(tmp_path, "one") not in {one, 0})
    assert alive(pid_of(tmp_path, "one"))
    assert pid_of(tmp_path, "two") == two
    assert "[one] ended by SIGKILL; starts again in 1 s" in process.stdout.readline()


def test_a_killed_supervisor_does_not_disturb_the_next(program, tmp_path):
    process, _ = program()
    before = [pid_of(tmp_path, name) for name in ("one", "two")]
    process.kill()
    process.wait(5)
    program()
    after = [pid_of(tmp_path, name) for name in ("one", "two")]
    assert all(map(alive, after))
    until(lambda: not any(map(alive, before)))


def test_an_orphan_that_lived_on_is_ended_first(supervisor, said, tmp_path):
    """Where the system cannot tell children that we were killed, they live on and hold their lock."""
    lock = _Lock(tmp_path / "run" / "web.pid")
    assert lock.take()
    orphan = spawn(python("web", WAITS), log=tmp_path / "log" / "web.log", keep_open=[lock.file])
    lock.write(orphan.pid, signal.SIGTERM)
    lock.release()

    with supervisor:
        assert orphan.wait(5) == -signal.SIGTERM
        supervisor.start(python("web", WAITS))
        assert pid_of(tmp_path, "web") != orphan.pid

    assert said[0] == f"[web] ending what was left over (process {orphan.pid})"
