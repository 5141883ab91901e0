"""How many lines to dial now. Pure: numbers in, a number out.

Whoever answers our call finds an agent, or prompts and keys. Calls that need an agent are dialled one for each agent
who is free (*progressive*), so that nobody is left without one but by an agent who walks away in that moment. With
`ahead` more are dialled than agents are free (*predictive*), as many as keep the expected share of those who answer
and find nobody within the limit, reckoned from what was measured, and fewer the more of that share is used up.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import ceil, comb, exp, floor, sqrt

LEAST_MEASURED = 50  # calls; before that nothing is known and one line is dialled for each agent
CERTAINTY = 2.33  # standard deviations: the share of answers is hardly ever higher (99 %)
CARE = 0.5  # of the limit is aimed at; the rest is for what no formula knows
MOST_LINES_PER_AGENT = 4
MOST_FREED = 5  # no more of those who talk are counted on


@dataclass(frozen=True, kw_only=True)
class QueueNow:
    """A queue at this moment.

    Attributes:
        ready: agents who could take a call of it at once, counted once over all queues.
        talking: agents of it in a conversation or wrapping up.
        waiting: callers who wait in it; they go first.
        ringing: lines that we dial for it, not answered yet.
    """

    ready: int
    talking: int = 0
    waiting: int = 0
    ringing: int = 0


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What lately became of calls that we made (see `measures.measured`).

    Attributes:
        dialled: how many.
        answered: of those, how many were answered.
        unserved: of the answered, how many found nobody.
        asked_for_agent: of those answered by prompts and keys, the share that wanted an agent.
        handling_seconds: how long an agent is taken by a call, wrap-up included.
        ring_seconds: how long it rings until somebody answers.
    """

    dialled: int = 0
    answered: int = 0
    unserved: int = 0
    asked_for_agent: float = 1.0
    handling_seconds: float = 240.0
    ring_seconds: float = 15.0


def lines_for_agents(
    queue: QueueNow, measured: Measured, *, room: int, most_unserved: float, ahead: bool = False
) -> int:
    """How many calls that need an agent to dial now, beside those that ring already.

    Args:
        room: lines that may still be dialled at all (`calls.outgoing_at_once`).
        most_unserved: share of the answered that may find nobody, 0 to 1.
        ahead: whether more lines than free agents are allowed at all.
    """
    free = queue.ready - queue.waiting
    if free <= 0 or room <= 0:
        return 0
    lines = _ahead(queue, free, measured, most_unserved) if ahead else free
    return max(0, min(lines - queue.ringing, room))


def lines_for_menu(queue: QueueNow, measured: Measured, *, room: int) -> int:
    """How many calls that prompts and keys serve to dial now, so that who asks for an agent soon gets one.

    None while callers wait for more agents than there are: a citizen whom we call is not to queue behind them.
    """
    free = queue.ready - queue.waiting
    if room <= 0 or free < 0:
        return 0
    will_ask = max(_answer_rate(measured) * measured.asked_for_agent, 0.01)
    return max(0, min(room, int((free + 1) / will_ask) - queue.ringing))


def _ahead(queue: QueueNow, free: int, measured: Measured, most_unserved: float) -> int:
    """The most lines with which the expected share of unserved stays within what is left of the limit."""
    left = _left_of(most_unserved, measured)
    if measured.dialled < LEAST_MEASURED or left <= 0:
        return free
    # Who talks now is free by the time somebody answers with this chance (the length of talks is without memory).
    soon = 1 - exp(-measured.ring_seconds / max(measured.handling_seconds, 1.0))
    # In hundredths, to the safe side: what was reckoned before is known.
    rate, soon = ceil(_answer_rate(measured) * 100) / 100, floor(soon * 100) / 100
    return _most_lines(free, min(queue.talking, MOST_FREED), rate, soon, left)


@lru_cache(maxsize=50_000)
def _most_lines(free: int, talking: int, rate: float, soon: float, limit: float) -> int:
    lines = free
    while lines < free * MOST_LINES_PER_AGENT:
        if expected_unserved(lines + 1, rate, free, talking, soon) > limit * rate * (lines + 1):
            break
        lines += 1
    return lines


def _left_of(most_unserved: float, measured: Measured) -> float:
    """The share to aim at: less the more was used up, nothing beyond three quarters of the limit."""
    so_far = measured.unserved / measured.answered if measured.answered else 0.0
    return CARE * most_unserved if so_far < 0.75 * most_unserved else 0.0


def _answer_rate(measured: Measured) -> float:
    """The share of answers, rather too high than too low (upper Wilson bound); 1 where nothing is known.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", 1927.
    """
    n = measured.dialled
    if n == 0:
        return 1.0
    p, z = measured.answered / n, CERTAINTY
    middle, spread = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return min(1.0, (middle + spread) / (1 + z * z / n))


def expected_unserved(lines: int, rate: float, free: int, talking: int, soon: float) -> float:
    """How many of `lines` will answer, each with the chance `rate`, beyond the agents free by then."""
    return sum(
        _chance(talking, freed, soon)
        * sum((up - free - freed) * _chance(lines, up, rate) for up in range(free + freed + 1, lines + 1))
        for freed in range(talking + 1)
    )


@lru_cache(maxsize=20_000)
def _chance(of: int, hits: int, share: float) -> float:
    """That exactly `hits` of `of` happen, each with the chance `share` (binomial)."""
    return float(comb(of, hits) * share**hits * (1 - share) ** (of - hits))
