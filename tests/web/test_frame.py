"""What every page has: a language, a way around it, walls; and words for whatever goes wrong."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import path

from sunwai.config import urls
from sunwai.messages.enums import Event


def page(client, address, **more):
    answer = client.get(address, **more)
    return answer, answer.content.decode()


def test_hindi_has_no_prefix_and_english_has_one(client, world):
    _answer, hindi = page(client, "/")
    _answer, english = page(client, "/en/")

    assert '<html lang="hi"' in hindi
    assert '<html lang="en"' in english


def test_the_browsers_language_does_not_decide(client, world):
    _answer, text = page(client, "/", headers={"accept-language": "en-US"})

    assert '<html lang="hi"' in text


@pytest.mark.parametrize(
    ("here", "there"), [("/track/?x=1", "/en/track/?x=1"), ("/en/privacy/", "/privacy/")]
)
def test_the_switch_leads_to_the_same_page(client, world, here, there):
    _answer, text = page(client, here)

    assert f'href="{there}"' in text


def test_no_page_has_a_script_or_style_of_its_own(client, world):
    answer, text = page(client, "/")

    assert "<style" not in text
    assert " style=" not in text
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert "'unsafe-inline'" not in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("address", "words"), [("/no-such/", "ऐसा कोई पेज नहीं है"), ("/en/no-such/", "There is no such page")]
)
def test_a_page_that_is_not_there_says_so_in_the_readers_language(client, world, address, words):
    answer, text = page(client, address)

    assert answer.status_code == 404
    assert words in text


@pytest.mark.parametrize(
    ("prefix", "words"), [("", "कृपया एक बार फिर भेजें"), ("/en", "Please send it once more")]
)
def test_a_form_without_its_token_is_refused_in_words_and_does_nothing(world, prefix, words):
    from sunwai.messages.models import Message

    answer = Client(enforce_csrf_checks=True).post(f"{prefix}/sign-in/", {"mobile": world.citizen.mobile})

    assert answer.status_code == 403
    assert words in answer.content.decode()
    assert not Message.objects.filter(event=Event.OTP).exists()


@pytest.mark.parametrize(
    ("prefix", "words"), [("", "हमारी तरफ़ से कुछ गड़बड़ हुई"), ("/en", "Something went wrong on our side")]
)
def test_our_own_mistake_is_owned_in_the_readers_language(world, settings, monkeypatch, prefix, words):
    def broken(request):
        raise RuntimeError("a bug")

    monkeypatch.setattr(
        urls, "urlpatterns", [path("broken", broken), path("en/broken", broken), *urls.urlpatterns]
    )
    from django.urls import clear_url_caches

    clear_url_caches()
    try:
        answer = Client(raise_request_exception=False).get(f"{prefix}/broken")
    finally:
        monkeypatch.undo()
        clear_url_caches()

    assert answer.status_code == 500
    assert words in answer.content.decode()
    assert "RuntimeError" not in answer.content.decode()


def test_a_demo_says_that_it_is_one_and_a_helpline_does_not(client, world, settings):
    _answer, demo = page(client, "/")
    settings.MODE = "production"
    _answer, real = page(client, "/")

    assert "काल्पनिक" in demo
    assert "काल्पनिक" not in real
