"""The first page and those that only say something, in both languages."""

import pytest

from tests.world import World

PAGES = ("/", "/about/", "/privacy/", "/accessibility/", "/sign-in/", "/track/", "/file/words/")


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
