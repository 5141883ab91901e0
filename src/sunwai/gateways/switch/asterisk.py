"""The switch of `calls.ports`, done by Asterisk over ARI.

A line's events arrive in order and change its state at once; whoever waits on the line is then woken. So a line costs
no task of its own, and a caller who only listens costs nothing.
"""

from __future__ import annotations

import asyncio
import json
import logging
import math
import re
import secrets
from collections import deque
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import quote

from sunwai.calls.ports import (
    Arrived,
    Cause,
    Connected,
    HungUp,
    Line,
    NotAnswered,
    Recorded,
    Room,
    Standing,
    SwitchFailed,
)
from sunwai.gateways.switch import switch_settings
from sunwai.gateways.switch.agents import OBJECTS, agent_objects
from sunwai.gateways.switch.ari import Ari, Event, Refused
from sunwai.gateways.switch.trunks import configured_trunks

logger = logging.getLogger(__name__)

TYPES = (
    "StasisStart",
    "StasisEnd",
    "ChannelHangupRequest",
    "ChannelDestroyed",
    "ChannelDtmfReceived",
    "PlaybackFinished",
    "RecordingFinished",
    "RecordingFailed",
)
MOST_KEYS = 64  # that are kept while nobody asks for them
STILL_SECONDS = 15.0  # without a word of what plays or records: then the switch is asked
GRACE_SECONDS = 1.0  # from the end of a sound to the word that the line, too, has ended
DIAL_GRACE_SECONDS = 5.0  # beyond the ringing: then the switch has forgotten us
MOST_STAND_IN = 40  # a variable of the dialplan has an end
CAME_IN = "in"  # the first word of a line that came over a trunk; the dialled number and the caller's follow
WORDS = "SUNWAI_WORDS"
STAND_IN = "SUNWAI_STAND_IN"

# ITU-T Q.850 ─ what the network says about a line that was not answered …
CAUSES = {
    1: Cause.UNREACHABLE,  # unallocated number
    3: Cause.UNREACHABLE,
    17: Cause.BUSY,
    18: Cause.NO_ANSWER,
    19: Cause.NO_ANSWER,
    20: Cause.UNREACHABLE,  # not registered, switched off
    21: Cause.REFUSED,
    22: Cause.UNREACHABLE,
    27: Cause.UNREACHABLE,
    28: Cause.UNREACHABLE,
    34: Cause.UNREACHABLE,  # congestion
    38: Cause.UNREACHABLE,
    41: Cause.UNREACHABLE,
    42: Cause.UNREACHABLE,
    58: Cause.UNREACHABLE,
}
# … about one that went without saying so: no sound for long (44), network gone, a timer of the session ran out …
LOST = frozenset({27, 38, 41, 44, 102})
# … and what we say when we turn one away.
REASONS = {
    Cause.BUSY: "busy",
    Cause.NO_ANSWER: "no_answer",
    Cause.REFUSED: "rejected",
    Cause.UNREACHABLE: "congestion",
}
NUMBER = re.compile(r"\+?[0-9]{2,20}")
EXTENSION = re.compile(r"[A-Za-z0-9_-]{1,60}")


def _quoted(name: str) -> str:
    return quote(name, safe="")


