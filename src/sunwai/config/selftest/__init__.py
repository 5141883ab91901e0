"""`sunwai selftest`: whole paths on a throw-away database, with the real web and worker processes, over HTTP.

An operator runs it after every deployment; each area is a list of steps in a module of its own.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from sunwai.config.environment import Mode, settle
from sunwai.config.selftest.browser import StepFailed
from sunwai.config.telephone import OFF, WITHOUT, settle_telephone, start_telephone

Step = tuple[str, Callable[[Any], None]]
WITH_TELEPHONE = frozenset({"calls"})  # areas that need the switch


def run(area: str, *, as_json: bool) -> int:
    """Walk the steps of an area on a helpline of their own, say how each went, and leave nothing behind.

    Args:
        area: a module of this package with `STEPS` and, for what they share, `Shared(address)`.

    Returns:
        0 where every step held, 1 otherwise: the exit code.
    """
    results: list[dict[str, Any]] = []

    def note(name: str, seconds: float, problem: str = "") -> None:
        results.append({"step": name, "ok": not problem, "seconds": round(seconds, 3), "problem": problem})
        if not as_json:
            print(f"{'ok  ' if not problem else 'FAIL'} {seconds:7.2f} s  {name}", flush=True)
            if problem:
                print(f"             {problem}", flush=True)

    started = time.monotonic()
    with _helpline(telephone=area in WITH_TELEPHONE) as address:
        note("a helpline of its own is started", time.monotonic() - started)
        path = import_module(f"{__name__}.{area}")  # needs Django, which needs the database
        with closing(path.Shared(address)) as shared:
            for name, step in path.STEPS:
                begun = time.monotonic()
                try:
                    step(shared)
                except (StepFailed, AssertionError, TimeoutError) as error:
                    note(name, time.monotonic() - begun, str(error) or repr(error))
                    break  # the later steps stand on this one
                note(name, time.monotonic() - begun)
    held = all(result["ok"] for result in results)
    if as_json:
        print(json.dumps({"area": area, "ok": held, "steps": results}, ensure_ascii=False, indent=2))
    return 0 if held else 1


@contextmanager
def _helpline(*, telephone: bool) -> Iterator[str]:
    """A demo on an empty database in a temporary folder, without its 300 complaints; gives its address.

    With a `telephone` also the switch and what commands it, where the system allows in a network of their own.
    """
    if telephone:
        _settle_telephone()
    else:
        os.environ["SUNWAI_TELEPHONE"] = OFF
    with tempfile.TemporaryDirectory(prefix="sunwai-selftest-") as folder:
        Path(folder).chmod(0o711)  # under root the database runs as another user
        port = _free_port()
        live = _free_port()
        os.environ |= {
            "SUNWAI_DATA": f"{folder}/var",
            "SUNWAI_PORT": str(port),
            "SUNWAI_LIVE_PORT": str(live),
            "SUNWAI_SMPP_PORT": str(_free_port()),
            "SUNWAI_SMTP_PORT": str(_free_port()),
            "SUNWAI_CPGRAMS_FOLDER": f"{folder}/centre",
        }
        os.environ.pop("DATABASE_URL", None)
        os.environ.pop("SUNWAI_PUBLIC_URL", None)
        settle(Mode.DEMO)
        import django

        from sunwai.config.embedded_database import Cluster
        from sunwai.config.load import prepare
        from sunwai.config.supervisor import Supervisor
        from sunwai.config.up import live_service, web_service, worker_service

        data = Path(os.environ["SUNWAI_DATA"])
        cluster = Cluster(data, durable=False)
        try:
            with Supervisor(folder=data, say=_silent) as supervisor:
                supervisor.start(cluster.service())
                django.setup()
                prepare(demo=True, complaints=False, say=_silent)
                supervisor.start(web_service(port))
                supervisor.start(worker_service())
                supervisor.start(live_service(live))
                if telephone:
                    start_telephone(supervisor, _silent)
                yield f"http://127.0.0.1:{port}"
        finally:
            cluster.remove()


def _settle_telephone() -> None:
    """Ports and addresses of a switch for this test alone.

    Raises:
        SystemExit: there is no switch on this machine.
    """
    from sunwai.config.selftest.telephones import OPERATOR, settle_network

    address = settle_network()
    os.environ.pop("SUNWAI_ASTERISK", None)
    settle_telephone(_silent)
    if os.environ.get("SUNWAI_TELEPHONE") == OFF:
        raise SystemExit(WITHOUT)
    names = ("SUNWAI_ARI_PORT", "SUNWAI_WSS_PORT", "SUNWAI_SIP_PORT")
    os.environ |= {name: str(_free_port()) for name in names}
    os.environ |= {"SUNWAI_TRUNKS": f"{OPERATOR}:{_free_port()}", "SUNWAI_MEDIA_ADDRESS": address}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _silent(line: str) -> None:
    if os.environ.get("SUNWAI_SELFTEST_VERBOSE"):
        print(line, file=sys.stderr)
