"""What a WhatsApp message shows, within Meta's limits."""

from __future__ import annotations

from sunwai.messages.whatsapp import MOST_ROWS, ROW_TITLE, listed


def titles(*names):
    return [
        row["title"] for row in listed("चुनें", [(str(n), name, "") for n, name in enumerate(names)])["rows"]
    ]


def test_titles_that_are_cut_to_the_same_are_told_apart_by_their_number():
    shown = titles("मुख्यमंत्री लाडली बहना योजना", "मुख्यमंत्री लाडली बहना आवास योजना", "मकान")
    assert len(set(shown)) == 3
    assert [title[:2] for title in shown[:2]] == ["1.", "2."]
    assert shown[2] == "मकान"
    assert all(len(title) <= ROW_TITLE for title in shown)


def test_even_ten_of_the_same_name():
    shown = titles(*["एक ही नाम"] * (MOST_ROWS + 3))
    assert len(shown) == len(set(shown)) == MOST_ROWS


def test_titles_of_their_own_stay_as_they_are():
    assert titles("बिजली", "पानी") == ["बिजली", "पानी"]
