"""The Asterisk REST Interface over one websocket: events come in, requests go out, answers come back.

Asterisk takes requests over the websocket of the events ("ARI over WebSocket": `RESTRequest`, `RESTResponse`; since
20.14 and 22.4), which spares a connection and 40 ms a request. Nothing here knows what a call is.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
import random
from base64 import b64encode
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from sunwai.calls.ports import SwitchFailed

logger = logging.getLogger(__name__)

Event = dict[str, Any]
ANSWER = "RESTResponse"  # to the filter an event like others: left out of it, nothing is ever answered
REQUEST_SECONDS = 10.0  # then the switch is taken to have failed
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0  # seconds before another try to connect; doubles, with chance added
MOST_BYTES = 8 * 1024 * 1024  # of one message: the list of all channels is one
PING_SECONDS = 10.0  # a connection that does not answer for as long is dead


class Refused(SwitchFailed):
    """The switch answered with an error.

    Attributes:
        status: as in HTTP; 404 is usually a line that has gone.
    """

    def __init__(self, status: int, what: str, says: str) -> None:
        super().__init__(f"{status} {what}: {says}")
        self.status = status
        self.says = says


class Ari:
    """One connection, kept up.

    Args:
        url: base of the switch's HTTP server, `http://host:port` (or https).
        user: of ari.conf.
        password: of ari.conf.
        app: the Stasis application whose events are wanted.
        types: the events that are wanted; the switch sends no others.
    """

    def __init__(self, *, url: str, user: str, password: str, app: str, types: tuple[str, ...]) -> None:
        self.app = app
        self._url = f"ws{url.removeprefix('http')}/ari/events?{urlencode({'app': app})}"
        self._headers = {"Authorization": f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"}
        self._filter = {"allowed": [{"type": name} for name in (ANSWER, *types)]}
        self._numbers = itertools.count(1)
        self._asked: dict[str, asyncio.Future[Event]] = {}
        self._socket: ClientConnection | None = None

    @property
    def is_connected(self) -> bool:
        """Whether the switch can be asked."""
        return self._socket is not None

    async def run(
        self,
        *,
        heard: Callable[[Event], None],
        connected: Callable[[], Awaitable[None]],
        lost: Callable[[], None],
    ) -> None:
        """Connect, and again after every loss, until cancelled.

        Args:
            heard: called with each event, in the order they came; must not wait.
            connected: run beside the reading each time a connection stands; an error in it closes the connection.
            lost: called when a connection is gone, after all that was asked has failed.
        """
        pause = FIRST_PAUSE
        while True:
            try:
                async with connect(
                    self._url,
                    additional_headers=self._headers,
                    max_size=MOST_BYTES,
                    max_queue=4096,
                    compression=None,
                    ping_interval=PING_SECONDS,
                    ping_timeout=PING_SECONDS,
                    proxy=None,
                ) as socket:
                    pause = FIRST_PAUSE
                    await self._serve(socket, heard, connected)
                    logger.warning("The switch closed the connection.")
            except (OSError, WebSocketException, SwitchFailed, TimeoutError) as error:
                logger.warning("No connection to the switch: %s", error or type(error).__name__)
            finally:
                self._lose()
                lost()
            await asyncio.sleep(pause * (1 + random.random()))  # noqa: S311 (no secret)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def ask(
        self,
        method: str,
        path: str,
        *,
        body: Mapping[str, Any] | None = None,
        seconds: float = REQUEST_SECONDS,
        **query: Any,
    ) -> str:
        """Send one request and wait for its answer: the body, unread, for most answers are of no interest.

        Args:
            method: GET, POST, PUT, DELETE.
            path: below `/ari/`, its parts already quoted.
            body: sent as JSON.
            seconds: to wait; it never hangs.
            query: parameters.

        Raises:
            Refused: the switch said no.
            SwitchFailed: not connected, lost meanwhile, or no answer in time.
        """
        if self._socket is None:
            raise SwitchFailed(f"{method} {path}: not connected")
        number = f"{next(self._numbers)}"
        message = {
            "type": "RESTRequest",
            "transaction_id": number,
            "request_id": number,
            "method": method,
            "uri": f"{path}?{urlencode(query)}" if query else path,
        }
        if body is not None:
            message |= {"content_type": "application/json", "message_body": json.dumps(body)}
        answer: asyncio.Future[Event] = asyncio.get_running_loop().create_future()
        self._asked[number] = answer
        try:
            async with asyncio.timeout(seconds):
                await self._socket.send(json.dumps(message))
                event = await answer
        except TimeoutError:
            raise SwitchFailed(f"{method} {path}: no answer in {seconds:.0f} s") from None
        except WebSocketException as error:
            raise SwitchFailed(f"{method} {path}: {error}") from None
        finally:
            self._asked.pop(number, None)
        said: str = event.get("message_body") or ""
        if event["status_code"] >= 300:
            raise Refused(event["status_code"], f"{method} {path}", said)
        return said

    async def read(self, path: str, **query: Any) -> Any:
        """GET, and the answer as JSON.

        Raises:
            SwitchFailed: as `ask`.
        """
        return json.loads(await self.ask("GET", path, **query))

    async def _serve(
        self,
        socket: ClientConnection,
        heard: Callable[[Event], None],
        connected: Callable[[], Awaitable[None]],
    ) -> None:
        self._socket = socket
        beginning = asyncio.create_task(self._begin(socket, connected))
        try:
            await self._read(socket, heard)
        finally:
            beginning.cancel()

    async def _begin(self, socket: ClientConnection, connected: Callable[[], Awaitable[None]]) -> None:
        try:
            await self.ask("PUT", f"applications/{quote(self.app, safe='')}/eventFilter", body=self._filter)
            await connected()
        except Exception:
            logger.exception("What stands at the switch could not be read; connecting again.")
            await socket.close()

    async def _read(self, socket: ClientConnection, heard: Callable[[Event], None]) -> None:
        async for raw in socket:
            event = json.loads(raw)
            if event["type"] != ANSWER:
                heard(event)
                continue
            answer = self._asked.get(event["request_id"])
            if answer and not answer.done():
                answer.set_result(event)

    def _lose(self) -> None:
        self._socket = None
        for answer in self._asked.values():
            if not answer.done():
                answer.set_exception(SwitchFailed("the connection to the switch was lost"))
        self._asked.clear()
