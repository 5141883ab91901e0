"""Handing the outbox to the centre, in three steps that keep the network out of every transaction.

    claim (one transaction) ─▶ push (no transaction) ─▶ settle (one transaction)

Of each grievance only the oldest waiting push is claimed, so its order is kept. What was claimed is leased: if the
process dies, it falls due again and is pushed anew under the same id, which the centre counts once. It is never given
up: a centre that is down for an hour, or a day, is told when it is back.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from sunwai.core import clock
from sunwai.core.providers import providers
from sunwai.cpgrams import links
from sunwai.cpgrams.enums import PushKind, PushState
from sunwai.cpgrams.models import Push
from sunwai.cpgrams.ports import Answer, Centre, CentreFailed, Update
from sunwai.cpgrams.report import action_taken_report

PORT = "cpgrams"
AT_ONCE = 50  # updates in one request
LEASE = timedelta(minutes=10)  # longer than a request with all its tries
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)

CLAIM = """
    SELECT push.id FROM cpgrams_push push
    JOIN cpgrams_centralgrievance central ON central.id = push.central_id
    WHERE push.state = 'queued' AND push.not_before <= %(now)s
        AND (central.source = %(name)s OR %(is_first)s AND NOT central.source = ANY(%(names)s))
        AND NOT EXISTS (
            SELECT 1 FROM cpgrams_push earlier
            WHERE earlier.central_id = push.central_id AND earlier.id < push.id AND earlier.state = 'queued'
        )
    ORDER BY push.not_before, push.id LIMIT %(most)s FOR UPDATE OF push SKIP LOCKED
"""


def push_due() -> int:
    """Tell the centre everything that is due; how many updates it took."""
    centres = providers(PORT)
    return sum(_push_all(centre, centres) for centre in centres)


def _push_all(centre: Centre, centres: Sequence[Centre]) -> int:
    taken = 0
    while not links.is_resting(centre.name, now=clock.now()):
        pushes = _claim(centre, centres, now=clock.now())
        if not pushes:
            break
        answers = _push(centre, pushes)
        taken += _settle(pushes, answers, now=clock.now())
    return taken


def _claim(centre: Centre, centres: Sequence[Centre], *, now: datetime) -> list[Push]:
    """Pushes that are ours for the length of a lease; what came by a way that is no more goes by the first one."""
    given: dict[str, Any] = {
        "now": now,
        "name": centre.name,
        "names": [one.name for one in centres],
        "is_first": centre is centres[0],
        "most": AT_ONCE,
    }
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute(CLAIM, given)
            claimed = [pk for (pk,) in cursor.fetchall()]
        pushes = list(Push.objects.filter(pk__in=claimed).select_related("central").order_by("pk"))
        for push in pushes:
            push.attempts += 1
            push.not_before = now + LEASE
        Push.objects.bulk_update(pushes, ["attempts", "not_before"])
    return pushes


def _push(centre: Centre, pushes: Sequence[Push]) -> list[Answer] | CentreFailed:
    """Ask the centre; no transaction is open."""
    updates = [_update(push) for push in pushes]
    try:
        with links.noted(centre.name, "push", items=len(updates)):
            answers = centre.push(updates)
            if [answer.id for answer in answers] != [update.id for update in updates]:
                raise CentreFailed("answers do not fit what was asked")
    except CentreFailed as error:
        return error
    return answers


def _update(push: Push) -> Update:
    is_closure = push.kind == PushKind.CLOSED
    return Update(
        id=f"sunwai-{push.pk}",
        registration_no=push.central.registration_no,
        kind=push.kind,
        at=push.at,
        data=push.data,
        report=action_taken_report(push) if is_closure else b"",
    )


def _settle(pushes: Sequence[Push], answers: list[Answer] | CentreFailed, *, now: datetime) -> int:
    """Write down what became of each; how many were taken."""
    if isinstance(answers, CentreFailed):
        for push in pushes:
            push.not_before, push.reason = now + _wait(push.attempts, answers.wait), str(answers)[:200]
    else:
        for push, answer in zip(pushes, answers, strict=True):
            push.state = PushState.SENT if answer.taken else PushState.REFUSED
            push.finished_at, push.reason = now, answer.reason[:200]
    with transaction.atomic(durable=True):
        Push.objects.bulk_update(pushes, ["state", "not_before", "finished_at", "reason"])
    return sum(1 for push in pushes if push.state == PushState.SENT)


def _wait(attempts: int, wanted: float | None) -> timedelta:
    """As long as the centre wants, or longer with each try; and a little more, so that not all come back together."""
    usual = min(FIRST_WAIT * (1 << min(attempts - 1, 10)), LONGEST_WAIT)
    wait = max(usual, timedelta(seconds=min(wanted or 0, 3600)))
    return wait * random.uniform(1, 1.3)  # noqa: S311 (spreads load, guards nothing)
