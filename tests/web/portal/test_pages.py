"""The first page and those that only say something, in both languages."""

import pytest

from sunwai.core import options
from sunwai.core.models import Setting
from sunwai.web.portal import pages
from tests.world import World

SAID = tuple(f"/{name}/" for name in pages.PAGES)
PAGES = ("/", *SAID, "/feedback/", "/sign-in/", "/track/", "/file/words/")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["hi", "en"])
def test_every_page_speaks_both_languages(visitor, page, language):
    response = visitor.get(page if language == "hi" else f"/en{page}")

    assert response.status_code == 200
    assert f'<html lang="{language}"' in response.text


def test_nothing_on_a_page_needs_a_script_or_an_inline_style(visitor):
    for page in PAGES:
        text = visitor.get(page).text
        assert " onclick=" not in text
        assert " style=" not in text


def test_the_first_page_counts_what_there_is(visitor, world: World):
    world.register()
    world.register()

    response = visitor.get("/")

    assert response.context["counts"]["registered"] == 2
    assert response.context["satisfied_share"] is None  # nothing is closed: there is no share to boast of
    assert 'href="tel:181"' in response.text


def test_search_engines_are_kept_from_cases(visitor):
    response = visitor.get("/robots.txt")

    assert response["Content-Type"].startswith("text/plain")
    assert "Disallow: /c/" in response.text


@pytest.mark.parametrize("page", SAID)
def test_a_page_says_whose_it_is_and_when_it_was_reviewed(visitor, page):
    text = visitor.get(page).text

    assert "यह साइट इनकी है: राज्य लोक सेवा अभिकरण, मध्य प्रदेश शासन" in text
    assert f'datetime="{pages.PAGES[page.strip("/")].reviewed:%Y-%m-%d}"' in text


def test_every_page_leads_to_what_a_government_site_must_show(visitor):
    for page in PAGES:
        text = visitor.get(page).text
        for needed in (*SAID, "/feedback/"):
            assert f'href="{needed}"' in text


def test_the_site_map_names_every_page(visitor):
    text = visitor.get("/site-map/").text

    for page in pages.PAGES.values():
        assert str(page.title) in text


def test_the_contact_page_shows_what_the_administrator_entered_and_invents_nothing(visitor):
    assert visitor.get("/contact/").text.count("अभी नहीं भरा गया।") == 3

    Setting.objects.create(key="site.address_hi", value="पंक्ति एक\nपंक्ति दो <b>")
    options.forget()
    text = visitor.get("/contact/").text

    assert "पंक्ति एक<br>पंक्ति दो &lt;b&gt;" in text
    assert text.count("अभी नहीं भरा गया।") == 2
