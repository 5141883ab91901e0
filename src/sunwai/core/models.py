"""Tables without a domain: number series, settings, holidays, rate counters."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

import pghistory
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from sunwai.core import reference
from sunwai.core.errors import TooMany
from sunwai.core.options import OPTIONS


def _series_key() -> bytes:
    return secrets.token_bytes(32)


class NumberSeries(models.Model):
    """A series of case numbers. Its key lives as long as its numbers: two keys could make one number twice."""

    name = models.SlugField(primary_key=True)
    digits = models.PositiveSmallIntegerField(default=8)
    key = models.BinaryField(default=_series_key)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def sequence(cls, name: str) -> str:
        """The sequence that counts the series `name`; a rolled-back case leaves a hole in it, never a twin."""
        return f"core_series_{name}"

    @classmethod
    def number(cls, name: str, counter: int) -> str:
        """The number that the series `name` has for the value `counter` of its sequence."""
        digits, key = _series(name)
        return reference.make(counter, digits=digits, key=key)

    @classmethod
    def numbers(cls, name: str, counters: Iterable[int], once: reference.Round | None = None) -> list[str]:
        """The numbers for many counters; `once` is what `rounds` gave, where one batch follows the other."""
        digits, key = _series(name)
        once = once or reference.rounds_of(key)
        return [reference.make(counter, digits=digits, key=key, once=once) for counter in counters]

    @classmethod
    def rounds(cls, name: str) -> reference.Round:
        """What making many numbers of the series `name` remembers."""
        return reference.rounds_of(_series(name)[1])


_known_series: dict[str, tuple[int, bytes]] = {}


def _series(name: str) -> tuple[int, bytes]:
    if name not in _known_series:
        row = NumberSeries.objects.get(pk=name)
        _known_series[name] = (row.digits, bytes(row.key))
    return _known_series[name]


@pghistory.track()
class Setting(models.Model):
    """An option whose value differs from its default in `core.options`."""

    key = models.CharField(_("key"), max_length=80, primary_key=True)
    value = models.JSONField(_("value"))
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("setting")
        verbose_name_plural = _("settings")

    def __str__(self) -> str:
        return self.key

    def clean(self) -> None:
        """Refuse an unknown key or a value its option does not take."""
        if self.key not in OPTIONS:
            raise ValidationError({"key": _("There is no setting of this name.")})
        if problem := OPTIONS[self.key].problem(self.value):
            raise ValidationError({"value": problem})


@pghistory.track()
class Holiday(models.Model):
    """A day on which the state's offices are closed; the clock of every case stands still on it."""

    day = models.DateField(_("day"), unique=True)
    name_en = models.CharField(_("name in English"), max_length=120)
    name_hi = models.CharField(_("name in Hindi"), max_length=120)
    source = models.CharField(_("order or source"), max_length=200, blank=True)

    class Meta:
        ordering = ["day"]
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y} {self.name_hi}"


class RateCounter(models.Model):
    """How often a thing was tried inside a window; old rows are swept away."""

    key = models.CharField(max_length=160)
    window = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint("key", "window", name="one_counter_per_window")]
        indexes = [models.Index(fields=["window"], name="rate_window")]

    def __str__(self) -> str:
        return f"{self.key} {self.count}"

    @classmethod
    def hit(cls, key: str, *, limit: int, per: timedelta, now: datetime) -> None:
        """Count one more try of `key`.

        Raises:
            TooMany: more than `limit` tries in the present window of length `per`.
        """
        seconds = int(per.total_seconds())
        start = int(now.timestamp()) // seconds * seconds
        with connection.cursor() as cursor:
            cursor.execute(
                """INSERT INTO core_ratecounter (key, "window", count) VALUES (%s, to_timestamp(%s), 1)
                   ON CONFLICT (key, "window") DO UPDATE SET count = core_ratecounter.count + 1
                   RETURNING count""",
                [key, start],
            )
            (count,) = cursor.fetchone()
        if count > limit:
            raise TooMany(minutes=max(1, -(-(start + seconds - int(now.timestamp())) // 60)))
