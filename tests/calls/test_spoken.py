"""Numbers, dates and names from parts: every part is a prompt, in both languages, and says what it should."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sunwai.calls import spoken
from sunwai.calls.prompts.catalogue import prompts
from sunwai.grievances.enums import State
from sunwai.language.dates import format_date, format_time
from sunwai.language.numbers import speak_digits
from sunwai.places.models import Place

languages = st.sampled_from(["hi", "en"])


def words(sounds):
    """What is heard, as text; the sound of the pause is a comma."""
    said = []
    for name in sounds:
        language, _slash, key = name.partition("/")
        said.append(prompts()[key].words(language) or ",")
    return " ".join(said).replace(" ,", ",")


def value(sounds):
    """What a number of parts stands for, worked out from the parts alone."""
    steps = {"hundred": 100, "thousand": 1000, "lakh": 10**5, "crore": 10**7}
    total = count = 0
    for key in (name.split("/")[1] for name in sounds):
        if key in steps:
            total, count = total + count * steps[key], 0
        else:
            count = int(key.removeprefix("n_"))
    return total + count


@given(st.integers(0, 99_999_999), languages)
def test_every_number_is_said_from_parts_that_exist(n, language):
    said = spoken.number(n, language)

    assert value(said) == n
    assert words(said)


@given(st.integers(10**8, spoken.MOST))
def test_and_so_are_crores(n):
    assert value(spoken.number(n, "hi")) == n


@pytest.mark.parametrize("n", [-1, spoken.MOST + 1])
def test_what_has_no_words_is_refused(n):
    with pytest.raises(ValueError, match="not said"):
        spoken.number(n, "hi")


@pytest.mark.parametrize(
    ("n", "language", "said"),
    [
        (0, "hi", "शून्य"),
        (48, "hi", "अड़तालीस"),
        (181, "hi", "एक सौ इक्यासी"),
        (100_000, "hi", "एक लाख"),
        (40_100_547, "hi", "चार करोड़ एक लाख पाँच सौ सैंतालीस"),
        (40_100_547, "en", "four crore one lakh five hundred forty-seven"),
    ],
)
def test_numbers_as_people_here_say_them(n, language, said):
    assert words(spoken.number(n, language)) == said


def test_the_hundred_numbers_are_all_different_in_hindi():
    assert len({prompts()[f"n_{n}"].hi for n in range(100)}) == 100


@given(st.text("0123456789", max_size=16), languages)
def test_digits_are_said_one_by_one_with_a_pause_after_four(digits, language):
    groups = " ".join(digits[i : i + 4] for i in range(0, len(digits), 4))

    assert words(spoken.digits(digits, language)) == speak_digits(groups, language)


def test_a_number_may_be_written_with_devanagari_digits_and_spaces():
    assert spoken.digits("४८१२ 0-937", "hi") == spoken.digits("48120937", "hi")


@given(st.dates(date(2020, 1, 1), date(2099, 12, 31)), languages)
def test_a_day_of_any_year_is_said(on, language):
    said = words(spoken.day(on, language, today=date(2026, 11, 26)))

    if language == "hi" and on.year == 2026 and on.day not in (26, 27):
        assert said.split()[1] == format_date(on, "hi").split()[1]
    assert said


def test_near_days_have_names():
    today = date(2026, 12, 31)

    assert words(spoken.day(today, "hi", today=today)) == "आज"
    assert words(spoken.day(today + timedelta(days=1), "en", today=today)) == "tomorrow"
    assert words(spoken.day(today + timedelta(days=2), "en", today=today)) == (
        "second January two thousand twenty-seven"
    )


@given(st.times(), languages)
def test_every_time_of_day_is_said(at, language):
    assert words(spoken.clock_time(at, language))


@given(st.times(), languages)
def test_the_part_of_the_day_is_that_of_written_times(at, language):
    said = words(spoken.clock_time(at, "hi"))

    assert said.startswith(format_time(at, "hi").split()[1])


@pytest.mark.parametrize(
    ("at", "hi", "en"),
    [
        (time(10), "सुबह दस बजे", "ten o'clock in the morning"),
        (time(13, 30), "दोपहर डेढ़ बजे", "one thirty in the afternoon"),
        (time(2, 30), "रात ढाई बजे", "two thirty at night"),
        (time(15, 40), "दोपहर तीन बज कर चालीस मिनट", "three forty in the afternoon"),
        (time(0, 30), "रात साढ़े बारह बजे", "twelve thirty at night"),
    ],
)
def test_times_as_people_here_say_them(at, hi, en):
    assert words(spoken.clock_time(at, "hi")) == hi
    assert words(spoken.clock_time(at, "en")) == en


def test_opening_hours():
    assert words(spoken.hours(time(7), time(23), "hi")) == "सुबह सात बजे से रात ग्यारह बजे तक"
    assert words(spoken.hours(time(7), time(23), "en")) == (
        "from seven o'clock in the morning to eleven o'clock at night"
    )


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (0, "less than a minute"),
        (1, "one minute"),
        (5, "five minutes"),
        (60, "one hour"),
        (125, "two hours five minutes"),
    ],
)
def test_lengths_of_time(n, said):
    assert words(spoken.minutes(n, "en")) == said


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("language", ["hi", "en"])
def test_every_state_of_a_case_has_its_sentence(state, language):
    assert words(spoken.state(state, language))


def test_departments_and_districts_are_said_by_their_names():
    balaghat = Place(lgd_code=392, name_en="Balaghat", name_hi="बालाघाट")

    assert words(spoken.department("energy", "", "hi")) == "ऊर्जा विभाग"
    assert words(spoken.department("energy", "", "en")) == "Energy Department"
    assert spoken.district(balaghat, "hi") == spoken.district(balaghat, "en") == ["hi/district_392"]


def test_a_name_of_a_prompt_needs_no_other_voice():
    assert spoken.name("  ऊर्जा   विभाग ", "hi") == ["hi/department_energy"]
