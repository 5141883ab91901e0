"""What is measured, one function a name of `sunwai bench`. Each answers the same figures."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from typing import Any

from bench import ceiling, flood
from bench.clients import Answered, ask, percentile
from bench.fill import OFFICER
from bench.helpline import Helpline, served

Figures = dict[str, float]
CLIENTS = 8
WARM_UP = 300  # requests before it counts
DRAINED_SECONDS = 60
SWEPT = 20_000  # cases due at once


def register(line: Helpline, seconds: float) -> Figures:
    """POST /api/v1/grievances: each on disk before it is answered, its message sent by the worker."""
    from sunwai.grievances.models import Grievance
    from sunwai.offices.enums import PhotoNeed, Sensitivity
    from sunwai.offices.models import Category
    from sunwai.places.enums import PlaceKind
    from sunwai.places.models import Place

    dice = random.Random()
    usable = Category.objects.filter(is_active=True, sensitivity=Sensitivity.NORMAL).exclude(
        photo=PhotoNeed.REQUIRED
    )
    categories = list(usable.values_list("code", flat=True))
    places = list(Place.objects.active().of_kind(PlaceKind.VILLAGE).values_list("code", flat=True))
    texts = list(Grievance.objects.order_by("pk").values_list("text", flat=True)[:2000])

    def request() -> bytes:
        body = {
            "mobile": f"6{dice.randrange(10**9):09}",
            "name": "आविष्कृत",
            "category": dice.choice(categories),
            "place": dice.choice(places),
            "text": dice.choice(texts),
        }
        return _post("/api/v1/grievances", line, body, f"{dice.getrandbits(64):x}")

    with served(line):
        figures = _measured(line, request, seconds, expected=201, drain=True)
    return figures | {"ceiling_operations_per_second": ceiling.registering(line.url, CLIENTS, seconds / 2)}


def status(line: Helpline, seconds: float) -> Figures:
    """GET /api/v1/grievances/{reference}."""
    references = _sample_references()
    with served(line):
        figures = _measured(
            line, lambda: _get(f"/api/v1/grievances/{random.choice(references)}", line), seconds, expected=200
        )
    return figures | {
        "ceiling_operations_per_second": ceiling.status(line.url, CLIENTS, seconds / 2, references)
    }


def worklist(line: Helpline, seconds: float) -> Figures:
    """The list of an officer with some hundred open cases, as HTML."""
    cookie, posts = _officer()
    with served(line):
        figures = _measured(line, lambda: _get("/office/", line, cookie), seconds, expected=200)
    figures["queries"] = _queries("/office/", cookie)
    return figures | {
        "ceiling_operations_per_second": ceiling.worklist(line.url, CLIENTS, seconds / 2, posts)
    }


def case_page(line: Helpline, seconds: float) -> Figures:
    """The page of one case, as its officer sees it."""
    from sunwai.grievances.models import Grievance

    cookie, posts = _officer()
    open_cases = Grievance.objects.filter(post__in=posts, due_at__isnull=False)
    references = list(open_cases.values_list("reference", flat=True)[:300])
    with served(line):
        figures = _measured(
            line,
            lambda: _get(f"/office/c/{random.choice(references)}/", line, cookie),
            seconds,
            expected=200,
        )
    figures["queries"] = _queries(f"/office/c/{references[0]}/", cookie)
    return figures | {
        "ceiling_operations_per_second": ceiling.status(line.url, CLIENTS, seconds / 2, references)
    }


def search(line: Helpline, seconds: float) -> Figures:
    """Words of complaints within a district, in either script: the selector, one process."""
    from django.db import connection

    from sunwai.accounts.models import User
    from sunwai.accounts.roles import Role
    from sunwai.core.prepared import prepared
    from sunwai.grievances import selectors
    from sunwai.grievances.models import Grievance
    from sunwai.places.enums import PlaceKind
    from sunwai.places.models import Place

    districts = list(Place.objects.active().of_kind(PlaceKind.DISTRICT))
    texts = list(Grievance.objects.order_by("pk").values_list("text", flat=True)[:1000])
    dice = random.Random(181)

    def words() -> str:
        some = dice.choice(texts).split()
        at = dice.randrange(max(1, len(some) - 2))
        return " ".join(some[at : at + 2])

    latencies: list[float] = []
    viewer, _new = User.objects.get_or_create(
        username="bench.auditor", defaults={"name": "bench", "roles": [Role.AUDITOR]}
    )

    def ask_once() -> None:
        with prepared():
            list(selectors.search(viewer, words(), district=dice.choice(districts))[:25])

    for _n in range(30):
        ask_once()
    before, until = _cpu_here(connection), time.perf_counter() + seconds
    while time.perf_counter() < until:
        asked = time.perf_counter()
        ask_once()
        latencies.append(time.perf_counter() - asked)
    used = _cpu_here(connection) - before
    return {
        "operations_per_second": len(latencies) / sum(latencies),
        "cpu_ms": 1000 * used / len(latencies),
        **_percentiles(latencies),
        "ceiling_operations_per_second": ceiling.search(line.url, seconds / 2, words, districts),
        "memory_mb": _memory_here(),
    }


def sweep(line: Helpline, seconds: float) -> Figures:
    """Cases whose level had its time go up, with their events and messages; its latencies are of whole sweeps."""
    from sunwai.core import clock
    from sunwai.grievances.sweeps import climb_all
    from sunwai.messages.models import Message

    latencies, moved, used = [], 0, 0.0
    while sum(latencies) < seconds:
        due = ceiling.make_due(SWEPT)
        before, asked = line.cpu_of_database() + time.process_time(), time.perf_counter()
        some = climb_all(now=clock.now())
        latencies.append(time.perf_counter() - asked)
        used += line.cpu_of_database() + time.process_time() - before
        moved += some
        assert some >= due
        Message.objects.filter(state="queued").update(
            state="sent"
        )  # nobody is to send them during what follows
    return {
        "operations_per_second": moved / sum(latencies),
        "cpu_ms": 1000 * used / moved,
        **_percentiles(latencies),
        "ceiling_operations_per_second": ceiling.sweep(SWEPT),
        "memory_mb": _memory_here(),
    }


def pour_whatsapp(line: Helpline, seconds: float) -> Figures:
    """Webhooks of WhatsApp at 200 a second, and what they ask answered afterwards, in order for each sender."""
    with served(line):
        flood.pour(line.port, flood.PER_SECOND)  # warm up
        flood.drained()
        before = line.cpu()
        seen = flood.pour(line.port, int(seconds * flood.PER_SECOND))
        took, out_of_turn = flood.drained()
        used = {name: after - before[name] for name, after in line.cpu().items()}
        memory = line.memory_mb()
    if seen.wrong or out_of_turn:
        raise SystemExit(f"{seen.wrong} were not answered 200, {out_of_turn} were out of turn")
    return _figures(seen, used) | {"memory_mb": memory, "drained_seconds": took}


MEASURES: dict[str, Callable[[Helpline, float], Figures]] = {
    "register": register,
    "status": status,
    "worklist": worklist,
    "case-page": case_page,
    "search": search,
    "sweep": sweep,
    "flood": pour_whatsapp,
}


# ── Below them ───────────────────────────────────────────────────────────────────────────────────────────
def _measured(
    line: Helpline, request: Callable[[], bytes], seconds: float, *, expected: int, drain: bool = False
) -> Figures:
    warm = [request() for _n in range(WARM_UP)]
    ask(line.port, warm, clients=CLIENTS, expected=expected, seconds=30)
    if drain:
        _wait_for_messages()
    requests = [request() for _n in range(int(seconds * 3000))]
    before = line.cpu()
    seen = ask(line.port, requests, clients=CLIENTS, expected=expected, seconds=seconds)
    if drain:
        _wait_for_messages()
    after = line.cpu()
    used = {name: after[name] - before[name] for name in after}
    if seen.wrong:
        raise SystemExit(f"{seen.wrong} of {len(seen.latencies)} answers were not {expected}")
    return _figures(seen, used) | {"memory_mb": line.memory_mb()}


def _figures(seen: Answered, used: dict[str, float]) -> Figures:
    count = len(seen.latencies)
    return {
        "operations_per_second": count / seen.seconds,
        "cpu_ms": 1000 * sum(used.values()) / count,
        **{f"{name}_cpu_ms": 1000 * seconds / count for name, seconds in used.items()},
        **_percentiles(seen.latencies),
    }


def _percentiles(latencies: list[float]) -> Figures:
    return {f"p{share}_ms": 1000 * percentile(latencies, share / 100) for share in (50, 95, 99)}


def _wait_for_messages() -> None:
    """Until the worker has sent what was told: that work counts."""
    from sunwai.core import clock
    from sunwai.messages.models import Message

    until = time.monotonic() + DRAINED_SECONDS
    while Message.objects.filter(state="queued", not_before__lte=clock.now()).exists():
        if time.monotonic() > until:
            raise SystemExit("the worker did not keep up")
        time.sleep(0.2)


def _sample_references() -> list[str]:
    from django.db import connection

    from sunwai.core.reference import is_valid

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reference FROM grievances_grievance JOIN grievances_apifiling ON grievance_id = id"
            " WHERE id % 7 = 3 LIMIT 50000"
        )
        found = [reference for (reference,) in cursor.fetchall()]
    return [reference for reference in found if is_valid(reference)]  # not those that the ceiling wrote


def _officer() -> tuple[str, list[int]]:
    """A cookie of the busy officer, and the officer's posts."""
    from sunwai.accounts.models import User
    from sunwai.core import clock
    from sunwai.offices.selectors import posts_of

    user = User.objects.get(username=OFFICER)
    return signed_in(user), [post.pk for post in posts_of(user, clock.today())]


