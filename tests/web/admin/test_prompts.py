"""The page of all prompts: what is listed, heard, replaced and taken back."""

from __future__ import annotations

import io
import wave

import numpy as np
import pytest
from django.urls import reverse

from sunwai.calls.models import PromptVoice
from sunwai.calls.prompts import building, sound
from tests import sounds as recordings
from tests.calls.test_prompts import tone, wav_file


@pytest.fixture
def shipped(monkeypatch, tmp_path):
    """A folder of sounds in which only the Hindi welcome is."""
    monkeypatch.setattr(building, "FOLDER", tmp_path)
    (tmp_path / "hi").mkdir()
    alaw = sound.to_alaw(tone(2, level=0.16))
    building.keep(building.prompts()["welcome"], "hi", alaw, "tone")
    return alaw


def address(name="prompt", key="welcome", language="hi"):
    return reverse(f"admin:{name}", args=[language, key])


def test_every_sentence_is_listed_with_its_words_and_sound(admin, shipped):
    page = admin.get(reverse("admin:prompts"))
    said = page.content.decode()

    assert "नमस्ते। सी एम हेल्पलाइन 181 में आपका स्वागत है।" in said
    assert address("prompt_sound") in said
    assert address("prompt_sound", language="en") not in said  # there is none yet
    assert "n_48" not in said


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ({"kind": "parts"}, "hours_from"),
        ({"q": "अड़तालीस"}, "n_48"),
        ({"q": "BALAGHAT"}, "district_392"),
        ({"kind": "missing"}, "welcome"),
        ({"kind": "nonsense"}, "welcome"),
    ],
)
def test_others_are_found(admin, shipped, asked, first):
    page = admin.get(reverse("admin:prompts"), asked)

    assert page.context["page"][0]["key"] == first


def test_nothing_of_our_own_yet(admin, shipped):
    assert list(admin.get(reverse("admin:prompts"), {"kind": "own"}).context["page"]) == []


def test_a_prompt_is_heard_as_the_telephone_carries_it(admin, shipped):
    heard = admin.get(address("prompt_sound"))

    with wave.open(io.BytesIO(heard.content)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getnframes()) == (8000, 1, len(shipped))
        played = np.frombuffer(file.readframes(len(shipped)), "<i2") / 32767
    assert np.abs(played - sound.from_alaw(shipped)).max() < 0.0001
    assert admin.get(address("prompt_sound", language="en")).status_code == 404
    assert admin.get(address("prompt_sound", key="no_such")).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_recording_is_given_heard_and_taken_back(admin, shipped):
    given = admin.post(address(), {"file": wav_file(tone(1, rate=16_000)), "text": "राम राम"}, follow=True)

    assert "राम राम" in given.content.decode()
    own = bytes(PromptVoice.objects.get().sound)
    assert admin.get(address("prompt_sound")).content == sound.as_wav(own)
    assert admin.get(address("prompt_sound"), {"shipped": ""}).content == sound.as_wav(shipped)
    (row,) = admin.get(reverse("admin:prompts"), {"kind": "own"}).context["page"]
    assert row["key"] == "welcome"

    admin.post(address("prompt_take_back"))
    assert admin.get(address("prompt_sound")).content == sound.as_wav(shipped)


def test_what_was_typed_survives_a_bad_recording(admin, shipped):
    refused = admin.post(address(), {"file": recordings.sound_file("mp3"), "text": "राम राम"})

    assert refused.status_code == 422
    assert "राम राम" in refused.content.decode()
    assert "file" in refused.context["form"].errors