class AsteriskLine:
    """One channel."""

    def __init__(self, switch: Asterisk, channel: Event, words: Sequence[str]) -> None:
        self.id: str = channel["id"]
        self.words = tuple(words)
        kind, *told = words
        came_in = kind == CAME_IN
        self.number: str = told[1] if came_in else told[0]
        self.dialled: str = told[0] if came_in else ""
        self.is_up = True
        self.was_lost = False
        self.is_ending = False  # by us
        self._switch = switch
        self._path = f"channels/{_quoted(self.id)}"
        self._keys: deque[str] = deque(maxlen=MOST_KEYS)
        self._waiting: set[asyncio.Future[None]] = set()

    def __repr__(self) -> str:
        return f"<line {self.id}>"

    # ── What is done with it ─────────────────────────────────────────────────────────────────────────────
    async def answer(self) -> None:
        await self._ask("POST", "/answer")

    async def ring(self) -> None:
        await self._ask("POST", "/ring")

    async def hang_up(self, cause: Cause | None = None) -> None:
        if not self.is_up:
            return
        self.is_ending = True
        reason = REASONS[cause] if cause else "normal"
        with suppress(HungUp):
            await self._ask("DELETE", "", reason=reason)

    async def play(self, sounds: Sequence[str], *, stop_on: str = "") -> str:
        self._require_up()
        if pressed := self._pressed(stop_on):
            return pressed
        if not sounds:
            return ""
        playback = f"play-{secrets.token_hex(8)}"
        with self._switch.awaiting(playback, self, f"playbacks/{playback}") as finished:
            media = ",".join(f"sound:{sound}" for sound in sounds)
            await self._ask("POST", f"/play/{playback}", media=media)
            while not finished.is_over:
                await self._change(finished)
                if pressed := self._pressed(stop_on):
                    await self._switch.drop(finished.path)
                    return pressed
        if finished.failed:  # the caller left in the midst of it, or a file is missing
            with suppress(TimeoutError):
                async with asyncio.timeout(GRACE_SECONDS):
                    await self.gone()
            self._require_up()
            logger.warning("The switch could not play %s.", sounds)
        return ""

    def forget_keys(self) -> None:
        self._keys.clear()

    async def key(self, *, seconds: float) -> str:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not self._keys:
                    await self._change()
        self._require_up()
        return self._keys.popleft() if self._keys else ""

    async def record(
        self, name: str, *, most_seconds: float, most_silence: float, stop_on: str = "#"
    ) -> Recorded:
        self._require_up()
        self.forget_keys()
        live = f"recordings/live/{_quoted(name)}"
        with self._switch.awaiting(name, self, live) as finished:
            await self._ask(
                "POST",
                "/record",
                name=name,
                format="wav",
                maxDurationSeconds=math.ceil(most_seconds),
                maxSilenceSeconds=math.ceil(most_silence),
                ifExists="overwrite",
                beep="true",
                terminateOn="none",
            )
            while not finished.is_over:
                await self._change(finished)
                if self._pressed(stop_on):
                    await self._switch.drop(f"{live}/stop", method="POST")
                    stop_on = ""
        self._require_up()
        if finished.failed:
            raise SwitchFailed(f"nothing could be recorded as {name}")
        return Recorded(name, float(finished.event.get("recording", {}).get("duration", 0)))

    async def gone(self) -> None:
        while self.is_up:
            with suppress(HungUp):
                await self._change()

    # ── What the switch says of it ───────────────────────────────────────────────────────────────────────
    def press(self, key: str) -> None:
        self._keys.append(key)
        self.wake()

    def end(self, *, lost: bool) -> None:
        if self.is_up:
            self.is_up, self.was_lost = False, lost
            self.wake()

    def wake(self) -> None:
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)

    # ── Waiting ──────────────────────────────────────────────────────────────────────────────────────────
    async def _change(self, finished: _Awaited | None = None) -> None:
        """Wait until something happens to the line.

        Raises:
            HungUp: it is gone, and `finished`, if given, will not finish any more.
            SwitchFailed: the connection went, and what is awaited will not be heard of.
        """
        self._require_up()
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(waiting)
        try:
            async with asyncio.timeout(STILL_SECONDS if finished is not None else None):
                await waiting
        except TimeoutError:
            assert finished is not None
            await self._switch.look_after(finished)
        finally:
            self._waiting.discard(waiting)
        if finished is not None and finished.is_lost:
            raise SwitchFailed("the connection to the switch was lost")
        self._require_up()

    def _require_up(self) -> None:
        if not self.is_up:
            raise HungUp

    def _pressed(self, stop_on: str) -> str:
        """The first of these keys among those pressed; the others are thrown away, unless none is wanted."""
        while stop_on and self._keys:
            key = self._keys.popleft()
            if key in stop_on:
                return key
        return ""

    async def _ask(self, method: str, what: str, **query: Any) -> None:
        try:
            await self._switch.ari.ask(method, f"{self._path}{what}", **query)
        except Refused as refused:
            if refused.status == 404 or not self.is_up:  # it left while we asked
                raise HungUp from None
            raise


