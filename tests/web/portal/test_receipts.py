"""The receipt: for those who may see the case, with what each may see, in the reader's language."""

from datetime import timedelta

import pytest

from sunwai.core import clock
from sunwai.grievances.actions.registration import join_grievance
from sunwai.messages.enums import Channel
from sunwai.web.portal.receipts import RECEIPTS_AN_HOUR
from tests.paper import letters, pages

WORDS = "कार्यालय के पास ट्रांसफार्मर जल गया है, क्षेत्र में दृष्टि बाधित है"


@pytest.fixture
def case(world):
    return world.register(text=WORDS)


def receipt(visitor, case, root=""):
    return visitor.get(f"{root}/c/{case.reference}/receipt.pdf")


def test_it_says_in_hindi_what_was_said_who_has_it_and_until_when(visitor, world, case):
    answer = receipt(visitor.sign_in(world.citizen), case)
    text = "".join(pages(answer.content))

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'inline; filename="sunwai-181-{case.reference}.pdf"'
    assert "no-store" in answer["Cache-Control"]
    for words in (
        case.spoken_reference,
        WORDS,
        "आपकी शिकायत की रसीद",
        case.category.label,
        "कनिष्ठ अभियंता, वारासिवनी",
        "26 नवंबर 2026",
        "181",
    ):
        assert letters(words) in text


def test_and_in_english(visitor, world, case):
    text = "".join(pages(receipt(visitor.sign_in(world.citizen), case, "/en").content))

    assert letters("Receipt of your complaint") in text
    assert letters(WORDS) in text  # the citizen's own words stay as they are


def test_who_joined_gets_a_receipt_without_the_words_of_the_other(visitor, world, case):
    neighbour = world.new_citizen()
    join_grievance(
        grievance=case, citizen=neighbour, channel=Channel.PORTAL, actor=neighbour, now=clock.now()
    )
    text = "".join(pages(receipt(visitor.sign_in(neighbour), case).content))

    assert letters(case.spoken_reference) in text
    assert letters("ट्रांसफार्मर जल गया है") not in text


def test_for_anybody_else_there_is_none(visitor, another, world, case):
    visitor.sign_in(world.new_citizen())

    assert receipt(visitor, case).status_code == 404
    assert receipt(another, case)["Location"].startswith("/sign-in/?next=")


def test_after_too_many_in_an_hour_one_is_told_when_to_come_back(visitor, world, case, now):
    visitor.sign_in(world.citizen)
    for _time in range(RECEIPTS_AN_HOUR):
        assert receipt(visitor, case).status_code == 200
    refused = receipt(visitor, case)

    assert refused["Location"] == f"/c/{case.reference}/"
    assert "मिनट बाद" in visitor.get(refused["Location"]).text

    with clock.frozen(now + timedelta(hours=1)):
        assert receipt(visitor, case).status_code == 200
