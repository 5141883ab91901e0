"""Likeness: the same words match whatever their script, look-alikes do not."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sunwai.language import MATCH, similarity
from sunwai.language.report import read_pairs, score

PAIRS = read_pairs(Path(__file__).parents[2] / "data/language/pairs.csv")
THREE_SPELLINGS = ["bijli nahi aa rahi", "bijalee nahin aa rahi", "बिजली नहीं आ रही"]


@pytest.mark.parametrize("a", THREE_SPELLINGS)
@pytest.mark.parametrize("b", THREE_SPELLINGS)
def test_three_spellings_match_each_other(a, b):
    assert similarity(a, b) >= MATCH


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("sadak", "सड़क"),
        ("sarak", "sadak"),
        ("samagra id", "समग्र आईडी"),
        ("transformer", "ट्रांसफार्मर"),
        ("pension", "पेंशन"),
        ("pipe line", "पाइपलाइन"),
        ("Ganj Basoda", "Basoda Ganj"),
        ("paani nahi hai", "pani nhi"),
    ],
)
def test_the_same_words_match(a, b):
    assert similarity(a, b) >= MATCH


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("bijli bill", "bijli nahi"),
        ("पानी", "नाली"),
        ("रामपुर", "श्यामपुर"),
        ("Rampur", "Rampura"),
        ("nadi", "nari"),
        ("khana", "थाना"),
        ("pension mili", "पेंशन नहीं मिली"),
        ("ward 12", "वार्ड 13"),
        ("bijli", "bijli nahi aa rahi"),
    ],
)
def test_other_words_do_not_match(a, b):
    assert similarity(a, b) < MATCH


@pytest.mark.parametrize(("split", "recall", "precision"), [("tune", 0.98, 0.97), ("held-out", 0.94, 0.97)])
def test_recall_and_precision_keep_their_floors(split, recall, precision):
    found = score(pair for pair in PAIRS if pair.split == split)
    assert found.pairs >= 80
    assert found.recall >= recall
    assert found.precision >= precision


def test_every_known_district_name_matches_itself_across_scripts_and_no_other():
    names = [
        ("Balaghat", "बालाघाट"),
        ("Betul", "बैतूल"),
        ("Burhanpur", "बुरहानपुर"),
        ("Dindori", "डिंडोरी"),
        ("Narsinghpur", "नरसिंहपुर"),
        ("Raisen", "रायसेन"),
        ("Sheopur", "श्योपुर"),
        ("Shivpuri", "शिवपुरी"),
        ("Sidhi", "सीधी"),
        ("Singrauli", "सिंगरौली"),
        ("Tikamgarh", "टीकमगढ़"),
        ("Vidisha", "विदिशा"),
    ]
    for english, _ in names:
        assert [hindi for _, hindi in names if similarity(english, hindi) >= MATCH] == [dict(names)[english]]


@pytest.mark.parametrize(("a", "b"), [("", ""), ("", "pani"), ("।!", "।!"), ("தமிழ்", "தமிழ்")])
def test_texts_without_words_are_not_alike(a, b):
    assert similarity(a, b) == 0.0


@given(st.text("बिजलीनहaiknr ़्ं12", max_size=20), st.text("बिजलीनहaiknr ़्ं12", max_size=20))
def test_likeness_is_a_share_and_goes_both_ways(a, b):
    alike = similarity(a, b)
    assert 0.0 <= alike <= 1.0
    assert alike == similarity(b, a)


def test_the_pairs_hold_both_kinds_in_both_halves():
    assert len(PAIRS) >= 160
    for split in ("tune", "held-out"):
        same = [pair.same for pair in PAIRS if pair.split == split]
        assert 0.4 < sum(same) / len(same) < 0.6
