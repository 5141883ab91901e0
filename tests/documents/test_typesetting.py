"""What is printed can be read back, letter by letter."""

import pytest

from sunwai.documents.typesetting import render
from tests.paper import letters, pages

RECEIPT = {
    "language": "hi",
    "title": "शिकायत की रसीद",
    "helpline": "मध्य प्रदेश हेल्पलाइन 181",
    "number_label": "शिकायत का नंबर",
    "number": "4812 0937 5",
    "rows": [["कहाँ", "कार्यालय के पीछे, वारासिवनी"]],
    "words_label": "आपने क्या लिखा",
    "words": "ट्रांसफार्मर जल गया है\nदृष्टि, श्रृंखला, क्षेत्र",
    "next_label": "अब क्या होगा",
    "next": ["अधिकारी इसे देखेंगे।"],
    "foot": ["181"],
}


@pytest.mark.parametrize(
    "words",
    ["शिकायत की रसीद", "4812 0937 5", "कार्यालय के पीछे, वारासिवनी", "ट्रांसफार्मर जल गया है", "दृष्टि, श्रृंखला, क्षेत्र"],
)
def test_hindi_is_read_back_as_it_was_written(words):
    assert letters(words) in pages(render("receipt", RECEIPT))[0]


def test_the_same_data_make_the_same_words_again_and_again():
    first = render("receipt", RECEIPT)
    other = render("receipt", RECEIPT | {"number": "7777 0000 1"})

    assert "777700001" in pages(other)[0]
    assert "481209375" not in pages(other)[0]
    assert pages(render("receipt", RECEIPT)) == pages(first)


def test_what_looks_like_markup_is_only_text():
    text = '#read("/etc/hostname") *मोटा* $x^2$ @नाम #sys.inputs'

    assert letters(text) in pages(render("receipt", RECEIPT | {"words": text}))[0]


def test_without_words_their_heading_is_left_out():
    assert letters("आपने क्या लिखा") not in pages(render("receipt", RECEIPT | {"words": ""}))[0]


def test_a_long_complaint_goes_on_on_the_next_sheet():
    pdf = render("receipt", RECEIPT | {"words": "बिजली नहीं आ रही। " * 400})

    assert len(pages(pdf)) > 1
    assert "".join(pages(pdf)).count(letters("बिजली नहीं")) == 400
