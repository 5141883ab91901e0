"""Working time: whatever the calendar, days are counted as a person with a wall calendar would count them."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sunwai.core.calendar import WorkingCalendar, calendar_of
from sunwai.core.clock import IST

FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)
WITHOUT_HOLIDAYS = WorkingCalendar()

calendars = st.builds(
    calendar_of,
    st.sets(st.dates(FIRST, LAST), max_size=60),
    st.sets(st.integers(1, 5)),
)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 6, 1), timezones=st.just(IST))  # noqa: DTZ001
spans = st.floats(0, 60).map(lambda days: round(days, 3))


def at(day: str, hour: int = 10) -> datetime:
    return datetime.fromisoformat(f"{day}T{hour:02}:00").replace(tzinfo=IST)


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        ("2026-11-02", True),  # Monday
        ("2026-11-01", False),  # Sunday
        ("2026-11-07", True),  # first Saturday
        ("2026-11-14", False),  # second
        ("2026-11-21", False),  # third
        ("2026-11-28", True),  # fourth
        ("2026-08-29", True),  # fifth
    ],
)
def test_second_and_third_saturdays_are_off(day, is_working):
    assert WITHOUT_HOLIDAYS.is_working(date.fromisoformat(day)) is is_working


@pytest.mark.parametrize(
    ("start", "days", "deadline"),
    [
        ("2026-11-02", 3, "2026-11-05"),  # Monday and three days
        ("2026-11-05", 3, "2026-11-09"),  # Thursday over a first Saturday, which is worked, and a Sunday
        ("2026-11-12", 3, "2026-11-17"),  # Thursday over a second Saturday and a Sunday
        ("2026-11-14", 1, "2026-11-17"),  # filed on a closed Saturday: counts from Monday's beginning
    ],
)
def test_deadlines_one_can_check_on_the_wall(start, days, deadline):
    ends = WITHOUT_HOLIDAYS.deadline(at(start), days)

    assert ends == datetime.fromisoformat(f"{deadline}T23:59:59").replace(tzinfo=IST)


def test_a_holiday_moves_the_deadline_by_a_day():
    calendar = calendar_of([date(2026, 11, 4)], [2, 3])

    assert calendar.deadline(at("2026-11-02"), 3).date() == date(2026, 11, 6)


def test_days_that_are_over_at_midnight_before_a_holiday_end_on_the_next_working_day():
    calendar = calendar_of([date(2026, 11, 3)], [2, 3])  # Tuesday

    assert calendar.deadline(at("2026-11-01"), 1).date() == date(2026, 11, 4)  # Sunday + Monday


@given(calendars, moments, spans)
def test_adding_and_measuring_are_inverse(calendar, start, days):
    assert calendar.between(start, calendar.add(start, days)) == pytest.approx(days, abs=1e-6)


@given(calendars, moments, spans, spans)
def test_more_days_never_end_sooner(calendar, start, some, more):
    some, more = sorted((some, more))
    assert calendar.add(start, some) <= calendar.add(start, more)
    assert calendar.deadline(start, some) <= calendar.deadline(start, more)


@given(calendars, moments, moments, spans)
def test_who_begins_later_never_ends_sooner(calendar, one, other, days):
    sooner, later = sorted((one, other))
    assert calendar.deadline(sooner, days) <= calendar.deadline(later, days)


@given(calendars, moments, spans)
def test_a_deadline_is_the_end_of_a_working_day_and_leaves_all_the_time(calendar, start, days):
    ends = calendar.deadline(start, days)

    assert calendar.is_working(ends.date())
    assert (ends.hour, ends.minute, ends.second) == (23, 59, 59)
    assert calendar.between(start, ends) >= days - 1 / 86_400 - 1e-9


@given(calendars, st.lists(moments, min_size=3, max_size=3).map(sorted))
def test_measured_time_adds_up(calendar, three):
    first, second, third = three
    whole = calendar.between(first, third)
    assert whole == pytest.approx(calendar.between(first, second) + calendar.between(second, third))
    assert 0 <= whole <= (third - first) / timedelta(days=1) + 1e-9


@given(calendars, moments, moments)
def test_nothing_lies_between_now_and_earlier(calendar, one, other):
    sooner, later = sorted((one, other))
    assert calendar.between(later, sooner) == 0
