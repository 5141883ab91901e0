"""What people write where they could have pressed a button."""

from __future__ import annotations

import pytest

from sunwai.conversations import words
from sunwai.conversations.heard import hear

# fmt: off
MEANT = {
    "yes":      "हाँ|हां जी|haan|ha ji|han|ho gaya|haan kaam ho gaya|yes|thik hai|ठीक है",
    "no":       "नहीं|नहीं हुआ|nahi|nhi|nahin hua|kaam nahi hua|ji nahi|no|nhi huaa abhi tak|galat",
    "status":   "स्थिति|status batao|meri shikayat ka status|stithi|kya hua",
    "schemes":  "योजना|yojna|pension yojana|schemes",
    "person":   "kisi se baat karni hai|बात करनी है|call me|agent",
    "language": "भाषा|language|english|हिंदी",
    "file":     "शिकायत करनी है|mujhe shikayat karni hai|complaint",
    "stop":     "stop|band karo|बंद करो",
    "menu":     "नमस्ते|namaste ji|hello|hi|menu|मदद",
    "women":    "dahej ke liye maarte hain bahut pareshan hun kya karun|घरेलू हिंसा",
    "":         "bijli nahi hai|pani nahi aa raha|तीन दिन से पानी नहीं आया|rasta kharab hai|ration nahi mila|budhape ki pension|",
}
# fmt: on


@pytest.mark.parametrize(
    ("intent", "text"), [(name, text) for name, texts in MEANT.items() for text in texts.split("|")]
)
def test_the_meaning_of_short_words(intent, text):
    assert words.intent(text) == intent


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1),
        ("२", 2),
        (" 3. ", 3),
        ("4️⃣", 4),
        ("ek", 1),
        ("दो", 2),
        ("paanch", 5),
        ("12", 12),
        ("481209375", None),
        ("1 bijli", None),
    ],
)
def test_numbers_as_people_write_them(text, number):
    assert words.number(text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [("4812 0937 5", "481209375"), ("४८१२०९३७५", "481209375"), ("status 481209375", "481209375"), ("12", "")],
)
def test_case_numbers(text, number):
    assert words.case_number(text) == number


CHOICES = [("do:status", "शिकायत की स्थिति"), ("do:schemes", "योजनाएँ")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1", "do:status"),
        ("do", "do:schemes"),
        ("shikayat ki stithi", "do:status"),
        ("योजनाएँ", "do:schemes"),
        ("3", ""),
        ("0", ""),
    ],
)
def test_digits_and_words_stand_for_what_was_offered(text, code):
    assert hear({"kind": "text", "text": text}, CHOICES).code == code


def test_a_digit_that_answers_an_older_question_names_nothing():
    assert hear({"kind": "text", "text": "1"}, CHOICES, is_late=True).code == ""
