"""A flood of WhatsApp: so many webhooks a second, whether or not the last one is answered; then the worker drains them."""

from __future__ import annotations

import hashlib
import hmac
import json
import multiprocessing
import random
import socket
import threading
import time
from typing import Any

from bench.clients import Answered, _read

PER_SECOND = 200
CONNECTIONS = 64
SENDERS = 2000
SAID = ("namaste", "yojana", "ladli behna", "1", "0", "status batao")
SECRET = "bench-application"
DRAINED_SECONDS = 900


def environment(gateway: str) -> dict[str, str]:
    """Our account with a Meta that takes everything."""
    return {
        "SUNWAI_WHATSAPP_URL": gateway.rstrip("/"),
        "SUNWAI_WHATSAPP_PHONE_ID": "1",
        "SUNWAI_WHATSAPP_TOKEN": "bench",
        "SUNWAI_WHATSAPP_APP_SECRET": SECRET,
        "SUNWAI_WHATSAPP_PER_SECOND": "1000",
    }


def requests(count: int) -> list[bytes]:
    """Webhooks of many senders, each with several messages in the order in which they were said."""
    dice, start, said = random.Random(181), int(time.time()), dict.fromkeys(range(SENDERS), 0)
    made = []
    for number in range(count):
        sender = dice.randrange(SENDERS)
        text = SAID[said[sender] % len(SAID)]
        said[sender] += 1
        made.append(
            _request(
                f"91{6_000_000_000 + sender}", f"wamid.bench{number}", text, start + number // PER_SECOND
            )
        )
    return made


def pour(port: int, count: int) -> Answered:
    """Send them at `PER_SECOND`, from a process of its own; latencies count from when each should have left."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_pour, args=(there, port, requests(count)))
    process.start()
    answered: Answered = here.recv()
    process.join()
    return answered


def drained() -> tuple[float, int]:
    """Wait until all are dealt with: seconds, and how many were out of turn for their sender."""
    from django.db import connection

    from sunwai.conversations.models import Incoming

    started = time.monotonic()
    while Incoming.objects.filter(state="waiting").exists():
        if time.monotonic() - started > DRAINED_SECONDS:
            raise SystemExit("the worker did not keep up")
        time.sleep(0.5)
    took = time.monotonic() - started
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT done_at < lag(done_at) OVER (PARTITION BY sender ORDER BY sent_at, id) AS late"
            " FROM conversations_incoming) turns WHERE late"
        )
        return took, int(cursor.fetchone()[0])


def _request(sender: str, number: str, text: str, at: int) -> bytes:
    one = {"from": sender, "id": number, "timestamp": str(at), "type": "text", "text": {"body": text}}
    value = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": "1"}, "messages": [one]}
    body = json.dumps(
        {
            "object": "whatsapp_business_account",
            "entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}],
        }
    ).encode()
    signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    head = (
        f"POST /hooks/whatsapp HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-Proto: https\r\nX-Forwarded-For: 127.0.0.1\r\n"
        f"Content-Type: application/json\r\nX-Hub-Signature-256: sha256={signature}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _pour(pipe: Any, port: int, made: list[bytes]) -> None:
    latencies: list[list[float]] = [[] for _one in range(CONNECTIONS)]
    wrong = [0] * CONNECTIONS
    start = time.perf_counter() + 0.5

    def client(number: int) -> None:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for at in range(number, len(made), CONNECTIONS):
                due = start + at / PER_SECOND
                time.sleep(max(0.0, due - time.perf_counter()))
                connection.sendall(made[at])
                answer = _read(connection)
                latencies[number].append(time.perf_counter() - due)
                wrong[number] += not answer.startswith(b"HTTP/1.1 200")

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    pipe.send(Answered(time.perf_counter() - start, [one for some in latencies for one in some], sum(wrong)))
