"""Language detection, and numbers and dates as people write them."""

from datetime import date, datetime, time

import pytest

from sunwai.language import detect, format_date, format_time, group_digits, speak_digits


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("हमारे गाँव में बिजली नहीं है", "hi"),
        ("मेरा transformer जल गया", "hi"),
        ("hamare gaon me 5 din se bijli nahi hai", "hi-Latn"),
        ("pension nhi mili abhi tk", "hi-Latn"),
        ("sir mera ration card nahi bana please help", "hi-Latn"),
        ("mera naam list me nahi hai to kya karu", "hi-Latn"),
        ("There has been no electricity in our village for five days", "en"),
        ("Street light not working", "en"),
        ("Please repair the road in our ward", "en"),
        ("The patwari asked for money to do the mutation", "en"),
        ("Rampur", "hi-Latn"),
        ("12345", "hi"),
        ("", "hi"),
    ],
)
def test_detect(text, language):
    assert detect(text) == language


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (0, "0"),
        (999, "999"),
        (1000, "1,000"),
        (99999, "99,999"),
        (100000, "1,00,000"),
        (40100547, "4,01,00,547"),
        (1234567890, "1,23,45,67,890"),
        (-100000, "-1,00,000"),
    ],
)
def test_group_digits(number, written):
    assert group_digits(number) == written


def test_speak_digits_pauses_at_each_break():
    assert speak_digits("2611-00547", "hi") == "दो छह एक एक, शून्य शून्य पाँच चार सात"
    assert speak_digits("MP 26", "en") == "M P, two six"
    assert speak_digits("२६", "en") == "two six"
    assert speak_digits("", "hi") == ""


@pytest.mark.parametrize(
    ("at", "hindi", "english"),
    [
        (time(0, 5), "12:05 रात", "12:05 am"),
        (time(4, 0), "4:00 सुबह", "4:00 am"),
        (time(11, 59), "11:59 सुबह", "11:59 am"),
        (time(12, 0), "12:00 दोपहर", "12:00 pm"),
        (time(15, 40), "3:40 दोपहर", "3:40 pm"),
        (time(16, 0), "4:00 शाम", "4:00 pm"),
        (time(20, 30), "8:30 रात", "8:30 pm"),
    ],
)
def test_format_time(at, hindi, english):
    assert format_time(at, "hi") == hindi
    assert format_time(at, "en") == english


def test_format_date():
    assert format_date(date(2026, 11, 24), "hi") == "24 नवंबर 2026"
    assert format_date(date(2026, 1, 1), "en") == "1 January 2026"
    assert format_time(datetime(2026, 11, 24, 15, 40), "hi") == "3:40 दोपहर"  # noqa: DTZ001  local time by contract
