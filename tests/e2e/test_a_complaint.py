"""A complaint from the citizen's word to the citizen's yes, in a browser the size of a cheap phone, in Hindi."""

from __future__ import annotations

import re

import pytest

from sunwai.casework.audit import verify
from sunwai.grievances.enums import State
from sunwai.grievances.models import Grievance
from tests.world import photo_file

MOBILE = "6000018181"  # invented
WORDS = "बिजली नहीं आ रही"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_filed_refused_climbed_and_closed_by_the_citizens_yes(people, world, scripts):
    citizen = people.someone(scripts=scripts)
    case = file_a_complaint(citizen)
    assert (case.level, case.place) == (1, world.village)
    assert case.spoken_reference in citizen.newest_message(MOBILE)

    engineer = people.someone(scripts=scripts).sign_in(world.officer("je"))
    engineer.open("/office/")
    engineer.press_this(engineer.page.get_by_role("link", name=WORDS))
    engineer.press("काम शुरू करें")
    resolve(engineer, "लाइन ठीक कर दी गई")
    assert "क्या सच में हुआ" in citizen.newest_message(MOBILE)

    citizen.open(f"/c/{case.reference}/")
    assert "लाइन ठीक कर दी गई" in citizen.text
    assert proof_is_shown(citizen)
    citizen.press("नहीं हुआ").choose("कुछ नहीं हुआ").fill(words="खंभा अब भी टूटा है")
    citizen.press(re.compile("ऊपर के अधिकारी"))
    case.refresh_from_db()
    assert (case.state, case.level, case.reopen_count) == (State.OPEN, 2, 1)

    engineer.page.reload()
    assert engineer.page.get_by_role("link", name="हल दर्ज करें").count() == 0
    senior = people.someone(scripts=scripts).sign_in(world.officer("ae"))
    senior.open(f"/office/c/{case.reference}/")
    assert "खंभा अब भी टूटा है" in senior.text
    resolve(senior, "नया तार लगाया गया")

    citizen.open(f"/c/{case.reference}/")
    citizen.press("हाँ, हो गया").choose(re.compile("^5"))
    citizen.press(re.compile("^हाँ, .*बंद"))
    assert "बंद (आपने हाँ कहा)" in citizen.text
    case.refresh_from_db()
    assert case.state == State.CLOSED_SATISFIED

    events, broken = verify()
    assert events
    assert not broken
    assert citizen.troubles + engineer.troubles + senior.troubles == []


def file_a_complaint(citizen) -> Grievance:
    """One question a page; signing in comes half-way and costs nothing that was typed."""
    citizen.open("/")
    citizen.press("शिकायत दर्ज करें")
    citizen.fill(text=WORDS).press("आगे बढ़ें")
    if not citizen.page.get_by_label(WORDS).count():
        citizen.unfold("यह कुछ और है").fill(q="बिजली").press("ढूँढ़ें")
    citizen.choose(WORDS).press("आगे बढ़ें")
    citizen.page.get_by_label("जिला").select_option("बालाघाट")
    citizen.fill(q="rampayli").press("ढूँढ़ें")
    citizen.choose(re.compile("रामपायली")).press("आगे बढ़ें")
    citizen.fill(landmark="स्कूल के पीछे").press("आगे बढ़ें")
    citizen.press("आगे बढ़ें")  # no photo
    citizen.fill(mobile=MOBILE).press(re.compile("कोड"))
    citizen.fill(code=citizen.code_from_phone(MOBILE)).press("आगे बढ़ें")
    citizen.fill(name="परीक्षा नागरिक").press("आगे बढ़ें")
    assert all(said in citizen.text for said in (WORDS, "रामपायली", "स्कूल के पीछे", MOBILE))
    citizen.press("शिकायत भेजें")
    case = Grievance.objects.get()
    assert case.spoken_reference in citizen.text
    return case


def resolve(officer, words: str) -> None:
    """Report it solved, with a photo."""
    photo = photo_file()
    officer.press("हल दर्ज करें")
    form = officer.page.locator("form[action*='/resolve/']")
    form.locator("textarea").fill(words)
    form.locator("[name=camera]").set_input_files(
        {"name": photo.name, "mimeType": photo.content_type, "buffer": photo.read()}
    )
    officer.press_this(form.get_by_role("button", name="हल दर्ज करें"))
    assert words in officer.text


def proof_is_shown(citizen) -> bool:
    """The photo is there, not only its frame."""
    picture = citizen.page.locator("main img").first
    picture.scroll_into_view_if_needed()
    answer = citizen.page.request.get(picture.get_attribute("src"))
    return answer.ok and answer.headers["content-type"] == "image/jpeg"
