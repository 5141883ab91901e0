"""Sound as the telephone carries it: A-law, 8 kHz, one channel (ITU-T G.711), in the telephone's band, at one level.

Samples are numpy arrays of floats between -1 and 1; levels are dB below full scale (a square wave of 1 is 0 dB).
"""

from __future__ import annotations

import io
import wave
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

RATE = 8000  # hertz, and bytes a second
LEVEL = -19.0  # dB: speech without its pauses
CEILING = 0.89  # -1 dB: nothing is louder
BAND = (300.0, 3400.0)  # hertz (ITU-T G.712)
EDGE = 80.0  # hertz over which the band fades
LEAD, TAIL = 0.06, 0.15  # seconds of silence kept before and after
WINDOW = 80  # samples: 10 ms
QUIET = -45.0  # dB: below it a window is silence
SILENCE = 0xD5  # the A-law byte of nothing

Samples = NDArray[np.float32]


class TooQuiet(ValueError):
    """Nobody speaks in it."""


def _decoding() -> Samples:
    """What each A-law byte stands for (G.711, table 1a)."""
    byte = np.arange(256) ^ 0x55
    exponent, mantissa = (byte & 0x70) >> 4, byte & 0x0F
    size = np.where(
        exponent == 0, (mantissa << 4) + 8, ((mantissa << 4) + 0x108) << np.maximum(exponent - 1, 0)
    )
    return (np.where(byte & 0x80, size, -size) / 32768).astype(np.float32)


DECODED = _decoding()
_ORDER = np.argsort(DECODED, kind="stable")
_BETWEEN = (DECODED[_ORDER][1:] + DECODED[_ORDER][:-1]) / 2


def from_alaw(alaw: bytes) -> Samples:
    """The samples of raw A-law."""
    return DECODED[np.frombuffer(alaw, np.uint8)]


def to_alaw(samples: NDArray[np.floating[Any]]) -> bytes:
    """Samples as raw A-law, each as its nearest step."""
    return _ORDER[np.searchsorted(_BETWEEN, samples)].astype(np.uint8).tobytes()


def as_wav(alaw: bytes) -> bytes:
    """Raw A-law as WAV (16 bit), which every browser plays."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((from_alaw(alaw) * 32767).astype("<i2").tobytes())
    return out.getvalue()


def seconds(alaw: bytes) -> float:
    """How long raw A-law lasts."""
    return len(alaw) / RATE


def for_telephone(samples: Samples, rate: int) -> bytes:
    """A voice as raw A-law: its band cut, 8 kHz, its speech at `LEVEL`, peaks rounded off, never clipped.

    Args:
        samples: one channel, at any level.
        rate: of `samples`, in hertz.

    Raises:
        TooQuiet: there is nothing to be heard.
    """
    heard = in_band(samples, rate)
    return to_alaw(rounded(heard * 10 ** ((LEVEL - speech_level(heard)) / 20)))


def in_band(samples: Samples, rate: int) -> Samples:
    """`samples` at 8 kHz, without what lies outside the telephone's band."""
    spectrum = np.fft.rfft(samples.astype(np.float64))
    hertz = np.fft.rfftfreq(len(samples), 1 / rate)
    low, high = BAND
    passes = _ramp((hertz - low + EDGE) / EDGE) * _ramp((high + EDGE - hertz) / EDGE)
    length = round(len(samples) * RATE / rate)
    kept = (spectrum * passes)[: length // 2 + 1]
    return (np.fft.irfft(kept, length) * (length / max(len(samples), 1))).astype(np.float32)


def _ramp(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """From 0 to 1 between 0 and 1, without a corner."""
    return 0.5 - 0.5 * np.cos(np.pi * np.clip(x, 0, 1))


def rounded(samples: Samples) -> Samples:
    """Peaks above half of the scale are bent below the ceiling."""
    knee = 0.5
    over = np.maximum(np.abs(samples) - knee, 0)
    bent = np.minimum(np.abs(samples), knee) + (CEILING - knee) * np.tanh(over / (CEILING - knee))
    return (np.sign(samples) * bent).astype(np.float32)


def speech_level(samples: Samples) -> float:
    """The level (dB) of the windows in which somebody speaks.

    Raises:
        TooQuiet: in none.
    """
    power = _power(samples)
    loudest = power.max(initial=0.0)
    if loudest < 1e-8:
        raise TooQuiet
    spoken = power[power > loudest * 10 ** (-25 / 10)]
    return float(10 * np.log10(spoken.mean()))


def trimmed(alaw: bytes, *, lead: float = LEAD, tail: float = TAIL) -> bytes:
    """With just so much silence before and after.

    Args:
        lead: seconds before the first sound.
        tail: seconds after the last one.

    Raises:
        TooQuiet: there is nothing to be heard.
    """
    first, last = _spoken(from_alaw(alaw))
    body = _faded(from_alaw(alaw)[first:last])
    return _silence(lead) + to_alaw(body) + _silence(tail)


def _faded(samples: Samples) -> Samples:
    """Without a click where it begins and ends: 4 ms each."""
    samples, ramp = samples.copy(), np.linspace(0, 1, 32, dtype=np.float32)
    samples[:32] *= ramp[: len(samples)]
    samples[-32:] *= ramp[::-1][-len(samples) :]
    return samples


def _silence(length: float) -> bytes:
    return bytes([SILENCE]) * round(length * RATE)


def _spoken(samples: Samples, quiet: float = QUIET) -> tuple[int, int]:
    """Where the first sound begins and the last one ends, in samples."""
    loud = np.flatnonzero(_power(samples) > 10 ** (quiet / 10))
    if not len(loud):
        raise TooQuiet
    return int(loud[0]) * WINDOW, min((int(loud[-1]) + 1) * WINDOW, len(samples))


def _power(samples: Samples) -> NDArray[np.float64]:
    """The mean power of each window; the last, broken one counts as a whole."""
    padded = np.pad(samples.astype(np.float64), (0, -len(samples) % WINDOW))
    return np.asarray((padded.reshape(-1, WINDOW) ** 2).mean(axis=1))


@dataclass(frozen=True)
class Measured:
    """A sound, measured: seconds, dB."""

    seconds: float
    level: float
    peak: float
    clipped: int
    lead: float
    tail: float


def measured(alaw: bytes) -> Measured:
    """What can be said of a sound without understanding it.

    Raises:
        TooQuiet: there is nothing to be heard.
    """
    samples = from_alaw(alaw)
    first, last = _spoken(samples, QUIET - 5)  # what was trimmed at `QUIET` was faded since
    return Measured(
        seconds=seconds(alaw),
        level=speech_level(samples),
        peak=float(20 * np.log10(np.abs(samples).max())),
        clipped=int((np.abs(samples) >= DECODED.max()).sum()),
        lead=first / RATE,
        tail=(len(samples) - last) / RATE,
    )
