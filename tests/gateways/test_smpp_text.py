"""How the letters of an SMS travel."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sunwai.gateways.sms.smpp.text import ALPHABET, EXTENDED, Joint, decode, header, split, take_header
from sunwai.messages.texts import GSM_BASIC, GSM_EXTENDED, count_parts

LONG = "आपकी शिकायत 4812 0937 5 दर्ज हुई। " * 5


def test_the_alphabet_is_the_one_by_which_parts_are_counted():
    assert set(ALPHABET) - {"\x1b"} == GSM_BASIC
    assert set(EXTENDED) == GSM_EXTENDED
    assert len(ALPHABET) == 128


@pytest.mark.parametrize(
    ("letter", "code"),
    [("@", "00"), ("£", "01"), ("Δ", "10"), (" ", "20"), ("A", "41"), ("§", "5f"), ("à", "7f"), ("€", "1b65"), ("[", "1b3c")],
)  # fmt: skip
def test_letters_have_the_codes_of_the_standard(letter, code):
    """3GPP TS 23.038, tables of 6.2.1."""
    assert split(letter, unicode=False, reference=0) == [bytes.fromhex(code)]
    assert decode(bytes.fromhex(code), data_coding=0) == letter


@given(st.text(st.sampled_from(sorted(GSM_BASIC | GSM_EXTENDED)), max_size=700))
def test_there_are_as_many_parts_as_are_counted_and_nothing_is_lost_in_gsm(text):
    _whole_again(text, unicode=False)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=400))
def test_there_are_as_many_parts_as_are_counted_and_nothing_is_lost_in_hindi(text):
    _whole_again(text + "क", unicode=True)


def _whole_again(text, *, unicode):
    parts = split(text, unicode=unicode, reference=7)
    assert len(parts) == count_parts(text).count
    data_coding = 8 if unicode else 0
    if len(parts) == 1:
        assert decode(parts[0], data_coding=data_coding) == text
        return
    found = [take_header(part) for part in parts]
    assert [joint for joint, _ in found] == [(7, len(parts), at) for at in range(1, len(parts) + 1)]
    assert "".join(decode(body, data_coding=data_coding) for _, body in found) == text
    assert all(len(part) <= (140 if unicode else 159) for part in parts)


def test_hindi_of_three_parts():
    parts = split(LONG, unicode=True, reference=0x2A)
    assert [part[:6].hex() for part in parts] == ["0500032a0301", "0500032a0302", "0500032a0303"]


def test_a_header_with_a_reference_of_two_octets_and_others_before_it():
    joint, rest = take_header(bytes.fromhex("06080412340201") + b"rest")
    assert (joint, rest) == (Joint(0x1234, 2, 1), b"rest")
    joint, rest = take_header(bytes.fromhex("0b" + "05040b8423f0" + "0003070301") + b"rest")
    assert (joint, rest) == (Joint(7, 3, 1), b"rest")


@given(st.binary(max_size=60))
def test_nonsense_is_no_header_and_raises_nothing(body):
    take_header(body)
    for data_coding in (0, 1, 3, 8, 0xF1, 4, 99):
        decode(body, data_coding=data_coding)


def test_a_header_is_taken_off_as_it_was_put_on():
    assert take_header(header(Joint(255, 3, 2)) + b"body") == (Joint(255, 3, 2), b"body")
