"""What callers hear: words, sounds, voices of our own, and texts said at run time."""

from __future__ import annotations

import csv
import io
import wave
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from sunwai.calls.actions import voices
from sunwai.calls.actions.voices import give_voice, take_back_voice
from sunwai.calls.bus import TO_THE_PROCESS
from sunwai.calls.models import PromptVoice
from sunwai.calls.prompts import building, library, music, sound
from sunwai.calls.prompts.catalogue import FILE, Prompt, as_table, prompts
from sunwai.core import clock
from sunwai.core.data import PACKAGE
from sunwai.core.errors import NotAllowed
from sunwai.grievances.enums import State
from tests import sounds as recordings

DOCS = PACKAGE.parents[1] / "docs"


def tone(seconds=1.0, *, rate=sound.RATE, level=0.1, hertz=440.0):
    time = np.arange(round(seconds * rate)) / rate
    return (level * np.sin(2 * np.pi * hertz * time)).astype(np.float32)


def wav_file(samples, rate=16_000):
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((samples * 32767).astype("<i2").tobytes())
    return SimpleUploadedFile("voice.wav", out.getvalue(), "audio/wav")


class Says:
    """A voice that says a tone, and remembers what it was asked for."""

    name = "tone"

    def __init__(self):
        self.asked = []

    def speak(self, text, *, language):
        self.asked.append((text, language))
        return sound.for_telephone(tone(len(text) / 12), sound.RATE)


class Dumb:
    """A voice that fails."""

    name = "dumb"

    def speak(self, text, *, language):
        raise OSError


# ── The catalogue ────────────────────────────────────────────────────────────────────────────────────────


def test_no_key_stands_twice_and_every_prompt_has_words_in_both_languages():
    with FILE.open(encoding="utf-8", newline="") as file:
        keys = [row["key"] for row in csv.DictReader(file)]

    assert len(keys) == len(set(keys))
    assert [one.key for one in prompts().values() if not (one.hi and one.en) and one.key != "pause"] == []


def test_every_state_of_a_case_has_a_sentence():
    assert {f"case_state_{state}" for state in State} <= prompts().keys()


def test_keys_stand_at_the_end_of_what_they_are_for():
    """शिकायत के लिए 1 दबाइए: who hears the key first has forgotten it when he knows what it is for."""
    for sentence in prompts()["main_menu"].hi.split("।"):
        assert not sentence or sentence.strip().endswith("दबाइए")


def test_all_districts_and_departments_have_names():
    assert sum(key.startswith("district_") for key in prompts()) == 55
    assert sum(key.startswith("department_") for key in prompts()) >= 50


# ── The sounds that ship ─────────────────────────────────────────────────────────────────────────────────


def test_every_prompt_has_a_current_sound():
    """After a change of words: `make voice`, then `sunwai prompts build`."""
    assert [str(problem) for problem in building.stale_sounds()] == []


def test_every_sound_is_fit_to_be_heard():
    found = building.check()

    assert found["problems"] == []
    assert found["bytes"] < 15_000_000


def test_the_list_to_listen_by_is_current():
    assert (DOCS / "prompts-words.md").read_text(encoding="utf-8") == as_table()


def test_the_music_of_those_who_wait_is_what_the_code_makes():
    kept, made = sound.from_alaw(building.MUSIC.read_bytes()), sound.from_alaw(music.waiting())

    assert len(kept) == len(made)
    assert float(np.abs(kept - made).max()) < 0.01  # another machine's sine may round otherwise


def test_the_music_has_no_seam():
    loop = sound.from_alaw(building.MUSIC.read_bytes())
    steps = np.abs(np.diff(loop))

    assert abs(loop[0] - loop[-1]) <= steps.max()


# ── Building ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def few(monkeypatch, tmp_path):
    """A catalogue of three prompts, and an empty folder."""
    catalogue = {
        one.key: one
        for one in (
            Prompt("hello", "नमस्ते, आप कैसे हैं", "Hello, how are you"),
            Prompt("n_2", "दो", "two"),
            Prompt("day_2", "दो", "second"),
            Prompt("pause", "", ""),
        )
    }
    monkeypatch.setattr(building, "prompts", lambda: catalogue)
    monkeypatch.setattr(building, "FOLDER", tmp_path)
    monkeypatch.setattr(building, "MUSIC", tmp_path / "moh" / "wait.alaw")
    monkeypatch.setattr(music, "waiting", lambda: b"")
    return catalogue


def build(voice, **how):
    return building.build(voice, say=lambda line: None, **how)


def test_only_what_is_missing_or_has_other_words_is_made(few):
    voice = Says()

    assert len(build(voice)) == 8
    assert build(voice) == []
    few["hello"] = Prompt("hello", "नमस्ते, आप कैसे हैं", "Good day, how are you")
    assert build(voice) == ["en/hello"]


