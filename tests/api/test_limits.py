"""A key may ask so often in a minute."""

from __future__ import annotations

import pytest

from sunwai.api import limits
from sunwai.core import options
from sunwai.core.models import RateCounter, Setting
from tests.api.conftest import Program


@pytest.fixture
def at(monkeypatch):
    """Sets the seconds since 1970 that the limit sees."""

    def set_time(seconds):
        monkeypatch.setattr(limits.time, "time", lambda: seconds)

    set_time(6_000_000_015.5)
    return set_time


@pytest.fixture
def two_a_minute(world, at):
    Setting.objects.create(key="api.per_minute", value=2)
    options.forget()


def test_one_request_too_many_is_told_when_to_come_again(program, two_a_minute):
    statuses = [program.read("0").status_code for _ in range(2)]

    refused = program.read("0", reads="en")

    assert statuses == [404, 404]
    assert (refused.status_code, refused["Content-Type"]) == (429, "application/problem+json")
    assert refused["Retry-After"] == "45"
    assert refused.json()["title"] == "too-many"


def test_a_refused_request_does_nothing(program, two_a_minute):
    assert [program.file(text=f"बात {n}").status_code for n in range(3)] == [201, 201, 429]


def test_the_next_minute_begins_afresh(program, two_a_minute, at):
    for _ in range(3):
        program.read("0")

    at(6_000_000_061)

    assert program.read("0").status_code == 404


def test_every_key_has_its_own_limit(program, two_a_minute, client, world):
    for _ in range(3):
        program.read("0")

    assert Program(client, world).read("0").status_code == 404


def test_without_the_setting_there_is_no_limit_and_nothing_is_ever_written(program, at):
    assert {program.read("0").status_code for _ in range(20)} == {404}
    assert not RateCounter.objects.exists()
