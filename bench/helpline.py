"""A helpline of its own for the benchmarks: durable database, the state's data, a past, two web processes, a worker."""

from __future__ import annotations

import http.server
import json
import multiprocessing
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import flood

ROOT = Path(__file__).resolve().parents[1]
KEY_NAME = "bench"

Say = Callable[[str], object]


@dataclass
class Helpline:
    """A running helpline.

    Attributes:
        url: of its database.
        port: of its web server; 0 while it is not served.
        key: text of the program's key that filed the past.
    """

    url: str
    folder: Path
    database: Path
    key: str
    port: int = 0
    web: Any = None
    worker: Any = None

    say: Say = print

    def grow(self, rows: int) -> None:
        """Bring the past up to `rows` complaints."""
        from bench.fill import fill
        from sunwai.accounts.models import ApiKey

        known = ApiKey.find(self.key)
        assert known
        fill(rows, key_id=known.pk, say=self.say)

    def cpu(self) -> dict[str, float]:
        """Seconds of processor time that database, web and worker have used so far, ended processes included."""
        started = {"web": self.web.pid, "worker": self.worker.pid}
        return {"database": self.cpu_of_database()} | {
            name: _used_below(pid) for name, pid in started.items()
        }

    def cpu_of_database(self) -> float:
        """Seconds of processor time that the database has used so far, connections that ended included."""
        return _used_below(int((self.database / "postmaster.pid").read_text().split()[0]))

    def memory_mb(self) -> float:
        """What the largest web process holds, in MB: its own pages and its share of the others (PSS)."""
        import psutil

        sizes = [
            process.memory_full_info().pss
            for process in psutil.Process(self.web.pid).children(recursive=True)
        ]
        return max(sizes) / 1e6


@contextmanager
def helpline(rows: int, *, folder: Path | None, say: Say) -> Iterator[Helpline]:
    """A database with `rows` complaints, in `folder` where it is to be kept, and Django on it."""
    place = folder or Path(tempfile.mkdtemp(prefix="sunwai-bench-"))
    place.mkdir(parents=True, exist_ok=True)
    place.chmod(0o711)  # under root the server runs as another user
    os.environ |= {"SUNWAI_DATA": str(place), "SUNWAI_PROXIES": "1", "SUNWAI_LOG_LEVEL": "WARNING"}
    os.environ["SUNWAI_SMS_URL"] = f"http://127.0.0.1:{(gateway_port := _free_port())}/"
    os.environ |= {
        "SUNWAI_SMS_USERNAME": "bench",
        "SUNWAI_SMS_PASSWORD": "bench",
        "SUNWAI_SMS_SENDER": "BENCH",
    }
    os.environ["SUNWAI_SMS_SECURE_KEY"] = "bench"
    os.environ |= flood.environment(os.environ["SUNWAI_SMS_URL"])
    sys.path.insert(0, str(ROOT / "src"))
    from sunwai.config.embedded_database import Cluster
    from sunwai.config.environment import Mode, settle

    settle(Mode.PRODUCTION)
    cluster = Cluster(place, say=say)
    os.environ["DATABASE_URL"] = url = cluster.start()
    gateway = multiprocessing.get_context("spawn").Process(target=_gateway, args=(gateway_port,), daemon=True)
    gateway.start()
    try:
        import django

        django.setup()
        ready = Helpline(url, place, cluster.data, _prepare(place, say), say=say)
        ready.grow(rows)
        yield ready
    finally:
        from django.db import connections

        connections.close_all()
        gateway.kill()
        if folder:
            cluster.stop()
        else:
            cluster.remove()
            shutil.rmtree(place, ignore_errors=True)


@contextmanager
def served(line: Helpline) -> Iterator[None]:
    """Its web processes and its worker, as `sunwai up` starts them."""
    from sunwai.config.up import web_service, worker_service

    line.port = _free_port()
    log = (line.folder / "bench.log").open("ab")
    commands = (web_service(line.port).command, worker_service().command)
    line.web, line.worker = (subprocess.Popen(command, stdout=log, stderr=log) for command in commands)
    try:
        for _second in range(60):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", line.port)) == 0:
                    break
            time.sleep(1)
        time.sleep(2)
        yield
    finally:
        for process in (line.web, line.worker):
            process.terminate()
            process.wait(30)
        line.web = line.worker = None
        log.close()


def _prepare(folder: Path, say: Say) -> str:
    """The state's data, somebody in every post, and a program's key; the key's text."""
    from sunwai.accounts.models import ApiKey, ApiScope
    from sunwai.config.load import prepare
    from sunwai.core import clock
    from sunwai.offices.demo import make_demo_officers

    kept = folder / "bench_key"
    prepare(demo=False, say=say)
    if not kept.exists():
        make_demo_officers(now=clock.now())
        _key, text = ApiKey.issue(name=KEY_NAME, scopes=[ApiScope.FILE, ApiScope.READ])
        kept.write_text(text)
    return kept.read_text()


def _used_below(pid: int) -> float:
    import psutil

    return sum(map(used, family(psutil.Process(pid))))


def family(root: Any) -> list[Any]:
    """A process and its children."""
    return [root, *root.children(recursive=True)]


def used(process: Any) -> float:
    """By the process itself and by those of its children that have ended."""
    times = process.cpu_times()
    return float(times.user + times.system + times.children_user + times.children_system)


class _Gateway(http.server.BaseHTTPRequestHandler):
    """Takes every message at once, as Mobile Seva answers, or Meta."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        number = f"{time.monotonic_ns()}bench"
        answer = f"402,MsgID = {number}".encode()
        if self.path.endswith("/messages"):
            answer = json.dumps({"messages": [{"id": f"wamid.{number}"}]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_args: Any) -> None:
        """Nothing."""


def _gateway(port: int) -> None:
    http.server.ThreadingHTTPServer(("127.0.0.1", port), _Gateway).serve_forever()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