def test_the_same_words_are_said_once(few):
    voice = Says()
    build(voice)

    assert voice.asked.count(("दो", "hi")) == 1
    assert building.file_of("n_2", "hi").read_bytes() == building.file_of("day_2", "hi").read_bytes()


def test_what_no_prompt_asks_for_is_deleted(few):
    build(Says())
    del few["hello"]
    build(Says())

    assert not building.file_of("hello", "hi").exists()
    assert "hello" not in building._manifest("hi")


def test_parts_are_trimmed_closer_than_sentences(few):
    build(Says())
    part, whole = (sound.measured(building.file_of(key, "hi").read_bytes()) for key in ("n_2", "hello"))

    assert (part.lead, part.tail) == pytest.approx((0.01, 0.03), abs=0.011)
    assert (whole.lead, whole.tail) == pytest.approx((0.06, 0.15), abs=0.011)


@pytest.mark.parametrize(
    ("alaw", "problem"),
    [
        (bytes([sound.SILENCE]) * 8000, "silent"),
        (sound.to_alaw(tone(1.5, level=0.02)), "instead of -19"),
        (sound.to_alaw(tone(1.5, level=1.0)), "clipped"),
        (sound.to_alaw(tone(20, level=0.16)), "20.00 s for"),
        (bytes([sound.SILENCE]) * 4000 + sound.to_alaw(tone(1, level=0.16)), "silence (lead)"),
    ],
)
def test_a_bad_sound_is_found(few, alaw, problem):
    build(Says())
    building.keep(few["hello"], "hi", alaw, "tone")

    assert any(problem in found for found in building.check()["problems"] if "hi/hello" in found)


def test_a_sound_that_somebody_changed_is_found(few):
    build(Says())
    building.file_of("hello", "en").write_bytes(sound.trimmed(sound.to_alaw(tone(2, level=0.16))))

    assert "en/hello: not the file that was made" in building.check()["problems"]


def test_who_listens_tells_the_language_of_sentences(few):
    class Deaf:
        name = "deaf"

        def language_of(self, alaw):
            return "hi", 0.9

    build(Says())
    heard = building.check(listener=Deaf(), say=lambda line: None)

    assert heard["languages"]["hi"] == {"sentences": 1, "heard_as_it": 1, "heard_as_else": {}}
    assert heard["languages"]["en"]["heard_as_else"] == {"hello": "hi"}
    assert "en: 0 of 1 sentences heard as it; as another: hello (hi)" in building.described(heard)


# ── Sound ────────────────────────────────────────────────────────────────────────────────────────────────


def test_alaw_is_that_of_the_standard():
    """G.711: 0 is 0xD5; the loudest is 32,256 of 32,768; every byte comes back as itself."""
    every = bytes(range(256))

    assert sound.to_alaw(np.zeros(1, np.float32)) in (b"\xd5", b"\x55")
    assert sound.DECODED.max() == pytest.approx(32256 / 32768)
    assert sound.to_alaw(sound.from_alaw(every)) == every


def test_what_the_telephone_does_not_carry_is_cut():
    low, middle, high = (
        sound.in_band(tone(1, rate=24_000, hertz=hertz), 24_000) for hertz in (100, 1000, 3900)
    )

    assert np.abs(low[800:-800]).max() < 0.001
    assert np.abs(middle[800:-800]).max() == pytest.approx(0.1, abs=0.002)
    assert np.abs(high[800:-800]).max() < 0.001


@pytest.mark.parametrize("level", [0.001, 0.05, 0.9])
def test_every_voice_comes_out_at_one_level_and_unclipped(level):
    noisy = np.random.default_rng(7).standard_normal(24_000).astype(np.float32) * level / 4
    is_now = sound.measured(sound.for_telephone(noisy, 24_000))

    assert is_now.level == pytest.approx(sound.LEVEL, abs=0.7)
    assert is_now.clipped == 0


# ── Voices of our own ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def forgotten(settings, tmp_path):
    """Nothing known of own voices, before and after; an empty folder."""
    settings.SOUNDS_FOLDER = tmp_path
    library._voices.clear()
    yield tmp_path
    library._voices.clear()


def give(world, file, key="welcome", **more):
    given = {"key": key, "language": "hi", "actor": world.administrator, "now": clock.now()}
    return give_voice(file=file, **given | more)


def test_a_prompt_that_ships_is_played_by_its_key(forgotten):
    assert library.sounds("welcome", "hi") == ["hi/welcome"]
    with pytest.raises(KeyError):
        library.sounds("no_such_prompt", "hi")


