"""Which provider is asked first. One that fails is put last for a while, not hammered.

    works ─ 3 failures in a row ─▶ rests 30 s … 5 min ─ one message probes it ─▶ works | rests longer

What is known of a provider is a row (`ProviderHealth`), so all processes know the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sunwai.core.providers import providers
from sunwai.messages.models import ProviderHealth
from sunwai.messages.ports import Provider

FAILURES_BEFORE_REST = 3
FIRST_REST = timedelta(seconds=30)
LONGEST_REST = timedelta(minutes=5)


Way = list[Provider[Any]]  # providers in the order in which a message should try them


def routes(port: str, count: int, *, now: datetime) -> list[Way]:
    """For each of `count` messages, the providers of `port` in the order in which it should try them.

    Those that work come in the order of the settings, those at rest last. Where one at rest is due for a
    probe, the first message tries it first. Where none works, the others get an empty list: they should wait.
    """
    if not count:
        return []
    known: Way = providers(port)
    resting = set(ProviderHealth.objects.exclude(probe_at=None).values_list("name", flat=True))
    working = [provider for provider in known if provider.name not in resting]
    asleep = [provider for provider in known if provider.name in resting]
    probed = next((provider for provider in asleep if _take_probe(provider, now)), None)
    usual = working + asleep if working else []
    first = [probed, *(other for other in working + asleep if other is not probed)] if probed else usual
    return [first] + [usual] * (count - 1)


def wake_time(port: str, *, now: datetime) -> datetime:
    """When the first provider of `port` at rest may be tried again."""
    names = [provider.name for provider in providers(port)]
    probes = ProviderHealth.objects.filter(name__in=names).exclude(probe_at=None).order_by("probe_at")
    return max(probes.values_list("probe_at", flat=True).first() or now, now + timedelta(seconds=1))


def note_answers(name: str, failures: Sequence[str | None], *, now: datetime) -> None:
    """Remember how the provider `name` answered: for each call the reason of its failure, or None.

    Calls that ran side by side count as three failures at most, so that one bad moment is not a long rest.
    """
    if None in failures:
        ProviderHealth.objects.filter(name=name).delete()
        return
    ProviderHealth.objects.get_or_create(name=name, defaults={"failing_since": now})
    row = ProviderHealth.objects.select_for_update().get(name=name)
    row.failures += min(len(failures), FAILURES_BEFORE_REST)
    row.reason = (failures[-1] or "")[:200]
    if row.failures >= FAILURES_BEFORE_REST:
        row.probe_at = now + rest_after(row.failures)
    row.save()


def rest_after(failures: int) -> timedelta:
    """How long who failed so often in a row is left alone."""
    doublings = min(failures - FAILURES_BEFORE_REST, 10)
    return min(FIRST_REST * (1 << doublings), LONGEST_REST)


def _take_probe(provider: Provider[Any], now: datetime) -> bool:
    """Whether this caller is the one that tries the resting provider."""
    due = ProviderHealth.objects.filter(name=provider.name, probe_at__lte=now)
    return due.update(probe_at=now + FIRST_REST) == 1