class AsteriskRoom:
    """One bridge."""

    def __init__(self, switch: Asterisk, name: str) -> None:
        self.name = name
        self._ari = switch.ari
        self._switch = switch
        self._path = f"bridges/{_quoted(name)}"

    async def add(self, *lines: Line) -> None:
        for line in lines:  # one by one: one that has gone does not keep the others out
            try:
                await self._ari.ask("POST", f"{self._path}/addChannel", channel=line.id)
            except Refused:
                if line.is_up:
                    raise
                raise HungUp from None

    async def remove(self, *lines: Line) -> None:
        for line in lines:
            try:
                await self._ari.ask("POST", f"{self._path}/removeChannel", channel=line.id)
            except Refused as refused:
                if refused.status not in GONE:
                    raise

    async def record(self, name: str) -> None:
        await self._ari.ask(
            "POST", f"{self._path}/record", name=name, format="wav", ifExists="overwrite", terminateOn="none"
        )

    async def pause_recording(self, name: str) -> None:
        await self._when_it_runs("POST", name)

    async def go_on_recording(self, name: str) -> None:
        await self._when_it_runs("DELETE", name)

    async def leaves_out(self, name: str) -> bool:
        try:
            found = json.loads(await self._ari.ask("GET", f"recordings/live/{_quoted(name)}"))
        except Refused as refused:
            if refused.status not in GONE:
                raise
            return False
        return bool(found["state"] == "paused")

    async def _when_it_runs(self, method: str, name: str) -> None:
        """Pause or go on; a recording that was just asked for may not run yet (409), and is asked again."""
        for pause in NOT_YET:
            try:
                await self._ari.ask(method, f"recordings/live/{_quoted(name)}/pause")
                return
            except Refused as error:
                if error.status != CONFLICT or not pause:
                    raise
            await asyncio.sleep(pause)

    async def close(self) -> None:
        await self._switch.drop(self._path)


CONFLICT = 409
NOT_YET = (0.05, 0.1, 0.2, 0.4, 0.8, 0)  # seconds between tries; 0: the last
# What `remove` meets when there is nothing to remove: no such channel, no such bridge, not in it.
GONE = frozenset({400, 404, 409, 422})


class _Awaited:
    """A playback or recording somebody waits for."""

    def __init__(self, switch: Asterisk, name: str, line: AsteriskLine, path: str) -> None:
        self.line, self.path = line, path
        self.event: Event = {}
        self.is_lost = False
        self._names, self._name = switch.awaited, name

    @property
    def is_over(self) -> bool:
        return bool(self.event)

    @property
    def failed(self) -> bool:
        thing = self.event.get("playback") or self.event.get("recording") or {}
        return bool(thing.get("state") == "failed")

    def __enter__(self) -> _Awaited:
        self._names[self._name] = self
        return self

    def __exit__(self, *_error: object) -> None:
        self._names.pop(self._name, None)

    def finish(self, event: Event) -> None:
        self.event = event
        self.line.wake()

    def lose(self) -> None:
        self.is_lost = True
        self.line.wake()


