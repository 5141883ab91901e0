"""eSpeak NG's library as a small program of its own: it is GPL, so it never becomes part of our process.

    python -I espeak_program.py <library> <data folder or -> speak|phonemes <voice> <words a minute>

Reads a text from standard input; writes WAV, or phonemes (IPA, `^` between the letters of one sound). Knows nothing
of Sunwai: the standard library is all it needs.
"""

from __future__ import annotations

import ctypes
import io
import sys
import wave

SYNCHRONOUS, UTF8, IPA, TIED, RATE_PARAMETER = 2, 1, 0x02, 0x80, 1
Heard = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


def main(library: str, data: str, job: str, voice: str, words_a_minute: str) -> None:
    espeak = ctypes.CDLL(library)
    rate = espeak.espeak_Initialize(SYNCHRONOUS, 0, None if data == "-" else data.encode(), 0)
    if rate <= 0 or espeak.espeak_SetVoiceByName(voice.encode()):
        raise SystemExit(f"espeak-ng has no voice {voice!r}")
    espeak.espeak_SetParameter(RATE_PARAMETER, int(words_a_minute), 0)
    text = sys.stdin.buffer.read()
    sys.stdout.buffer.write(phonemes(espeak, text) if job == "phonemes" else speech(espeak, text, rate))


def phonemes(espeak: ctypes.CDLL, text: bytes) -> bytes:
    """Line by line."""
    espeak.espeak_TextToPhonemes.restype = ctypes.c_char_p
    return b"\n".join(_phonemes_of(espeak, line) for line in text.split(b"\n"))


def _phonemes_of(espeak: ctypes.CDLL, line: bytes) -> bytes:
    rest, found = ctypes.c_char_p(line), []
    while rest.value:
        found.append(
            espeak.espeak_TextToPhonemes(ctypes.byref(rest), UTF8, (ord("^") << 8) | TIED | IPA) or b""
        )
    return b" ".join(found).strip()


def speech(espeak: ctypes.CDLL, text: bytes, rate: int) -> bytes:
    """WAV."""
    pieces: list[bytes] = []

    def heard(samples: object, count: int, _events: object) -> int:
        if samples and count:
            pieces.append(ctypes.string_at(samples, count * 2))  # type: ignore[arg-type]
        return 0

    callback = Heard(heard)
    espeak.espeak_SetSynthCallback(callback)
    espeak.espeak_Synth(text + b"\0", len(text) + 1, 0, 0, 0, UTF8, None, None)
    espeak.espeak_Synchronize()
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(b"".join(pieces))
    return out.getvalue()


if __name__ == "__main__":
    main(*sys.argv[1:])
