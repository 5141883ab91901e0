"""Voices and ears: the run-time voice really speaks; of the heavy models, what is ours to get right."""

from __future__ import annotations

import numpy as np
import pytest

from sunwai.calls.prompts import sound
from sunwai.gateways.speech import espeak, kokoro, whisper
from sunwai.gateways.speech.espeak import Espeak, NoVoice


@pytest.mark.parametrize("without_program", [False, True])
@pytest.mark.parametrize(
    ("text", "language"), [("आपकी शिकायत दर्ज है।", "hi"), ("Your complaint is registered.", "en")]
)
def test_it_speaks(monkeypatch, text, language, without_program):
    if without_program:
        monkeypatch.setattr(espeak.shutil, "which", lambda name: None)

    said = sound.measured(Espeak().speak(text, language=language))

    assert 0.8 < said.seconds < 4
    assert said.level == pytest.approx(sound.LEVEL, abs=0.5)
    assert said.clipped == 0


def test_what_has_nothing_to_say_is_silence():
    with pytest.raises(sound.TooQuiet):
        Espeak().speak(" ", language="hi")


def test_a_text_is_never_taken_for_an_option_or_markup():
    hostile = '--help -w /tmp/x <audio src="x"/> [[h@l@U]]'

    assert sound.seconds(Espeak().speak(hostile, language="en")) > 1


def test_without_espeak_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(espeak.shutil, "which", lambda name: None)
    monkeypatch.setattr(espeak, "find_spec", lambda name: None)
    monkeypatch.setattr(espeak, "find_library", lambda name: None)
    espeak._library.cache_clear()
    try:
        with pytest.raises(NoVoice, match="apt-get install espeak-ng"):
            Espeak().speak("नमस्ते", language="hi")
    finally:
        espeak._library.cache_clear()


def test_a_program_that_fails_is_a_voice_that_fails(monkeypatch):
    monkeypatch.setattr(espeak, "_speaking", lambda voice: ["false"])

    with pytest.raises(NoVoice):
        Espeak().speak("नमस्ते", language="hi")


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("बड़ा पेड़।", "hi", ["bˈʌɽaː pˈeːɽ."]),
        ("नमस्ते। 1 दबाइए।", "hi", ["nəmˈʌsteː. ˈeːk dəbˈaːɪˌeː."]),
        ("Namaste, press one.", "en", ["nəmˈʌsteː, pɹˈɛs wˌʌn."]),
    ],
)
def test_words_become_the_letters_that_the_model_knows(text, language, said):
    assert kokoro.pronounced(text, language) == said


def test_a_long_text_is_said_in_parts_that_end_at_a_pause():
    parts = kokoro.pronounced("शिकायत के लिए एक दबाइए। " * 60, "hi")

    assert len(parts) > 2
    assert all(len(part) <= kokoro.MOST_PHONEMES and part.endswith(".") for part in parts)


def test_a_model_that_is_not_the_checked_one_is_not_run():
    with pytest.raises(kokoro.NotInstalled, match="SHA-256"):
        kokoro._require_digest(b"another model", kokoro.MODEL_SHA256, "the model")


def test_without_its_packages_the_voice_says_how_to_get_them(settings, tmp_path):
    settings.VOICE_STYLES = tmp_path / "none.tgz"

    with pytest.raises(kokoro.NotInstalled):
        _ = kokoro.Kokoro()._styles


def test_the_ear_hears_at_its_own_rate():
    time = np.arange(8000) / 8000
    tone = (0.5 * np.sin(2 * np.pi * 440 * time)).astype(np.float32)

    heard = whisper._samples(sound.as_wav(sound.to_alaw(tone)))

    assert len(heard) == 16_000
    assert np.abs(heard[1000:-1000]).max() == pytest.approx(0.5, abs=0.02)