def signed_in(user: Any) -> str:
    """A cookie of `user`, with a second factor."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    if not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, generate_totp_secret())
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def _queries(path: str, cookie: str) -> float:
    """How many statements the page takes."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    headers = {"HTTP_COOKIE": cookie, "HTTP_X_FORWARDED_PROTO": "https", "HTTP_HOST": "127.0.0.1"}
    client = Client()
    client.get(path, **headers)
    with CaptureQueriesContext(connection) as seen:
        client.get(path, **headers)
    return len([one for one in seen if not one["sql"].startswith(("BEGIN", "COMMIT"))])


def _get(path: str, line: Helpline, cookie: str = "") -> bytes:
    who = f"Cookie: {cookie}" if cookie else f"Authorization: Bearer {line.key}"
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-Proto: https\r\n{who}\r\n\r\n".encode()


def _post(path: str, line: Helpline, body: dict[str, Any], idempotency_key: str) -> bytes:
    content = json.dumps(body, ensure_ascii=False).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-Proto: https\r\nAuthorization: Bearer {line.key}\r\n"
        f"Idempotency-Key: {idempotency_key}\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


def _cpu_here(connection: Any) -> float:
    """Seconds used by this process and its database backend."""
    import psutil

    connection.ensure_connection()
    backend = psutil.Process(connection.connection.info.backend_pid).cpu_times()
    return time.process_time() + backend.user + backend.system


def _memory_here() -> float:
    import psutil

    return float(psutil.Process().memory_full_info().pss) / 1e6