class Asterisk:
    """A Switch (see `calls.ports`)."""

    def __init__(self) -> None:
        switch = switch_settings()
        self.ari = Ari(
            url=switch["ari_url"],
            user=switch["ari_user"],
            password=switch["ari_password"],
            app=switch["app"],
            types=TYPES,
        )
        self.awaited: dict[str, _Awaited] = {}
        self._lines: dict[str, AsteriskLine] = {}
        self._dialled: dict[str, asyncio.Future[AsteriskLine]] = {}
        self._admitted: dict[str, str] = {}
        self._stand_in = ""
        self._started = ""  # when the switch itself was started; changes when it was restarted
        self._tasks: set[asyncio.Task[None]] = set()
        self._new: set[str] = set()  # arrived since we connected
        self._arrived: Arrived = _nobody

    @property
    def is_connected(self) -> bool:
        return self.ari.is_connected

    # ── Connected ────────────────────────────────────────────────────────────────────────────────────────
    async def run(self, *, arrived: Arrived, connected: Connected) -> None:
        self._arrived = arrived

        async def begin() -> None:
            await self._bring_back_what_it_forgot()
            await connected(await self._standing())

        try:
            await self.ari.run(heard=self._heard, connected=begin, lost=self._lost)
        finally:
            for task in tuple(self._tasks):
                task.cancel()

    async def _standing(self) -> list[Standing]:
        """All lines in our hands; those of ours that are no longer there have gone without a word."""
        before = set(self._lines)  # others may arrive while we ask
        channels = {row["id"]: row for row in await self.ari.read("channels")}
        rooms = {line: row["id"] for row in await self.ari.read("bridges") for line in row["channels"]}
        for line_id in before - set(channels):
            self._end(line_id, lost=True)
        standing = []
        for line_id, channel in channels.items():
            words = _words(channel)
            if not words or channel["dialplan"]["app_name"] != "Stasis" or line_id in self._new:
                continue
            line = self._lines.get(line_id) or self._take(channel, words)
            arrived_with = words if words[0] == CAME_IN else ()
            standing.append(Standing(line, rooms.get(line_id, ""), arrived_with))
        return standing

    async def _bring_back_what_it_forgot(self) -> None:
        """A restarted switch knows neither the agents nor who stands in."""
        started = (await self.ari.read("asterisk/info", only="status"))["status"]["startup_time"]
        if started != self._started:
            self._started = started
            for extension, secret in self._admitted.items():
                await self._push_agent(extension, secret)
            if self._stand_in:
                await self._set_stand_in()

    def _lost(self) -> None:
        self._new.clear()
        for awaited in tuple(self.awaited.values()):
            awaited.lose()
        for answered in self._dialled.values():
            if not answered.done():
                answered.set_exception(SwitchFailed("the connection to the switch was lost"))

    # ── Heard ────────────────────────────────────────────────────────────────────────────────────────────
    def _heard(self, event: Event) -> None:
        if hear := self._hears.get(event["type"]):
            try:
                hear(self, event)
            except Exception:  # one odd event must not take the connection down
                logger.exception("The switch said something we could not take: %s", event["type"])

    def _hear_start(self, event: Event) -> None:
        channel, words = event["channel"], tuple(event["args"])
        if (answered := self._dialled.get(channel["id"])) is not None:
            if not answered.done():
                answered.set_result(self._take(channel, words))
        elif words[:1] == (CAME_IN,) and len(words) > 2:
            self._new.add(channel["id"])
            self._spawn(self._arrive(self._take(channel, words)))
        else:  # it answered when nobody waited any more
            self._spawn(self.drop(f"channels/{_quoted(channel['id'])}"))

    def _hear_key(self, event: Event) -> None:
        if line := self._lines.get(event["channel"]["id"]):
            line.press(event["digit"])

    def _hear_hangup(self, event: Event) -> None:
        """The first word of an end. A `soft` one that we did not order is the switch's own: no sound came any more."""
        if line := self._lines.get(event["channel"]["id"]):
            by_the_switch = bool(event.get("soft"))
            lost = not line.is_ending if by_the_switch else event.get("cause") in LOST
            self._end(line.id, lost=lost)

    def _hear_end(self, event: Event) -> None:
        self._end(event["channel"]["id"])

    def _hear_destroyed(self, event: Event) -> None:
        line_id, cause = event["channel"]["id"], event.get("cause", 0)
        self._new.discard(line_id)
        if (answered := self._dialled.get(line_id)) is not None and not answered.done():
            answered.set_exception(NotAnswered(CAUSES.get(cause, Cause.NO_ANSWER)))
        self._end(line_id, lost=cause in LOST)

    def _hear_finished(self, event: Event) -> None:
        thing = event.get("playback") or event["recording"]
        if awaited := self.awaited.get(thing.get("id") or thing["name"]):
            awaited.finish(event)

    _hears: Mapping[str, Callable[[Asterisk, Event], None]] = {
        "StasisStart": _hear_start,
        "ChannelDtmfReceived": _hear_key,
        "ChannelHangupRequest": _hear_hangup,
        "StasisEnd": _hear_end,
        "ChannelDestroyed": _hear_destroyed,
        "PlaybackFinished": _hear_finished,
        "RecordingFinished": _hear_finished,
        "RecordingFailed": _hear_finished,
    }

    async def _arrive(self, line: AsteriskLine) -> None:
        """An error ends this one call."""
        try:
            await self._arrived(line, line.words)
        except HungUp:
            pass
        except Exception:
            logger.exception("Line %s ended by an error of ours.", line.id)
            with suppress(SwitchFailed):
                await line.hang_up()

    # ── Lines ────────────────────────────────────────────────────────────────────────────────────────────
    async def dial_agent(
        self,
        extension: str,
        *,
        line_id: str,
        showing: str,
        call_id: str,
        seconds: float,
        answers_itself: bool = False,
    ) -> Line:
        headers = {"X-Call-Id": call_id} | ({"X-Auto-Answer": "yes"} if answers_itself else {})
        variables = {f"PJSIP_HEADER(add,{name})": value for name, value in headers.items()}
        return await self._dial(
            f"PJSIP/{_checked(EXTENSION, extension)}",
            line_id,
            showing,
            seconds,
            words=("agent", extension, call_id),
            variables=variables,
        )

    async def dial_out(self, number: str, *, line_id: str, showing: str, seconds: float) -> Line:
        wanted = _checked(NUMBER, number)
        trunks = configured_trunks()
        for trunk in trunks:
            try:
                return await self._dial(
                    f"PJSIP/{wanted}@{trunk.name}",
                    line_id,
                    showing,
                    seconds,
                    words=("out", number, showing),
                    variables={"CDR(userfield)": number},  # see book.py
                )
            except NotAnswered as error:
                if error.cause != Cause.UNREACHABLE or trunk is trunks[-1]:
                    raise
        raise SwitchFailed("no trunk is configured (SUNWAI_TRUNKS)")

    async def _dial(
        self,
        endpoint: str,
        line_id: str,
        showing: str,
        seconds: float,
        *,
        words: Sequence[str],
        variables: Mapping[str, str] | None = None,
    ) -> AsteriskLine:
        answered: asyncio.Future[AsteriskLine] = asyncio.get_running_loop().create_future()
        self._dialled[line_id] = answered
        path = f"channels/{_quoted(line_id)}"
        try:
            await self.ari.ask(
                "POST",
                path,
                body={"variables": {WORDS: ",".join(words), **(variables or {})}},
                endpoint=endpoint,
                app=self.ari.app,
                appArgs=",".join(words),
                callerId=showing,
                timeout=math.ceil(seconds),
            )
            async with asyncio.timeout(seconds + DIAL_GRACE_SECONDS):
                return await answered
        except Refused as refused:
            if "llocation" in refused.says:  # nobody is registered there, or the trunk has no address
                raise NotAnswered(Cause.UNREACHABLE) from None
            raise
        except TimeoutError:
            self._spawn(self.drop(path))
            raise NotAnswered(Cause.NO_ANSWER) from None
        except asyncio.CancelledError:
            self._spawn(self.drop(path))
            raise
        finally:
            del self._dialled[line_id]
            if answered.done() and not answered.cancelled():
                answered.exception()  # looked at, even when we were cancelled

    async def listen(self, line: Line, *, line_id: str, whisper: bool) -> Line:
        answered: asyncio.Future[AsteriskLine] = asyncio.get_running_loop().create_future()
        self._dialled[line_id] = answered
        try:
            await self.ari.ask(
                "POST",
                f"channels/{_quoted(line.id)}/snoop/{_quoted(line_id)}",
                spy="both",
                whisper="out" if whisper else "none",
                app=self.ari.app,
                appArgs=f"listen,{line.id}",
            )
            async with asyncio.timeout(DIAL_GRACE_SECONDS):
                return await answered
        except Refused as refused:
            if refused.status == 404:
                raise HungUp from None
            raise
        except TimeoutError:
            raise SwitchFailed("the switch made no line to listen on") from None
        finally:
            del self._dialled[line_id]

    def _take(self, channel: Event, words: Sequence[str]) -> AsteriskLine:
        line = self._lines[channel["id"]] = AsteriskLine(self, channel, words)
        return line

    def _end(self, line_id: str, lost: bool = False) -> None:
        if line := self._lines.pop(line_id, None):
            line.end(lost=lost)

    # ── Rooms, agents ────────────────────────────────────────────────────────────────────────────────────
    async def room(self, name: str, *, music: bool = False) -> Room:
        path = f"bridges/{_quoted(name)}"
        try:
            await self.ari.ask("POST", path, type="holding" if music else "mixing,dtmf_events", name=name)
        except Refused as refused:
            if refused.status != 409:  # it is there already
                raise
        else:
            if music:
                await self.ari.ask("POST", f"{path}/moh")
        return AsteriskRoom(self, name)

    async def admit_agent(self, extension: str, secret: str) -> None:
        _checked(EXTENSION, extension)
        self._admitted[extension] = secret
        await self._push_agent(extension, secret)

    async def dismiss_agent(self, extension: str) -> None:
        self._admitted.pop(extension, None)
        for kind in reversed(OBJECTS):
            await self.drop(f"{DYNAMIC}/{kind}/{_quoted(extension)}")

    async def stand_in(self, extensions: Sequence[str]) -> None:
        chosen = [_checked(EXTENSION, extension) for extension in extensions[:MOST_STAND_IN]]
        self._stand_in = "&".join(f"PJSIP/{extension}" for extension in chosen)
        await self._set_stand_in()

    async def _set_stand_in(self) -> None:
        await self.ari.ask("POST", "asterisk/variable", variable=STAND_IN, value=self._stand_in)

    async def _push_agent(self, extension: str, secret: str) -> None:
        for kind, fields in agent_objects(extension, secret).items():
            body = {"fields": [{"attribute": name, "value": value} for name, value in fields.items()]}
            await self.ari.ask("PUT", f"{DYNAMIC}/{kind}/{_quoted(extension)}", body=body)

    # ── Small things ─────────────────────────────────────────────────────────────────────────────────────
    async def drop(self, path: str, *, method: str = "DELETE") -> None:
        """End what may have ended already."""
        try:
            await self.ari.ask(method, path)
        except Refused as refused:
            if refused.status not in GONE:
                raise

    def awaiting(self, name: str, line: AsteriskLine, path: str) -> _Awaited:
        return _Awaited(self, name, line, path)

    async def look_after(self, awaited: _Awaited) -> None:
        """Nothing was heard of it for long: an end that was not told of would leave the caller in silence for good."""
        try:
            await self.ari.ask("GET", awaited.path)
        except Refused as refused:
            if refused.status not in GONE:
                raise
            logger.warning("The switch did not say that %s is over.", awaited.path)
            awaited.finish({"type": "PlaybackFinished"})

    def _spawn(self, doing: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(doing)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            logger.warning("The switch did not do as it was told: %s", error)


DYNAMIC = "asterisk/config/dynamic/res_pjsip"


def _words(channel: Event) -> tuple[str, ...]:
    """The words a channel arrived or was dialled with, kept in a variable of it; none where it is not of ours."""
    if channel["name"].startswith("Snoop/"):
        return "listen", ""
    said = (channel.get("channelvars") or {}).get(WORDS) or ""
    return tuple(said.split(",")) if said else ()


def _checked(pattern: re.Pattern[str], given: str) -> str:
    """Nothing of ours becomes part of a dial string unread.

    Raises:
        SwitchFailed: it is none.
    """
    if not pattern.fullmatch(given):
        raise SwitchFailed(f"{given!r} cannot be dialled")
    return given


async def _nobody(line: Line, _words: Sequence[str]) -> None:
    await line.hang_up(Cause.UNREACHABLE)
