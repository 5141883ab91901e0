"""A record is read field by field; whatever comes is either one, or broken with a reason."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sunwai.cpgrams.enums import Reason
from sunwai.cpgrams.records import REGISTRATION, Broken, read_record, read_word
from tests.central_world import record
from tests.world import MONDAY


def read(**fields):
    return read_record(record(**fields), now=MONDAY)


def test_a_record_as_it_comes_is_read():
    found = read(name=" Sita Bai ", mobile="+91 60000 00001")

    assert found.registration_no == "GOVMP/E/2026/0000001"
    assert found.category == 100
    assert found.received_at == datetime(2026, 11, 22, 4, 30, tzinfo=UTC)
    assert (found.name, found.mobile, found.district) == ("Sita Bai", "6000000001", "BALAGHAT")


def test_the_forms_in_which_such_data_are_passed_on_are_read_too():
    found = read(
        registration_no="govmp/e/2026/0001234",
        CategoryV7=100.0,
        recvd_date={"$date": "2026-11-22T04:30:00Z"},
        DiaryDate=None,
    )

    assert (found.registration_no, found.category) == ("GOVMP/E/2026/0001234", 100)
    assert found.received_at == datetime(2026, 11, 22, 4, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"registration_no": "GOVMP-2026-1"}, Reason.NUMBER),
        ({"registration_no": None}, Reason.NUMBER),
        ({"subject_content_text": " \n "}, Reason.TEXT),
        ({"subject_content_text": "… !"}, Reason.TEXT),
        ({"recvd_date": "yesterday", "DiaryDate": ""}, Reason.DATE),
        ({"recvd_date": "0001-01-01T00:00:00+14:00", "DiaryDate": ""}, Reason.DATE),
        ({"recvd_date": "1999-01-01"}, Reason.DATE),
        ({"recvd_date": "2026-11-26T10:00:00"}, Reason.FUTURE),
        ({"CategoryV7": "roads"}, Reason.CATEGORY),
        ({"CategoryV7": 1.5}, Reason.CATEGORY),
        ({"CategoryV7": float("inf")}, Reason.CATEGORY),
        ({"CategoryV7": -4}, Reason.CATEGORY),
        ({"dist_name": ""}, Reason.DISTRICT),
        ({"closing_date": "2026-11-22"}, Reason.CLOSED),
        ({"surplus": "…"}, Reason.SURPLUS),
    ],
)
def test_what_is_wrong_is_named(fields, reason):
    with pytest.raises(Broken) as broken:
        read(**fields)

    assert broken.value.reason is reason


@pytest.mark.parametrize("raw", [None, 4, "a line", [1, 2], b"bytes"])
def test_what_is_no_record_at_all_is_named(raw):
    with pytest.raises(Broken) as broken:
        read_record(raw, now=MONDAY)

    assert broken.value.reason is Reason.NOT_A_RECORD


def test_a_clock_of_the_centre_that_is_a_little_ahead_does_not_matter():
    ahead = (MONDAY + timedelta(hours=5)).isoformat()

    assert read(recvd_date=ahead).received_at == MONDAY


def test_no_mobile_is_better_than_a_wrong_one():
    assert [read(mobile=text).mobile for text in ("0755-2551234", "12345", "6000000001x2")] == ["", "", ""]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(max_size=20),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(), inside, max_size=3),
    max_leaves=6,
)
LIKE_A_RECORD = st.fixed_dictionaries(
    {
        "registration_no": st.from_regex(REGISTRATION, fullmatch=True) | ANYTHING,
        "recvd_date": st.datetimes().map(datetime.isoformat) | ANYTHING,
        "CategoryV7": st.integers(0, 30_000) | st.text(alphabet="0123456789.eE+-", max_size=8) | ANYTHING,
        "subject_content_text": st.text(min_size=1, max_size=200) | ANYTHING,
        "dist_name": st.text(min_size=1, max_size=30) | ANYTHING,
    },
    optional=dict.fromkeys(("DiaryDate", "name", "mobile", "remarks_text", "org_code", "state"), ANYTHING),
)


@given(raw=LIKE_A_RECORD | ANYTHING)
def test_whatever_comes_is_a_record_that_can_be_kept_or_is_broken(raw):
    try:
        found = read_record(raw, now=MONDAY)
    except Broken as error:
        reason, detail = error.reason, error.detail
    else:
        reason, detail = None, ""
    assert "\0" not in detail
    if reason:
        return
    kept = (found.text, found.remarks, found.district, found.name, found.mobile, found.org_code, found.state)
    for text in kept:
        assert "\0" not in text
        text.encode()  # no half letters
    assert REGISTRATION.fullmatch(found.registration_no)
    assert found.received_at <= MONDAY
    assert 0 < found.category < 2**31
    assert len(found.name) <= 120
    assert len(found.district) <= 80


WORD = {
    "id": "FE1",
    "kind": "feedback",
    "registration_no": "GOVMP/E/2026/0000001",
    "rating": "Very Good",
    "text": "",
    "at": "2026-11-23T09:00:00+05:30",
}


def test_a_rating_is_a_number_from_one_to_five():
    assert read_word(WORD, now=MONDAY).rating == 4
    assert read_word(WORD | {"rating": "poor"}, now=MONDAY).rating == 1


@pytest.mark.parametrize(
    "fields", [{"id": ""}, {"kind": "praise"}, {"rating": "meh"}, {"registration_no": "x"}]
)
def test_feedback_that_cannot_be_understood_is_broken(fields):
    with pytest.raises(Broken):
        read_word(WORD | fields, now=MONDAY)


@given(raw=st.dictionaries(st.sampled_from(sorted(WORD)), ANYTHING) | ANYTHING)
def test_whatever_is_said_is_a_word_or_is_broken(raw):
    try:
        found = read_word(raw, now=MONDAY)
    except Broken:
        return
    assert found.at <= MONDAY
    found.words.encode()
