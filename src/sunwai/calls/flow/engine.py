"""Walking a flow with a caller: plays, reads keys, and finds where the call goes on. Knows no database and no switch.

Nobody is hung up on who cannot press keys: silence, wrong keys and trouble all lead to an agent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sunwai.calls.enums import Outcome
from sunwai.calls.flow import sounds
from sunwai.calls.flow.conditions import CONDITIONS
from sunwai.calls.flow.facts import Applied, Away, Case, Clerk, Facts, NoLonger, SchemeText, Way
from sunwai.calls.flow.steps import (
    AGENT,
    BACK,
    REPEAT,
    Announce,
    AskNumber,
    Callback,
    Closure,
    End,
    Flow,
    If,
    Language,
    Menu,
    Queue,
    Say,
    Schemes,
    Speak,
    Status,
    Step,
    Transfer,
    Voice,
)
from sunwai.calls.ports import KEYS, HungUp, Line, Recorded
from sunwai.citizens.mobile import mobile_in
from sunwai.core import reference
from sunwai.core.clock import IST
from sunwai.grievances.enums import DenialReason, InteractionKind, State

HELP = ("press_0_repeat", "press_star_back")
MOST_STEPS = 100  # of one call; then to an agent
MOST_REPEATS = 10  # of one question
MOST_DIGITS = 14
NUMBER_DIGITS = 9  # of a case: eight and the check digit
SCHEMES_AT_ONCE = 6
MORE = "7"  # schemes
LEAST_SECONDS = 1.0  # of a complaint by voice
ANSWERS = {"1": True, "2": False}  # to the closure question; 3: later
RATINGS = "12345"
IN_OWN_WORDS = "4"  # why it is not done: an agent listens
REASONS = {
    "1": DenialReason.NOT_DONE,
    "2": DenialReason.PARTLY_DONE,
    "3": DenialReason.WRONG_WORK,
}


@dataclass(frozen=True, kw_only=True)
class Manners:
    """How patient the menu is. Seconds.

    Attributes:
        menu_seconds: for a key.
        menu_tries: how often a question is said before the caller goes to an agent.
        between_digits: between two digits of a number.
        facts_seconds: for the caller's history, which is looked up while the welcome is said.
        most_silence: that ends a complaint by voice.
    """

    menu_seconds: float = 6
    menu_tries: int = 3
    between_digits: float = 4
    facts_seconds: float = 2
    most_silence: float = 5


async def walk(
    flow: Flow, *, line: Line, facts: Awaitable[Facts], clerk: Clerk, manners: Manners | None = None
) -> Way:
    """Walk `flow` with the caller on `line`, which is answered, to its end.

    Args:
        facts: what is known about the caller, when it is known; asked for only where the flow depends on it, and not
            waited for longer than `manners` says. `Away`: nothing can be done for the caller, the way is FAILED. What
            fails otherwise, or comes late, counts as `Facts(away=True)`.

    Returns:
        Where the call goes on. A caller who hangs up has an outcome, too: served, if something was, else left.
    """
    return await _Walk(flow, line, facts, clerk, manners or Manners()).run()


class _Elsewhere(Exception):
    """A key that means the same everywhere leads to another step."""

    def __init__(self, step: str) -> None:
        super().__init__(step)
        self.step = step


class _Walk:
    """One caller in one flow."""

    def __init__(
        self, flow: Flow, line: Line, facts: Awaitable[Facts], clerk: Clerk, manners: Manners
    ) -> None:
        self.flow, self.line, self.clerk, self.manners = flow, line, clerk, manners
        self.coming = asyncio.ensure_future(facts)
        self.known: Facts | None = None
        self.language = "hi"
        self.typed = ""  # a key pressed before the question
        self.keys = ""
        self.trail: list[str] = []  # menus, for the way back
        self.step: Step = flow.steps[flow.start]
        self.case: Case | None = None
        self.applied: Applied | None = None
        self.ending = Outcome.LEFT  # if the caller hangs up now

    async def run(self) -> Way:
        try:
            way = await self._go(self.flow.start) or await self._go(self.flow.agent)
        except HungUp:
            return self._way(outcome=self.ending)
        finally:
            self.coming.cancel()
        return way or self._way(outcome=Outcome.FAILED)

    async def _go(self, name: str) -> Way | None:
        """From a step until there is a way; None where there is none after very many steps."""
        failed = False
        for _ in range(MOST_STEPS):
            self.step = self.flow.steps[name]
            try:
                after = await _DO[type(self.step)](self, self.step)
            except _Elsewhere as elsewhere:
                after = elsewhere.step
            except Away:
                if failed or self.known is None:
                    return self._way(outcome=Outcome.FAILED)
                failed, after = True, self.flow.agent
                await self.clerk.note("away", step=name)
                await self.say("records_away")
            if isinstance(after, Way):
                return after
            name = after
        return None

    def _way(self, **where: Any) -> Way:
        case = self.case.id if self.case else None
        return Way(language=self.language, case=case, keys=self.keys, **where)

    async def facts(self) -> Facts:
        """What is known about the caller, waited for once."""
        if self.known is None:
            waiting = asyncio.wait_for(self.coming, self.manners.facts_seconds)
            try:
                self.known = await waiting
            except Away:
                raise
            except Exception:  # whatever it is, the caller is served without
                self.known = Facts(away=True, number=mobile_in(self.line.number))
        return self.known

    # ── Saying and asking ────────────────────────────────────────────────────────────────────────────────

    def prompts(self, *keys: str) -> list[str]:
        """Prompts in the caller's language."""
        return [name for key in keys for name in sounds.prompt(key, self.language)]

    async def say(self, *keys: str) -> None:
        await self.play(self.prompts(*keys))

    async def play(self, names: Sequence[str], *, to_the_end: bool = False) -> None:
        """Play; a key cuts it short and is kept for the next question."""
        if self.typed and not to_the_end:
            return
        key = await self.line.play(names, stop_on="" if to_the_end else KEYS)
        await self._pressed(key)
        self.typed = self.typed or key

    async def hear(self, names: Sequence[str], *, seconds: float | None = None) -> str:
        """Play, and the next key; "" for none. One that was pressed before counts."""
        await self.play(names)
        key, self.typed = self.typed, ""
        return key or await self._key(seconds or self.manners.menu_seconds)

    async def ask(self, names: Callable[[bool], Sequence[str]], allowed: str, *, silent: str = "") -> str:
        """One of the `allowed` keys. `names` says the question, told whether for the first time.

        Who presses nothing goes on at the step `silent`, else to an agent: some callers cannot press any key.

        Raises:
            _Elsewhere: another way was chosen, or nothing that makes sense.
        """
        tries = 0
        for again in range(MOST_REPEATS):
            key = await self.hear(names(not again))
            if key and key in allowed:
                return key
            if key == REPEAT:
                continue
            self._leave(key)
            await self.clerk.note("wrong_key" if key else "silence", step=self.step.name)
            tries += 1
            if tries >= self.manners.menu_tries:
                break
            await self.say("invalid_key" if key else "nothing_pressed")
        raise _Elsewhere(silent if silent and not self.keys else self.flow.agent)

    async def digits(self, key: str, enough: Callable[[str], bool]) -> str:
        """A number keyed in after the prompt `key`, ended by # or a pause; "" for none."""
        number, digit = "", await self.hear(self.prompts(key))
        while digit and digit != "#":
            if digit == BACK:
                self._leave(digit)
            number += digit
            if len(number) >= MOST_DIGITS or enough(number):
                break
            digit = await self._key(self.manners.between_digits)
        if number == AGENT:
            self._leave(number)
        return number

    async def _key(self, seconds: float) -> str:
        key = await self.line.key(seconds=seconds)
        await self._pressed(key)
        return key

    async def _pressed(self, key: str) -> None:
        if key:
            self.keys += key
            await self.clerk.note("key", step=self.step.name, key=key)

    def _leave(self, key: str) -> None:
        """Follow 9 and *."""
        if key == AGENT:
            raise _Elsewhere(self.flow.agent)
        if key == BACK:
            raise _Elsewhere(self._back())

    def _back(self) -> str:
        """The menu before; where there was none, what follows here anyway."""
        if isinstance(self.step, Menu):
            self.trail.remove(self.step.name)
            return self.trail[-1] if self.trail else self.step.name
        if self.trail:
            return self.trail[-1]
        return next(iter(self.step.targets()), self.flow.agent)

    # ── The steps ────────────────────────────────────────────────────────────────────────────────────────

    async def _say(self, step: Say) -> str:
        await self.play(self.prompts(*step.prompts), to_the_end=step.must_be_heard)
        return step.next

    async def _announce(self, step: Announce) -> str:
        for one in (await self.facts()).announcements:
            if one.is_disaster == step.disaster:
                await self.clerk.note("announcement", step=step.name)
                words = await sounds.words(*one.in_language(self.language))
                if words:
                    intro = self.prompts("announcement_intro")
                    await self.play([*intro, *words], to_the_end=step.disaster)
        return step.next

    async def _language(self, step: Language) -> str:
        """Offered in its own words; who is known to speak it need not press anything."""
        key = await self.hear(sounds.prompt(step.prompt, step.language), seconds=1)
        if key == step.key:
            return await self._speak(Speak(name=step.name, language=step.language, next=step.next))
        self.typed = key
        facts = await self.facts()
        self.language = facts.language or self.language
        return step.next

    async def _speak(self, step: Speak) -> str:
        self.language = step.language
        await self.clerk.note("language", language=step.language)
        return step.next

    async def _if(self, step: If) -> str:
        holds = CONDITIONS[step.when].holds(await self.facts(), self.language, step.value)
        return step.then if holds else step.otherwise

    async def _menu(self, step: Menu) -> str:
        if step.name in self.trail:
            del self.trail[self.trail.index(step.name) :]
        self.trail.append(step.name)
        await self.clerk.note("menu", step=step.name)
        offers = [part for key, one in step.keys.items() for part in (one.prompt, f"press_{key}")]

        def names(first: bool) -> list[str]:
            return self.prompts(*step.prompts, *offers, "press_9_agent", *(() if first else HELP))

        return step.keys[await self.ask(names, "".join(step.keys))].to

    async def _ask_number(self, step: AskNumber) -> str:
        for _ in range(self.manners.menu_tries):
            number = await self.digits("ask_number", _is_whole_number)
            if number in ("", REPEAT):
                continue
            if not reference.is_valid(number):
                await self.clerk.note("wrong_number", step=step.name)
                await self.say("number_wrong")
            elif await self._find(number):
                return step.found
            else:
                await self.clerk.note("not_theirs", step=step.name)
                await self.say("number_not_yours")
                return step.otherwise
        return self.flow.agent

    async def _find(self, number: str) -> bool:
        """Whether the number is a case or an application of the caller's; it is spoken of from now on."""
        case = await self.clerk.find_case(number)
        self.applied = None if case else await self.clerk.find_application(number)
        self.case = case or self.case
        return bool(case or self.applied)

    async def _status(self, step: Status) -> str:
        if self.applied:
            return await self._status_of_application(step, self.applied)
        case = self.case or (await self.facts()).newest
        if case is None:
            await self.say("no_open_case")
            return step.otherwise
        self.case = case
        await self.clerk.note("status", case=case.id, state=case.state)
        today = (await self.facts()).at.astimezone(IST).date()
        await self.play(await sounds.status(case, self.language, today=today))
        self.ending = Outcome.SERVED
        return step.next

    async def _status_of_application(self, step: Status, applied: Applied) -> str:
        self.applied = None  # who comes to a status again has not asked for it
        await self.clerk.note("status", application=applied.number, state=applied.state)
        today = (await self.facts()).at.astimezone(IST).date()
        await self.play(await sounds.application(applied, self.language, today=today))
        self.ending = Outcome.SERVED
        return step.next

    async def _closure(self, step: Closure) -> str:
        case = (await self.facts()).to_confirm
        if case is None:
            return step.next
        self.case = case
        about = await sounds.about(case, self.language)
        asked = [*about, *self.prompts("closure_ask", "closure_later")]
        if self.typed != AGENT:
            self.typed = ""  # what was pressed before the question is no answer to it: it closes the case
        key = await self.ask(lambda _first: asked, "123", silent=step.silent)
        if key not in ANSWERS:
            return step.next
        more = await self._take_answer(case, done=ANSWERS[key])
        return self.flow.agent if not ANSWERS[key] and more == IN_OWN_WORDS else step.next

    async def _take_answer(self, case: Case, *, done: bool) -> str:
        """The key given for the mark or the reason, "" for none; the answer counts also if the caller hangs up then."""
        await self.clerk.note("closure", case=case.id, done=done)
        try:
            more = await self.hear(self.prompts("rate_ask" if done else "denial_reason_ask"))
        except HungUp:
            await self._write_answer(case, done=done, more="")
            raise
        taken = await self._write_answer(case, done=done, more=more)
        thanks = "closure_yes_thanks" if done else "closure_no_thanks"
        await self.say(thanks if taken else "closure_too_late")
        return more

    async def _write_answer(self, case: Case, *, done: bool, more: str) -> bool:
        """Whether it still counted."""
        facts = await self.facts()
        others = [one for one in facts.cases if one != case]
        answered = [] if done else [replace(case, may_confirm=False, state=State.OPEN)]
        self.known = replace(facts, cases=(*answered, *others))
        rating = int(more) if done and more and more in RATINGS else None
        reason = "" if done else REASONS.get(more, DenialReason.OTHER)
        try:
            await self.clerk.answer_closure(case, done=done, rating=rating, reason=reason)
        except NoLonger:
            return False
        self.ending = Outcome.SERVED
        return True

    async def _schemes(self, step: Schemes) -> str:
        schemes = await self.clerk.schemes(self.language)
        page = 0
        while schemes:
            shown = schemes[page : page + SCHEMES_AT_ONCE]
            offer = await sounds.offers([one.name for one in shown], self.language)
            more = len(schemes) > SCHEMES_AT_ONCE
            asked = [
                *self.prompts("schemes_which"),
                *offer,
                *self.prompts(*(["schemes_more"] if more else [])),
            ]
            asked += self.prompts(*HELP)
            keys = "".join(str(place) for place in range(1, len(shown) + 1)) + (MORE if more else "")
            key = await self.ask(lambda _first, asked=asked: asked, keys)  # type: ignore[misc]
            if key != MORE:
                return await self._scheme(step, shown[int(key) - 1])
            page = page + SCHEMES_AT_ONCE if page + SCHEMES_AT_ONCE < len(schemes) else 0
        return step.next

    async def _scheme(self, step: Schemes, scheme: SchemeText) -> str:
        await self.clerk.note("scheme", code=scheme.code)
        mobile = mobile_in(self.line.number)
        told = await sounds.words(scheme.short, self.language)
        key = await self.hear([*told, *self.prompts(*(["scheme_sms_ask"] if mobile else []))])
        self.ending = Outcome.SERVED
        if key == "1" and mobile:
            await self.clerk.send_scheme(scheme.code, number=mobile, language=self.language)
            await self.say("scheme_sms_sent")
        self._leave(key)
        return step.next

    async def _callback(self, step: Callback) -> Way:
        number = await self._own_number()
        if not number:
            return self._way(queue=step.queue, kind=InteractionKind.OTHER)
        await self.clerk.ask_callback(number=number, queue=step.queue, language=self.language)
        self.ending = Outcome.CALLBACK
        given = number != mobile_in(self.line.number)
        await self.say("callback_kept_given" if given else "callback_kept", "goodbye")
        return self._way(outcome=Outcome.CALLBACK)

    async def _own_number(self) -> str:
        """Ten digits at which the caller can be reached: as the network says, else keyed in; "" in the end."""
        if shown := mobile_in(self.line.number):
            return shown
        for _ in range(self.manners.menu_tries):
            if number := mobile_in(await self.digits("ask_mobile", _mobile_is_whole)):
                return number
            await self.say("mobile_wrong")
        return ""

    async def _voice(self, step: Voice) -> str | Way:
        number = await self._own_number()
        if not number:
            return self.flow.agent
        await self.say("voice_complaint_intro")
        self.typed = ""  # a key here only means: begin
        name = f"complaint-{self.line.id}"
        try:
            recorded = await self.line.record(
                name, most_seconds=step.most_seconds, most_silence=self.manners.most_silence
            )
        except HungUp:
            self.ending = Outcome.SERVED
            await self.clerk.keep_voice_complaint(Recorded(name, 0), number=number, language=self.language)
            raise
        if recorded.seconds < LEAST_SECONDS:
            await self.say("nothing_recorded")
            return self.flow.agent
        await self.clerk.keep_voice_complaint(recorded, number=number, language=self.language)
        self.ending = Outcome.SERVED
        await self.say("voice_complaint_kept", "goodbye")
        return self._way(outcome=Outcome.SERVED, kind=InteractionKind.COMPLAINT)

    async def _queue(self, step: Queue) -> Way:
        queue = step.in_english if step.in_english and self.language == "en" else step.queue
        return self._way(queue=queue, kind=step.call)

    async def _transfer(self, step: Transfer) -> Way:
        await self.say(*step.prompts)
        return self._way(transfer=step.to)

    async def _end(self, step: End) -> Way:
        self.ending = Outcome.SERVED
        await self.say(*step.prompts)
        return self._way(outcome=Outcome.SERVED)


_DO: dict[type[Step], Callable[[_Walk, Any], Awaitable[str | Way]]] = {
    Say: _Walk._say,
    Announce: _Walk._announce,
    Language: _Walk._language,
    Speak: _Walk._speak,
    If: _Walk._if,
    Menu: _Walk._menu,
    AskNumber: _Walk._ask_number,
    Status: _Walk._status,
    Closure: _Walk._closure,
    Schemes: _Walk._schemes,
    Callback: _Walk._callback,
    Voice: _Walk._voice,
    Queue: _Walk._queue,
    Transfer: _Walk._transfer,
    End: _Walk._end,
}


def _is_whole_number(number: str) -> bool:
    return len(number) >= NUMBER_DIGITS and reference.is_valid(number)


def _mobile_is_whole(number: str) -> bool:
    return len(number) == 10 + number.startswith("0")
