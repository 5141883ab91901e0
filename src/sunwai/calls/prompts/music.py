"""What callers hear and nobody speaks: a beep, and the music of those who wait, made here and nobody's property.

The music is a santoor over a tanpura in the scale of Bhupali. It is a loop without a seam: what still sounds at its
end sounds on at its beginning.
"""

from __future__ import annotations

import numpy as np

from sunwai.calls.prompts import sound
from sunwai.calls.prompts.sound import Samples

RATE = 24_000  # hertz at which it is made
LEVEL = -25.0  # dB: under a voice, not over it
STEP = 0.6  # seconds from note to note
SA = 293.66  # hertz
NOTES = {"S": 1, "R": 9 / 8, "G": 5 / 4, "P": 3 / 2, "D": 5 / 3, "Ṡ": 2, "Ṙ": 9 / 4, "Ġ": 5 / 2}
MELODY = """
    S · R · G · · ·   P · G · R · · ·   G · P · D · P ·   G · · · R S · ·
    P · D · Ṡ · · ·   D · P · G · · ·   R · G · P · G R   S · · · · · · ·
"""
DRONE = (3 / 4, 1, 1, 1 / 2)  # Pa, Sa, Sa, low Sa: over and over


def waiting() -> bytes:
    """The loop as raw A-law, 38.4 seconds."""
    steps = MELODY.split()
    loop = np.zeros(round(len(steps) * STEP * RATE), np.float32)
    for number, note in enumerate(steps):
        _strike(loop, number, _pluck(SA * DRONE[number % 4], lasts=5.0, fades=0.7, bright=0.8) * 0.35)
        if note in NOTES:
            # Two strings a hair apart, as a santoor has them.
            for detuned in (0.999, 1.001):
                _strike(
                    loop, number, _pluck(SA * NOTES[note] * detuned, lasts=3.0, fades=1.6, bright=0.6) * 0.5
                )
    heard = sound.in_band(loop, RATE)
    return sound.to_alaw(sound.rounded(heard * 10 ** (LEVEL / 20) / np.sqrt((heard**2).mean())))


def beep() -> bytes:
    """A quarter of a second at 1 kHz, with soft edges, as raw A-law: speak now."""
    time = np.arange(sound.RATE // 4) / sound.RATE
    edges = np.minimum(1, np.minimum(time, time[::-1]) / 0.02)
    return sound.to_alaw(np.asarray(0.4 * np.sin(2 * np.pi * 1000 * time) * edges, np.float32))


def _pluck(hertz: float, *, lasts: float, fades: float, bright: float) -> Samples:
    """A struck string: its harmonics, the higher ones weaker and sooner gone."""
    time = np.arange(round(lasts * RATE)) / RATE
    heard = sum(
        bright**harmonic
        * np.sin(2 * np.pi * harmonic * hertz * time)
        * np.exp(-time * fades * (1 + harmonic / 4))
        for harmonic in range(1, int(4000 / hertz) + 1)
    )
    return np.asarray(heard * np.minimum(time / 0.004, 1) * np.minimum((lasts - time) / 0.2, 1), np.float32)


def _strike(loop: Samples, step: int, note: Samples) -> None:
    """Let a note sound from its step on, round the end."""
    begin = round(step * STEP * RATE)
    fits = min(len(note), len(loop) - begin)
    loop[begin : begin + fits] += note[:fits]
    loop[: len(note) - fits] += note[fits:]
