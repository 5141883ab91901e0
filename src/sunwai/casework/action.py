"""The base of every action: one transaction of its own, arguments by name."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.db import transaction


def action[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """Run `function` in one durable transaction: when it returns, everything it wrote is on disk, or nothing is.

    Actions do not call actions: what two of them share is a plain function.
    """

    @wraps(function)
    def in_transaction(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic(durable=True):
            return function(*args, **kwargs)

    return in_transaction


def within[**P, R](verb: Callable[P, R]) -> Callable[P, R]:
    """The plain function behind an action, for the action of a package above that has more to write along with it."""
    plain: Callable[P, R] = verb.__wrapped__  # type: ignore[attr-defined]
    return plain
