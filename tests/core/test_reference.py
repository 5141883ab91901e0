"""Case numbers: none twice, none mis-keyed unnoticed, nothing to be read from them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sunwai.core import reference

keys = st.binary(min_size=16, max_size=32)
counters = st.integers(0, 9 * 10**7 - 1)
numbers = st.builds(lambda counter, key: reference.make(counter, digits=8, key=key), counters, keys)


@given(st.integers(1, 500), keys)
def test_the_permutation_is_one_to_one(size, key):
    assert sorted(reference.permute(value, size=size, key=key) for value in range(size)) == list(range(size))


@given(keys)
def test_a_whole_small_series_has_no_number_twice(key):
    series = [reference.make(counter, digits=3, key=key) for counter in range(900)]

    assert len(set(series)) == 900
    assert all(len(number) == 4 and number[0] != "0" for number in series)


@given(numbers)
def test_a_number_is_nine_digits_and_checks(number):
    assert (len(number), number[0] != "0", reference.is_valid(number)) == (9, True, True)


@given(numbers, st.data())
def test_every_single_wrong_digit_is_caught(number, data):
    place = data.draw(st.integers(0, len(number) - 1))
    wrong = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != number[place]]))

    assert not reference.is_valid(number[:place] + wrong + number[place + 1 :])


@given(numbers)
def test_every_swap_of_neighbours_is_caught(number):
    for i in range(len(number) - 1):
        swapped = number[:i] + number[i + 1] + number[i] + number[i + 2 :]
        assert swapped == number or not reference.is_valid(swapped)


def test_all_swaps_and_slips_of_all_four_digit_bodies_are_caught():
    for body in range(0, 10_000, 7):
        number = f"{body:04}" + reference.check_digit(f"{body:04}")
        for i in range(len(number) - 1):
            swapped = number[:i] + number[i + 1] + number[i] + number[i + 2 :]
            assert swapped == number or not reference.is_valid(swapped)


def test_the_table_is_the_one_of_damm():
    """572 with check digit 4 is the example of Damm's thesis."""
    assert reference.check_digit("572") == "4"
    assert reference.is_valid("5724")


@given(keys)
def test_numbers_do_not_show_how_many_there_were(key):
    neighbours = [int(reference.make(counter, digits=8, key=key)[:-1]) for counter in range(20)]
    steps = {later - sooner for sooner, later in pairwise(neighbours)}

    assert len(steps) > 15


@pytest.mark.parametrize("counter", [-1, 9 * 10**7])
def test_a_series_that_is_used_up_says_so(counter):
    with pytest.raises(ValueError, match="holds 90000000 numbers"):
        reference.make(counter, digits=8, key=b"key")


@pytest.mark.parametrize("text", ["", "4", "४८१२", "12a4", " 5724", "-5724"])
def test_what_is_no_number_is_not_valid(text):
    assert not reference.is_valid(text)


@pytest.mark.parametrize(
    ("typed", "digits"),
    [("4812 0937-5", "481209375"), ("४८१२ ०९३७ ५", "481209375"), ("न. 48 12", "4812"), ("", ""), ("٤٨", "")],
)
def test_typed_and_spoken_numbers_are_reduced_to_digits(typed, digits):
    assert reference.clean(typed) == digits


def test_a_number_is_shown_in_groups_of_four():
    assert reference.spaced("481209375") == "4812 0937 5"
