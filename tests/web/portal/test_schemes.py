"""Schemes on the portal: found, read, and which are for oneself; what is said there stays there."""

from __future__ import annotations

import pytest

from sunwai.schemes.models import KeptAnswers, OpenQuestion, Scheme
from tests.schemes.conftest import read_schemes_of_one


@pytest.fixture
def new_scheme(world):
    columns = read_schemes_of_one()

    def make(code="invented", **given):
        return Scheme.objects.create(
            **(columns | {"code": code, "department": world.category().department} | given)
        )

    return make


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_it_is_found_by_what_one_needs_in_latin_letters_with_a_slip(visitor, new_scheme):
    new_scheme()
    page = text(visitor.get("/schemes/", q="budhape ki pention"))
    assert "/schemes/invented/" in page
    assert not OpenQuestion.objects.exists()


def test_what_nobody_finds_is_counted_without_numbers(visitor, new_scheme):
    new_scheme()
    page = text(visitor.get("/schemes/", q="मंगल ग्रह 9876543210"))
    assert "कुछ नहीं मिला" in page
    assert OpenQuestion.objects.get().text == "मंगल ग्रह"


def test_a_machine_is_not_listened_to_for_long(visitor, new_scheme):
    for number in range(30):
        text(
            visitor.get(
                "/schemes/", q="".join(f"{chr(0x915 + int(digit))}ा" for digit in f"{number:03}") + "झझ"
            )
        )
    assert OpenQuestion.objects.count() <= 20


def test_a_list_is_narrowed_and_what_nobody_offers_is_passed_over(visitor, new_scheme):
    new_scheme()
    new_scheme("for-farmers", groups=["farmers"], kind="farming")
    assert "for-farmers" not in text(visitor.get("/schemes/", group="elderly"))
    assert "/schemes/invented/" not in text(visitor.get("/schemes/", kind="farming"))
    assert "?group=farmers" in text(visitor.get("/schemes/", group="no-such"))


def test_one_scheme_says_all_and_what_is_unsure(visitor, new_scheme):
    new_scheme(verify=["gets"], apply="https://example.invalid/apply")
    page = text(visitor.get("/schemes/invented/"))
    for said in ("गढ़ी हुई योजना", "जाँचें।", "आधार", "tel:181", "https://example.invalid/apply", "wa.me"):
        assert said in page
    assert "कृपया पुष्टि करें" in page
    assert "Invented Scheme" in text(visitor.get("/en/schemes/invented/"))


def test_one_out_of_use_is_not_there(visitor, new_scheme):
    new_scheme(is_active=False)
    assert visitor.get("/schemes/invented/").status_code == 404
    assert visitor.get("/schemes/no-such/").status_code == 404


@pytest.fixture
def three(new_scheme):
    new_scheme("for-women", rules=[{"fact": "gender", "is": ["female"]}])
    new_scheme("for-old", rules=[{"fact": "age", "min": 60}])
    new_scheme("for-poor", rules=[{"fact": "bpl", "is": ["yes"]}])


def part(page: str, after: str, before: str) -> str:
    return page[page.index(f'id="{after}"') : page.index(f'id="{before}"')]


def test_what_fits_what_may_and_what_does_not(visitor, three):
    page = text(visitor.post("/schemes/mine/", do="ask", gender="female", age="45"))
    assert "for-women" in part(page, "fits", "may-fit")
    assert "बी पी एल" in part(page, "may-fit", "does-not-fit")
    broken = part(page, "does-not-fit", "questions")
    assert "for-old" in broken
    assert "उम्र: कम से कम 60" in broken
    assert "45" in broken


def test_a_number_as_people_write_it(visitor, new_scheme):
    new_scheme(rules=[{"fact": "income", "max": 250000}])
    assert "invented" in part(text(visitor.post("/schemes/mine/", income="२,५०,०००")), "fits", "may-fit")
    assert "invented" in part(
        text(visitor.post("/schemes/mine/", income="2,50,001")), "does-not-fit", "questions"
    )
    assert visitor.post("/schemes/mine/", income="बहुत").status_code == 422


def test_nothing_is_kept_unless_asked(visitor, three, world):
    visitor.sign_in(world.citizen)
    visitor.post("/schemes/mine/", do="ask", age="45")
    assert not KeptAnswers.objects.exists()
    visitor.post("/schemes/mine/", do="keep", age="45")
    assert KeptAnswers.objects.get().answers == {"age": 45}
    assert 'value="45"' in text(visitor.get("/schemes/mine/"))
    visitor.post("/schemes/mine/", do="forget")
    assert not KeptAnswers.objects.exists()


def test_nobody_elses_answers_are_shown_or_deleted(visitor, another, three, world):
    visitor.sign_in(world.citizen)
    visitor.post("/schemes/mine/", do="keep", age="45")
    assert 'value="45"' not in text(another.get("/schemes/mine/"))
    another.post("/schemes/mine/", do="keep", age="46")
    another.post("/schemes/mine/", do="forget")
    assert KeptAnswers.objects.get().answers == {"age": 45}


def test_the_first_page_leads_there(visitor):
    assert 'href="/schemes/"' in text(visitor.get("/"))
