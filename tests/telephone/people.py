"""The same people at the simulated and at the real switch, so that one test asks both."""

from __future__ import annotations

import asyncio
from typing import Any

from sunwai.gateways.switch.asterisk import Asterisk
from sunwai.gateways.switch.simulator import Person, SimulatedSwitch, Telephone
from sunwai.gateways.switch.telephone import Conversation, NotAnswered, Phone
from tests.telephone.exchange import Exchange


class Centre:
    """A switch under command, and what arrived at it."""

    def __init__(self, switch: Any) -> None:
        self.switch = switch
        self.arrivals: asyncio.Queue[tuple[Any, tuple[str, ...]]] = asyncio.Queue()
        self.standing: asyncio.Queue[list[Any]] = asyncio.Queue()
        self.on_arrival = self.keep

    async def __aenter__(self) -> Centre:
        await self.take_command()
        await self.standing.get()
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.leave()

    async def take_command(self) -> None:
        async def arrived(line: Any, words: Any) -> None:
            await self.on_arrival(line, tuple(words))

        async def connected(standing: Any) -> None:
            self.standing.put_nowait(list(standing))

        self.running = asyncio.ensure_future(self.switch.run(arrived=arrived, connected=connected))

    async def leave(self) -> None:
        self.running.cancel()
        await asyncio.wait([self.running])

    async def keep(self, line: Any, words: tuple[str, ...]) -> None:
        self.arrivals.put_nowait((line, words))
        await line.gone()

    async def next_line(self) -> Any:
        line, _words = await asyncio.wait_for(self.arrivals.get(), 5)
        return line


class InMemory(Centre):
    """At the simulated switch."""

    name = "simulator"

    def __init__(self) -> None:
        super().__init__(SimulatedSwitch())

    async def restart_ourselves(self) -> None:
        await self.leave()
        await self.take_command()

    async def caller(self, number: str = "9876543210", dialled: str = "181") -> Any:
        return Simulated(self.switch.call(number, dialled))

    async def agent(self, extension: str, secret: str) -> Any:
        return SimulatedTelephone(self.switch.agent(extension))

    async def outside(self, number: str) -> Any:
        return SimulatedTelephone(self.switch.outside(number))


class Simulated:
    def __init__(self, person: Person) -> None:
        self.person = person

    async def press(self, keys: str) -> None:
        self.person.press(keys)

    async def hang_up(self) -> None:
        self.person.hang_up()

    async def is_gone(self) -> None:
        await self.person.is_gone()

    async def is_taken(self) -> bool:
        await self.person.until(lambda: self.person.is_answered or not self.person.is_up, "to be taken")
        return self.person.is_answered

    async def speaks(self, seconds: float) -> None:
        self.person.speaks(seconds)


class SimulatedTelephone:
    def __init__(self, telephone: Telephone) -> None:
        self.telephone = telephone

    async def does(self, what: str) -> None:
        {"answers": self.telephone.answers, "busy": self.telephone.busy, "refuses": self.telephone.refuses,
         "ignores": self.telephone.ignores, "unreachable": self.telephone.unreachable}[what]()  # fmt: skip

    async def header(self, name: str) -> str:
        return self.telephone.rung[-1].get(name, "")

    async def hang_up(self) -> None:
        self.telephone.hang_up()


class AtAsterisk(Centre):
    """At the real switch."""

    name = "asterisk"

    def __init__(self, exchange: Exchange) -> None:
        super().__init__(Asterisk())
        self.exchange = exchange
        self.phones: list[Phone] = []
        self.calling: list[asyncio.Future[Conversation]] = []

    async def __aexit__(self, *error: object) -> None:
        for calling in self.calling:
            calling.cancel()
        await asyncio.gather(*self.calling, return_exceptions=True)
        for phone in self.phones:
            await phone.__aexit__()
        await super().__aexit__(*error)

    async def restart_ourselves(self) -> None:
        await self.leave()
        self.switch = Asterisk()
        await self.take_command()

    async def phone(self, phone: Phone) -> Phone:
        self.phones.append(await phone.__aenter__())
        return phone

    async def caller(self, number: str = "9876543210", dialled: str = "181") -> Any:
        phone = await self.phone(Phone("127.0.0.2"))
        calling = asyncio.ensure_future(
            phone.call(dialled, at=self.exchange.at, caller=number or "anonymous")
        )
        self.calling.append(calling)
        return Real(calling)

    async def agent(self, extension: str, secret: str) -> Any:
        phone = await self.phone(Phone("127.0.0.3"))
        await phone.register(extension, secret, at=self.exchange.at)
        return RealTelephone(phone)

    async def outside(self, number: str) -> Any:
        found = [phone for phone in self.phones if phone.port == self.exchange.operator_port]
        return RealTelephone(found[0] if found else await self.phone(self.exchange.operator()))


class Real:
    def __init__(self, calling: asyncio.Future[Conversation]) -> None:
        self.calling = calling

    async def call(self) -> Conversation:
        return await asyncio.wait_for(asyncio.shield(self.calling), 5)

    async def press(self, keys: str) -> None:
        await (await self.call()).press(keys)

    async def hang_up(self) -> None:
        await (await self.call()).hang_up()

    async def is_gone(self) -> None:
        await asyncio.wait_for((await self.call()).ended.wait(), 5)

    async def is_taken(self) -> bool:
        try:
            await self.call()
        except NotAnswered:
            return False
        return True

    async def speaks(self, seconds: float) -> None:
        from sunwai.calls.prompts import building

        (await self.call()).speaks = building.MUSIC.read_bytes()[: int(8000 * seconds)]


class RealTelephone:
    STATUS = {"answers": 200, "busy": 486, "refuses": 603, "ignores": 0, "unreachable": 404}

    def __init__(self, phone: Phone) -> None:
        self.phone = phone

    async def does(self, what: str) -> None:
        self.phone.takes = self.STATUS[what]

    async def header(self, name: str) -> str:
        return self.phone.invites[-1][name]

    async def hang_up(self) -> None:
        for call in list(self.phone.dialogs.values()):
            await call.hang_up()
