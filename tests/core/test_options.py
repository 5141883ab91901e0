"""Settings: what an administrator may enter, and from when it counts."""

from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError

from sunwai.core import options
from sunwai.core.actions import load_holidays
from sunwai.core.clock import IST
from sunwai.core.models import Holiday, Setting
from sunwai.core.options import OPTIONS, option, working_calendar


@pytest.fixture(autouse=True)
def _forget():
    options.forget()
    yield
    options.forget()


@pytest.mark.parametrize("key", OPTIONS)
def test_every_default_would_be_accepted(key):
    assert OPTIONS[key].problem(OPTIONS[key].default) is None


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("grievance.pause_days", 0),
        ("grievance.pause_days", 61),
        ("grievance.pause_days", "15"),
        ("grievance.pause_days", 15.5),
        ("grievance.pause_days", True),
        ("grievance.pause_days", None),
        ("grievance.levels", 3),
        ("grievance.evidence_for_invalid", 1),
        ("calendar.closed_saturdays", 2),
        ("calendar.closed_saturdays", [2, 6]),
        ("calendar.closed_saturdays", ["2"]),
        ("grievance.warn_at", [75]),
        ("contact.reminders", [1, 0]),
        ("contact.first_hour", 24),
    ],
)
def test_values_that_make_no_sense_are_refused_with_the_reason(key, value):
    with pytest.raises(ValidationError) as refused:
        Setting(key=key, value=value).clean()

    assert set(refused.value.message_dict) == {"value"}
    assert all(refused.value.message_dict["value"])


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("grievance.pause_days", 1),
        ("grievance.pause_days", 60),
        ("calendar.closed_saturdays", []),
        ("calendar.closed_saturdays", [1, 5]),
        ("grievance.warn_at", [0.5]),
        ("grievance.evidence_for_invalid", True),
    ],
)
def test_values_that_make_sense_are_accepted(key, value):
    Setting(key=key, value=value).clean()


def test_an_unknown_setting_is_refused():
    with pytest.raises(ValidationError) as refused:
        Setting(key="grievance.no_such", value=1).clean()

    assert set(refused.value.message_dict) == {"key"}


def test_a_changed_setting_counts_after_forgetting(db):
    assert option("grievance.pause_days") == 15
    Setting.objects.create(key="grievance.pause_days", value=10)
    assert option("grievance.pause_days") == 15  # still remembered
    options.forget()
    assert option("grievance.pause_days") == 10


def test_the_holidays_that_ship_are_the_calendar_and_an_edit_survives_the_next_load(db):
    added = load_holidays()
    assert added == Holiday.objects.count() > 40
    assert not working_calendar().is_working(date(2026, 1, 26))

    Holiday.objects.get(day=date(2026, 3, 21)).delete()  # the moon was seen a day sooner
    Holiday.objects.create(day=date(2026, 3, 20), name_en="Id-ul-Fitr", name_hi="ईद-उल-फितर")
    assert load_holidays() == 0
    calendar = working_calendar()
    assert not calendar.is_working(date(2026, 3, 20))


def test_loading_holidays_reaches_the_clock_at_once(db):
    friday = datetime(2026, 1, 23, 10, tzinfo=IST)  # before Republic Day, a Monday
    before = working_calendar().deadline(friday, 2)
    load_holidays()

    assert working_calendar().deadline(friday, 2) > before
    assert working_calendar().deadline(datetime(2026, 1, 24, 10, tzinfo=IST), 1).date() == date(2026, 1, 27)


def test_closed_saturdays_are_a_setting(db):
    assert working_calendar().is_working(date(2026, 11, 28))
    Setting.objects.create(key="calendar.closed_saturdays", value=[2, 4])
    options.forget()
    assert not working_calendar().is_working(date(2026, 11, 28))
    assert working_calendar().is_working(date(2026, 11, 21))
