"""The ASGI application of the live process: `/live/floor/`, `/live/phone/`, `/live/danger/`, `/live/health`, nothing
else.

A stream is one GET with the cookie of the staff session (server-sent events, WHATWG HTML 9.2). It says `event: floor`,
`event: phone` or `event: danger` with a JSON object, a comment every few seconds, and `event: over` when the session
ended.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any
from urllib.parse import parse_qs

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import DatabaseError

from sunwai.web.live.hub import MAY, Hub, Viewer, in_a_thread
from sunwai.web.live.streams import Message
from sunwai.web.live.viewers import who

HEART_BEATS_EVERY = 10.0  # seconds
COME_BACK_AFTER = 2000  # milliseconds that a browser waits before it asks again

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Refused(Exception):
    """The stream is not opened; the argument is the status."""


class LiveApplication:
    """An ASGI 3 application with a lifespan, in which the hub runs."""

    def __init__(self, *, beside: Sequence[Callable[[], Coroutine[Any, Any, None]]] = ()) -> None:
        self.hub = Hub()
        self.beside = beside  # what else runs in this process as long as it lives

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        running = [asyncio.create_task(run()) for run in (self.hub.run, *self.beside)]
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for viewer in self.hub.viewers:
            viewer.end()
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await send({"type": "lifespan.shutdown.complete"})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]}
        if scope["path"] == "/live/health":
            await _say(send, 200, f"{len(self.hub.viewers)} streams\n")
            return
        try:
            viewer = await self._viewer(scope, headers)
        except Refused as refused:
            await _say(send, refused.args[0])
        except DatabaseError:
            await _say(send, 503)
        else:
            try:
                await _stream(viewer, receive, send)
            finally:
                self.hub.dismiss(viewer)

    async def _viewer(self, scope: Scope, headers: dict[str, str]) -> Viewer:
        kind = scope["path"].removeprefix("/live/").removesuffix("/")
        if kind not in MAY or scope["path"] != f"/live/{kind}/":
            raise Refused(404)
        if scope["method"] != "GET":
            raise Refused(405)
        if headers.get("origin", settings.PUBLIC_URL) != settings.PUBLIC_URL:
            raise Refused(403)
        found = await sync_to_async(in_a_thread(who))(headers.get("cookie", ""), MAY[kind])
        if found is None:
            raise Refused(403)
        language = parse_qs(scope["query_string"].decode("latin-1")).get("language", ["hi"])[0]
        viewer = Viewer(kind, *found, language="en" if language == "en" else "hi")
        if not self.hub.admit(viewer):
            raise Refused(429)
        return viewer


async def _stream(viewer: Viewer, receive: Receive, send: Send) -> None:
    """Send until the browser leaves or the session ends."""
    await send({"type": "http.response.start", "status": 200, "headers": _headers("text/event-stream")})
    await _send(send, f"retry: {COME_BACK_AFTER}\n\n")
    leaving = asyncio.ensure_future(_left(receive))
    try:
        while not leaving.done():
            taking = asyncio.ensure_future(viewer.take())
            await asyncio.wait(
                {taking, leaving}, timeout=HEART_BEATS_EVERY, return_when=asyncio.FIRST_COMPLETED
            )
            if not taking.done():
                taking.cancel()
                await _send(send, ": here\n\n")
            elif (message := taking.result()) is not None:
                await _send(send, _event(viewer.kind, message))
            elif viewer.is_over:
                await _send(send, _event("over", {}))
                break
    finally:
        leaving.cancel()
        with contextlib.suppress(Exception):
            await send({"type": "http.response.body", "body": b""})


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _event(name: str, message: Message) -> str:
    return f"event: {name}\ndata: {json.dumps(message, ensure_ascii=False, separators=(',', ':'))}\n\n"


async def _send(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _say(send: Send, status: int, text: str = "") -> None:
    await send({"type": "http.response.start", "status": status, "headers": _headers("text/plain")})
    await send({"type": "http.response.body", "body": text.encode()})


def _headers(content_type: str) -> list[tuple[bytes, bytes]]:
    return [
        (name.encode(), value.encode())
        for name, value in {
            "content-type": f"{content_type}; charset=utf-8",
            "cache-control": "no-store",
            "x-accel-buffering": "no",  # nginx hands on at once
            "x-content-type-options": "nosniff",
            "access-control-allow-origin": settings.PUBLIC_URL,
            "access-control-allow-credentials": "true",
            "vary": "Origin, Cookie",
        }.items()
    ]
