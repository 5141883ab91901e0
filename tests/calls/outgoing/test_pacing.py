"""How many lines to dial: rules that always hold, and a floor of agents simulated over ten thousand calls."""

from __future__ import annotations

import heapq
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sunwai.calls.outgoing.pacing import (
    Measured,
    QueueNow,
    expected_unserved,
    lines_for_agents,
    lines_for_menu,
)

LIMIT = 0.03
small = st.integers(0, 40)
measures = st.builds(
    lambda dialled, answered, unserved, handling: Measured(
        dialled=dialled,
        answered=min(answered, dialled),
        unserved=min(unserved, answered, dialled),
        handling_seconds=handling,
    ),
    st.integers(0, 5000),
    st.integers(0, 5000),
    st.integers(0, 200),
    st.floats(20, 900),
)
queues = st.builds(QueueNow, ready=small, talking=small, waiting=small, ringing=small)


@given(queues, measures, st.integers(0, 60))
def test_each_line_has_its_agent(queue, measured, room):
    lines = lines_for_agents(queue, measured, room=room, most_unserved=LIMIT)

    assert 0 <= lines <= room
    assert lines == 0 or lines + queue.ringing + queue.waiting <= queue.ready


@given(queues, measures, st.integers(0, 60))
def test_ahead_only_with_an_agent_and_within_the_limit(queue, measured, room):
    lines = lines_for_agents(queue, measured, room=room, most_unserved=LIMIT, ahead=True)

    assert 0 <= lines <= room
    free = queue.ready - queue.waiting
    assert lines == 0 or free > 0, "nobody is dialled while nobody is free"
    if lines + queue.ringing > free and lines:
        assert measured.dialled >= 50
        assert measured.unserved <= LIMIT * measured.answered
        rate = measured.answered / measured.dialled
        all_lines = lines + queue.ringing
        assert (
            expected_unserved(all_lines, rate, free, min(queue.talking, 5), 0.7)
            <= LIMIT * max(rate * all_lines, 1e-9) + 1e-9
        )


@given(queues, measures, st.integers(0, 60))
def test_prompts_do_not_pour_people_onto_a_full_queue(queue, measured, room):
    lines = lines_for_menu(queue, measured, room=room)

    assert 0 <= lines <= room
    assert lines == 0 or queue.waiting <= queue.ready


def test_prompts_are_limited_by_who_asks_for_an_agent():
    queue = QueueNow(ready=4)
    eager = Measured(dialled=1000, answered=500, asked_for_agent=1.0)
    content = Measured(dialled=1000, answered=500, asked_for_agent=0.05)

    assert lines_for_menu(queue, eager, room=100) < 12
    assert lines_for_menu(queue, content, room=100) == 100


# ── A floor, simulated ───────────────────────────────────────────────────────────────────────────────────


class Floor:
    """Agents and lines, second by second where something happens. Whoever answers and finds nobody counts as lost."""

    def __init__(self, *, agents: int, rate, handling: float, ahead: bool, seed: int) -> None:
        self.random, self.rate, self.handling, self.ahead = Random(seed), rate, handling, ahead
        self.now, self.ready, self.agents = 0.0, agents, agents
        self.events: list[tuple[float, int, str]] = []
        self.ringing = self.dialled = self.answered = self.lost = 0
        self.busy_seconds = 0.0

    def run(self, calls: int) -> Floor:
        number = 0
        while self.dialled < calls or self.events:
            for _ in range(self.lines() if self.dialled < calls else 0):
                number += 1
                self.dialled += 1
                self.ringing += 1
                chance = self.rate(self.dialled / calls)
                ends = "taken" if self.random.random() < chance else "nobody"
                rings = self.random.uniform(4, 22) if ends == "taken" else 30.0
                heapq.heappush(self.events, (self.now + rings, number, ends))
            self.now, number_of, what = heapq.heappop(self.events)
            getattr(self, what)(number_of)
        return self

    def lines(self) -> int:
        recent = Measured(
            dialled=self.dialled - self.ringing,
            answered=self.answered,
            unserved=self.lost,
            handling_seconds=self.handling,
            ring_seconds=13,
        )
        queue = QueueNow(ready=self.ready, talking=self.agents - self.ready, ringing=self.ringing)
        return lines_for_agents(queue, recent, room=500, most_unserved=LIMIT, ahead=self.ahead)

    def nobody(self, _number: int) -> None:
        self.ringing -= 1

    def taken(self, number: int) -> None:
        self.ringing -= 1
        self.answered += 1
        if not self.ready:
            self.lost += 1
            return
        self.ready -= 1
        takes = self.random.expovariate(1 / self.handling)
        self.busy_seconds += takes
        heapq.heappush(self.events, (self.now + takes, number, "free"))

    def free(self, _number: int) -> None:
        self.ready += 1

    @property
    def share_lost(self) -> float:
        return self.lost / max(1, self.answered)

    @property
    def occupancy(self) -> float:
        return self.busy_seconds / (self.now * self.agents)


RATES = {
    "few answer": lambda _t: 0.15,
    "half answer": lambda _t: 0.5,
    "most answer": lambda _t: 0.85,
    "evening: more and more answer": lambda t: 0.2 + 0.6 * t,
    "a jump at noon": lambda t: 0.15 if t < 0.5 else 0.8,
    "back and forth": lambda t: 0.2 if int(t * 20) % 2 else 0.7,
}


@pytest.mark.parametrize("rate", RATES.values(), ids=RATES)
def test_one_line_for_each_agent_loses_nobody(rate):
    floor = Floor(agents=10, rate=rate, handling=180, ahead=False, seed=1).run(10_000)

    assert (floor.dialled, floor.lost) == (10_000, 0)


@pytest.mark.parametrize("agents", [3, 10, 40])
@pytest.mark.parametrize("rate", RATES.values(), ids=RATES)
def test_dialling_ahead_stays_within_three_in_a_hundred(rate, agents):
    floor = Floor(agents=agents, rate=rate, handling=120, ahead=True, seed=agents).run(10_000)

    assert floor.share_lost <= LIMIT, f"{floor.share_lost:.2%}"


def test_dialling_ahead_is_worth_it():
    slow = Floor(agents=20, rate=lambda _t: 0.25, handling=60, ahead=False, seed=3).run(10_000)
    fast = Floor(agents=20, rate=lambda _t: 0.25, handling=60, ahead=True, seed=3).run(10_000)

    assert fast.occupancy > 1.2 * slow.occupancy
