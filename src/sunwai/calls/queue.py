"""Who is served next, by whom. Pure: no clock, no I/O, no switch.

Calls wait in *lanes*, one for each queue and language. Inside a lane the order is plain: who was given back by an agent
that did not answer, then who waits longest. So only the heads of lanes have to be compared, however many wait:

    confidential first, then priority + one step for every `ages_after` seconds of waiting

Every call grows more urgent while it waits, so that nobody starves. Of the free agents that fit, one who knows the
caller's district goes first, then who has been idle longest.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What a queue asks and promises; times in seconds. See `models.Queue`."""

    code: str
    skill: str
    is_confidential: bool = False
    priority: int = 10
    ages_after: float = 30
    overflows_after: float = 120
    overflow_skill: str = ""


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A call that waits; `since` and all other times are seconds of one clock that only goes forward."""

    call_id: str
    rule: Rule
    language: str
    since: float
    district: str = ""
    is_given_back: bool = False  # an agent did not take it: to the head

    @property
    def order(self) -> tuple[bool, float, str]:
        """Its place in its lane."""
        return (not self.is_given_back, self.since, self.call_id)

    def urgency(self, now: float) -> tuple[bool, bool, float]:
        """Higher goes first."""
        rule = self.rule
        aged = rule.priority + (now - self.since) / rule.ages_after
        return (rule.is_confidential, self.is_given_back, aged)

    def skills(self, now: float) -> tuple[str, ...]:
        """The skills that may serve it by now; overflowing never opens a confidential queue."""
        rule = self.rule
        overflows = rule.overflow_skill and now - self.since >= rule.overflows_after
        return (rule.skill, rule.overflow_skill) if overflows and not rule.is_confidential else (rule.skill,)


@dataclass(frozen=True, kw_only=True)
class Free:
    """An agent who can take a call now."""

    agent_id: int
    skills: frozenset[str]
    languages: frozenset[str]
    districts: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Match:
    """A call and the agent who is to take it."""

    waiting: Waiting
    agent_id: int


@dataclass
class WaitingRoom:
    """All calls that wait and all agents that are free."""

    _lanes: dict[tuple[str, str], list[tuple[tuple[bool, float, str], Waiting]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    _calls: dict[str, Waiting] = field(default_factory=dict)
    _free: dict[int, Free] = field(default_factory=dict)
    # Agents by what they can do, the longest idle first: a dict keeps the order in which they became free.
    _pools: dict[tuple[str, str], dict[int, Free]] = field(default_factory=lambda: defaultdict(dict))
    _local: dict[tuple[str, str, str], dict[int, Free]] = field(default_factory=lambda: defaultdict(dict))

    def __len__(self) -> int:
        return len(self._calls)

    def __contains__(self, call_id: str) -> bool:
        return call_id in self._calls

    # ── Calls ────────────────────────────────────────────────────────────────────────────────────────────

    def join(self, waiting: Waiting) -> None:
        """A call begins to wait; one that waits already is put where it now belongs."""
        self.leave(waiting.call_id)
        self._calls[waiting.call_id] = waiting
        insort(self._lane(waiting), (waiting.order, waiting), key=lambda entry: entry[0])

    def leave(self, call_id: str) -> Waiting | None:
        """A call waits no longer: served, hung up, given up."""
        waiting = self._calls.pop(call_id, None)
        if waiting is not None:
            lane = self._lane(waiting)
            del lane[bisect_left(lane, waiting.order, key=lambda entry: entry[0])]
        return waiting

    def position(self, call_id: str) -> int:
        """Its place among those of its queue and language: 1 is next.

        Raises:
            KeyError: it does not wait.
        """
        waiting = self._calls[call_id]
        return bisect_left(self._lane(waiting), waiting.order, key=lambda entry: entry[0]) + 1

    # ── Agents ───────────────────────────────────────────────────────────────────────────────────────────

    def free(self, agent: Free) -> None:
        """An agent can take a call; the last to come is asked last."""
        self.busy(agent.agent_id)
        self._free[agent.agent_id] = agent
        for skill, language in _products(agent.skills, agent.languages):
            self._pools[skill, language][agent.agent_id] = agent
            for district in agent.districts:
                self._local[skill, language, district][agent.agent_id] = agent

    def busy(self, agent_id: int) -> None:
        """An agent can take none any more."""
        agent = self._free.pop(agent_id, None)
        if agent is None:
            return
        for skill, language in _products(agent.skills, agent.languages):
            self._pools[skill, language].pop(agent_id, None)
            for district in agent.districts:
                self._local[skill, language, district].pop(agent_id, None)

    # ── Deciding ─────────────────────────────────────────────────────────────────────────────────────────

    def decide(self, now: float) -> list[Match]:
        """Every call that can be served now, with its agent, the most urgent first. They no longer wait, nor are free.

        Called when a call or an agent comes, and now and then for calls that begin to overflow.
        """
        matches: list[Match] = []
        stuck: set[tuple[str, str]] = (
            set()
        )  # lanes whose head nobody can serve: nor can they serve who is behind
        while self._free:
            heads = [(key, lane[0][1]) for key, lane in self._lanes.items() if lane and key not in stuck]
            if not heads:
                break
            key, first = max(heads, key=lambda head: head[1].urgency(now))
            agent = self._agent_for(first, now)
            if agent is None:
                stuck.add(key)
                continue
            self.leave(first.call_id)
            self.busy(agent.agent_id)
            matches.append(Match(first, agent.agent_id))
        return matches

    def _agent_for(self, waiting: Waiting, now: float) -> Free | None:
        for skill in waiting.skills(now):
            local = self._local.get((skill, waiting.language, waiting.district))
            for pool in (local, self._pools.get((skill, waiting.language))):
                if pool:
                    return next(iter(pool.values()))
        return None

    def _lane(self, waiting: Waiting) -> list[tuple[tuple[bool, float, str], Waiting]]:
        return self._lanes[waiting.rule.code, waiting.language]


def expected_wait(*, position: int, handling: float, agents: int) -> float:
    """Seconds until a call at `position` is served by so many `agents`, each call taking `handling` seconds."""
    return position * handling / max(agents, 1)


def _products(skills: Iterable[str], languages: Iterable[str]) -> Iterable[tuple[str, str]]:
    languages = tuple(languages)
    return ((skill, language) for skill in skills for language in languages)
