"""How many lines to dial now. Pure: numbers in, a number out.

Whoever answers our call finds an agent, or prompts and keys. For a call that needs an agent, the agent is rung first,
so that nobody who answers finds nobody: that needs no pacing. Calls that keys serve are paced by how many of those who
answer will ask for an agent.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

CERTAINTY = 2.33  # standard deviations: the share of answers is hardly ever higher (99 %)


@dataclass(frozen=True, kw_only=True)
class QueueNow:
    """The queues at this moment.

    Attributes:
        ready: agents who could take a call at once.
        waiting: callers who wait; they go first.
        ringing: lines that we dial, not answered yet.
    """

    ready: int
    waiting: int = 0
    ringing: int = 0


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What lately became of calls that we made (see `measures.measured`).

    Attributes:
        dialled: how many.
        answered: of those, how many were answered.
        asked_for_agent: the share of the answered that wanted an agent, 0 to 1.
    """

    dialled: int = 0
    answered: int = 0
    asked_for_agent: float = 1.0


def lines_for_menu(queue: QueueNow, measured: Measured, *, room: int) -> int:
    """How many calls that prompts and keys serve to dial now, so that who asks for an agent soon gets one.

    None while callers wait for more agents than there are: a citizen whom we call is not to queue behind them.

    Args:
        room: lines that may still be dialled at all (`calls.outgoing_at_once`).
    """
    free = queue.ready - queue.waiting
    if room <= 0 or free < 0:
        return 0
    will_ask = max(_answer_rate(measured) * measured.asked_for_agent, 0.01)
    return max(0, min(room, int((free + 1) / will_ask) - queue.ringing))


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
