"""Aadhaar numbers are known by their check digit, and hidden wherever they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sunwai.core.aadhaar import AadhaarNotHere, find, is_aadhaar, masked, refuse

BODY = st.text("0123456789", min_size=10, max_size=10).map(lambda rest: "4" + rest)


def whole(body):
    return next(body + digit for digit in "0123456789" if is_aadhaar(body + digit))


@given(BODY, st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_is_caught(body, place, by):
    number = whole(body)
    wrong = str((int(number[place]) + by) % 10)
    assert not is_aadhaar(number[:place] + wrong + number[place + 1 :])


@given(BODY, st.integers(0, 10))
def test_two_neighbours_swapped_are_caught(body, place):
    number = whole(body)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert swapped == number or not is_aadhaar(swapped)


@given(BODY)
def test_it_is_found_and_hidden_in_any_writing(body):
    number = whole(body)
    spaced = f"{number[:4]} {number[4:8]}-{number[8:]}"
    devanagari = number.translate(str.maketrans("0123456789", "०१२३४५६७८९"))
    for written in (number, spaced, devanagari):
        text = f"मेरा आधार {written}, धन्यवाद"
        assert find(text) == number
        assert masked(text) == f"मेरा आधार xxxx xxxx {number[-4:]}, धन्यवाद"
        with pytest.raises(AadhaarNotHere):
            refuse(text)


@pytest.mark.parametrize("text", ["9876543210", "481209375", "खाता 12345678901234567", "₹48,000", ""])
def test_other_numbers_are_left_alone(text):
    refuse(text)
    assert masked(text) == text