@pytest.mark.django_db(transaction=True)
def test_a_recording_takes_the_place_of_the_prompt_and_goes_again(world, forgotten):
    give(world, wav_file(tone(2, rate=16_000, level=0.4), 16_000), text="  नमस्ते जी ")
    library.read_voices()
    (name,) = library.sounds("welcome", "hi")

    assert name.startswith("own/")
    assert (forgotten / f"{name}.alaw").read_bytes() == library.alaw_of(name)
    assert sound.measured(library.alaw_of(name)).level == pytest.approx(sound.LEVEL, abs=0.5)
    assert PromptVoice.objects.get().text == "नमस्ते जी"
    assert library.sounds("welcome", "en") == ["en/welcome"]

    take_back_voice(key="welcome", language="hi", actor=world.administrator, now=clock.now())
    library.read_voices()
    assert library.sounds("welcome", "hi") == ["hi/welcome"]


@pytest.mark.django_db(transaction=True)
def test_the_calls_process_is_told(world):
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {TO_THE_PROCESS}")
    give(world, wav_file(tone(1, rate=16_000), 16_000))

    heard = list(connection.connection.notifies(timeout=2, stop_after=1))
    assert [(one.channel, one.payload) for one in heard] == [(TO_THE_PROCESS, "setup:")]


@pytest.mark.parametrize("kind", ["mp3", "m4a", "ogg", "webm", "wav", "aac"])
def test_any_format_of_a_phone_is_read(db, kind):
    with pytest.raises(voices.VoiceSilent):  # it is read: the recordings of the tests are silence
        voices.for_callers(recordings.sound_file(kind))


@pytest.mark.parametrize(
    ("file", "refusal"),
    [
        (SimpleUploadedFile("x.wav", b"not a sound at all"), voices.VoiceRefused),
        (SimpleUploadedFile("x.wav", b"\xff\xd8\xff" + bytes(100)), voices.VoiceRefused),
        (SimpleUploadedFile("x.wav", b"RIFF\x00\x00\x00\x00WAVEjunk"), voices.VoiceRefused),
        (wav_file(tone(61, rate=8000), 8000), voices.VoiceTooLong),
        (wav_file(np.zeros(8000, np.float32), 8000), voices.VoiceSilent),
    ],
    ids=["text", "photo", "broken", "long", "silent"],
)
def test_what_is_no_voice_is_refused_with_a_reason(db, file, refusal):
    with pytest.raises(refusal):
        voices.for_callers(file)


@pytest.mark.django_db(transaction=True)
def test_only_an_administrator_gives_voices(world):
    with pytest.raises(NotAllowed):
        give(world, wav_file(tone()), actor=world.agent)
    with pytest.raises(voices.NoSuchPrompt):
        give(world, wav_file(tone()), key="no_such_prompt")
    with pytest.raises(voices.NoSuchPrompt):  # a district has one name
        give(world, wav_file(tone()), key="district_392", language="en")


# ── Any other text ───────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def voice(monkeypatch, forgotten):
    one = Says()
    monkeypatch.setattr(library, "providers", lambda port: [one])
    return one


def test_a_text_is_said_once_and_kept(voice):
    first = library.said("कल  बिजली बंद रहेगी", "hi")

    assert first == library.said("कल बिजली बंद रहेगी ", "hi")
    assert first != library.said("कल बिजली बंद रहेगी", "en")
    assert voice.asked == [("कल बिजली बंद रहेगी", "hi"), ("कल बिजली बंद रहेगी", "en")]
    assert sound.measured(library.alaw_of(first)).seconds > 1


def test_what_nobody_heard_for_long_is_deleted_and_what_was_given_stays(world, voice):
    given, said = library.laid_out(b"\x55" * 800), library.said("बालाघाट का पुल", "hi")
    PromptVoice.objects.create(
        key="welcome", language="hi", sound=b"\x55" * 800, given_by=world.supervisor, given_at=clock.now()
    )
    today = datetime.now(UTC)  # files have the real time
    try:
        assert library.forget_unused(before=today - timedelta(days=30)) == 0
        assert library.forget_unused(before=today + timedelta(days=1)) >= 1
        assert library.alaw_of(given)
        with pytest.raises(KeyError):
            library.alaw_of(said)
    finally:
        PromptVoice.objects.all().delete()
        library.read_voices()


def test_the_words_of_a_prompt_are_said_by_the_prompt(voice):
    assert library.said("बालाघाट", "hi") == library.said("balaghat", "en") == "hi/district_392"
    assert voice.asked == []


def test_the_next_voice_speaks_where_one_fails(monkeypatch, voice):
    monkeypatch.setattr(library, "providers", lambda port: [Dumb(), voice])

    assert library.said("कुछ और", "hi").startswith("own/")


def test_without_a_voice_there_is_no_sound(monkeypatch, forgotten):
    monkeypatch.setattr(library, "providers", lambda port: [Dumb()])

    with pytest.raises(library.Unsaid):
        library.said("कुछ और", "hi")


def test_no_file_outside_of_the_library_is_read(forgotten):
    for name in ("own/../../etc/passwd", "../welcome", "xx/welcome", "hi/no_such", "hi/../en/welcome"):
        with pytest.raises(KeyError):
            library.alaw_of(name)
