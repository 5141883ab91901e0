"""`sunwai up`: the whole helpline on one machine, from nothing to running."""

from __future__ import annotations

import http.client
import os
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

from sunwai.config.embedded_database import Cluster
from sunwai.config.processes import Service
from sunwai.config.supervisor import Supervisor
from sunwai.config.telephone import settle_telephone, start_telephone

WEB_WORKERS = int(os.environ.get("SUNWAI_WEB_WORKERS", "2"))
WEB_THREADS = int(os.environ.get("SUNWAI_WEB_THREADS", "2"))  # of each: more help waiting, not counting
JOBS_AT_ONCE = 8  # some are always at work: sending messages, answering what comes in


def up(*, demo: bool, say: Callable[[str], object]) -> None:
    """Start database (unless `DATABASE_URL` names one), web and worker, and watch over them until told to stop."""
    import django
    from django.conf import settings
    from django.utils import translation

    started = time.monotonic()
    data = Path(os.environ["SUNWAI_DATA"])
    with Supervisor(folder=data, say=say) as supervisor:
        if not os.environ.get("DATABASE_URL"):
            say("Database")
            cluster = Cluster(data, say=say)
            supervisor.start(cluster.service())
        _require_free_ports(demo=demo)
        settle_telephone(say)
        django.setup()
        translation.activate("en")  # the operator is spoken to in English
        from sunwai.config.load import prepare

        prepare(demo=demo, say=say)
        supervisor.start(web_service(settings.PORT))
        supervisor.start(worker_service())
        supervisor.start(live_service(settings.LIVE_PORT))
        if demo:
            supervisor.start(mail_service())
        start_telephone(supervisor, say)
        say(_welcome(demo=demo, seconds=time.monotonic() - started))
        supervisor.watch()


def web_service(port: int) -> Service:
    """The web processes."""
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi"),
        *("--host", os.environ.get("SUNWAI_HOST", "127.0.0.1"), "--port", str(port)),
        *("--workers", str(WEB_WORKERS), "--blocking-threads", str(WEB_THREADS), "--backpressure", "64"),
        *("--respawn-failed-workers", "--no-ws", "--log-level", "warning"),
        "sunwai.config.wsgi:application",
    ]
    return Service(name="web", command=command, ready=lambda: _answers(port))


def live_service(port: int) -> Service:
    """The process that tells pages what happens as it happens."""
    return Service(name="live", command=live_command(port), ready=lambda: _answers(port, "/live/health"))


def live_command(port: int) -> list[str]:
    """One process, one event loop: it holds all streams, and reads once for all of them."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "asgi"),
        *("--host", os.environ.get("SUNWAI_HOST", "127.0.0.1"), "--port", str(port)),
        *("--workers", "1", "--respawn-failed-workers", "--no-ws", "--log-level", "warning"),
        *("--workers-kill-timeout", "2"),  # streams never end by themselves
        "sunwai.config.asgi_live:application",
    ]


def worker_service() -> Service:
    """The process that does the jobs."""
    command = [
        *(sys.executable, "-m", "django", "procrastinate", "worker"),
        *("--concurrency", str(JOBS_AT_ONCE), "--shutdown-graceful-timeout", "10"),
    ]
    return Service(name="worker", command=command)


def mail_service() -> Service:
    """The mail server of the demo."""
    from django.conf import settings

    gateway = settings.EMAIL_GATEWAY
    command = [
        *(sys.executable, "-m", "aiosmtpd", "-n", "-l", f"{gateway['host']}:{gateway['port']}"),
        *("-c", "sunwai.gateways.email.simulated_server.Mailboxes", str(settings.SIMULATED_MAIL)),
        *(f"{settings.PUBLIC_URL}/hooks/email/bounce", gateway["bounce_token"]),
    ]
    return Service(name="mail", command=command)


def _answers(port: int, path: str = "/robots.txt") -> bool:
    """Any answer but a failure will do: in production all that does not come over TLS is sent elsewhere."""
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        asking.request("GET", path)
        return asking.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asking.close()


def _require_free_ports(*, demo: bool) -> None:
    port = int(os.environ.get("SUNWAI_PORT", "8181"))
    needed = {"SUNWAI_PORT": port, "SUNWAI_LIVE_PORT": int(os.environ.get("SUNWAI_LIVE_PORT", port + 1))}
    if demo:
        needed["SUNWAI_SMTP_PORT"] = int(os.environ.get("SUNWAI_SMTP_PORT", port + 3))
    for name, number in needed.items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((os.environ.get("SUNWAI_HOST", "127.0.0.1"), number))
            except OSError:
                raise SystemExit(
                    f"Port {number} is in use by another program. Choose another one, for example {name}=8282."
                ) from None


def _welcome(*, demo: bool, seconds: float) -> str:
    from django.conf import settings

    lines = ["", f"Sunwai is ready at {settings.PUBLIC_URL}/  ({seconds:.1f} s)"]
    if demo:
        from sunwai.config.credentials import demo_credentials

        shown = demo_credentials()
        lines += ["", "Invented people to sign in as (second factor: `sunwai demo credentials`):"]
        lines += [f"  {user['username']:<28} {user['password']:<20} {user['is']}" for user in shown["users"]]
        lines += [
            "",
            "Try: file a complaint on the portal; read its one-time code and messages on the simulated phones at",
            f"  {shown['simulators']['sms']}",
            f"What another program is told by webhooks: {settings.PUBLIC_URL}/simulators/webhooks",
            f"What goes out by e-mail arrives at {shown['simulators']['email']}",
            f"Officers and agents sign in at {settings.PUBLIC_URL}/staff/login/",
        ]
    return "\n".join([*lines, "", "Ctrl-C stops everything."])
