"""The client of the webhooks over real connections on this machine."""

from __future__ import annotations

import json
import socket
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from standardwebhooks import Webhook

from sunwai.core import clock
from sunwai.gateways.webhooks import client
from sunwai.gateways.webhooks.client import HookClient
from sunwai.webhooks.actions import add_endpoint
from sunwai.webhooks.delivery import deliver_due
from sunwai.webhooks.enums import DeliveryState, Hears
from sunwai.webhooks.models import Delivery
from sunwai.webhooks.noticing import notice_events
from sunwai.webhooks.ports import NotSent, Request


@contextmanager
def receiver(answer):
    """A server of the standard library; `answer(handler)` writes the answer, `came` holds the questions."""
    came: list[tuple[dict[str, str], bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            came.append((dict(self.headers.items()), body))
            answer(self)

        def do_GET(self):
            self.do_POST()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hook", came
    finally:
        server.shutdown()
        server.server_close()


def says(status, body=b"", **headers):
    def answer(handler):
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def post(url):
    return HookClient().send(Request(url, {"content-type": "application/json", "webhook-id": "evt_1"}, b"{}"))


def test_it_posts_what_it_is_given():
    with receiver(says(200, "ठीक".encode())) as (url, came):
        answer = post(url)

    assert (answer.status, answer.body) == (200, "ठीक")
    ((headers, body),) = came
    assert body == b"{}"
    assert {name.lower(): value for name, value in headers.items()}["webhook-id"] == "evt_1"


def test_a_redirect_is_not_followed():
    with receiver(says(200)) as (inside, reached), receiver(says(302, Location=inside)) as (url, _):
        assert post(url).status == 302
    assert reached == []


def test_an_answer_is_not_read_to_its_end():
    with receiver(says(500, b"x" * 1_000_000)) as (url, _):
        assert post(url).body == "x" * client.BYTES_READ


def test_one_that_drips_is_left_after_the_time_is_over(monkeypatch):
    monkeypatch.setattr(client, "SECONDS", 0.6)

    def drip(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        for _ in range(30):
            handler.wfile.write(b".")
            time.sleep(0.1)

    with receiver(drip) as (url, _):
        started = time.monotonic()
        with pytest.raises(NotSent, match="no answer in time"):
            post(url)
        assert time.monotonic() - started < 2


def test_nobody_listens():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(NotSent, match="not reached"):
        post(f"http://127.0.0.1:{port}/")


def test_in_production_it_does_not_reach_this_machine(settings):
    with receiver(says(200)) as (url, came):
        settings.WEBHOOKS_LOOPBACK = False
        with pytest.raises(NotSent, match="not allowed"):
            post(url)
        with pytest.raises(NotSent, match="not allowed"):
            post(url.replace("http:", "https:"))
    assert came == []


def test_a_name_that_leads_inside_is_seen_when_we_connect(settings, monkeypatch):
    """The name was fine when it was typed, and is still: what it leads to is not."""
    with receiver(says(200)) as (url, came):
        settings.WEBHOOKS_LOOPBACK = False
        port = int(url.split(":")[2].split("/")[0])
        monkeypatch.setattr(
            client.socket, "getaddrinfo",
            lambda *_, **__: [(2, 1, 6, "", ("8.8.8.8", port)), (2, 1, 6, "", ("127.0.0.1", port))],
        )  # fmt: skip
        with pytest.raises(NotSent, match="address not allowed"):
            post(f"https://program.example:{port}/")
    assert came == []


def test_what_is_not_http_is_a_failure():
    def nonsense(handler):
        handler.wfile.write(b"SMTP\r\n\r\n")

    with receiver(nonsense) as (url, _), pytest.raises(NotSent, match="not reached"):
        post(url)


@pytest.mark.django_db
def test_the_whole_way_to_a_program_that_checks(world):
    with receiver(says(204)) as (url, came):
        _endpoint, secret = add_endpoint(
            url=url, description="", hears=Hears.ALL, actor=world.administrator, now=clock.now()
        )
        world.register()
        notice_events(now=clock.now())
        assert deliver_due() == 1

    ((headers, body),) = came
    lowered = {name.lower(): value for name, value in headers.items()}
    at = clock.datetime.fromtimestamp(int(lowered["webhook-timestamp"]), clock.UTC)
    assert lowered["webhook-signature"] == Webhook(secret).sign(lowered["webhook-id"], at, body.decode())
    assert json.loads(body)["type"] == "grievance.registered"
    assert Delivery.objects.get().state == DeliveryState.DELIVERED
