"""What the switch plays and nobody speaks: a beep, and calm music for those who wait. A-law (ITU-T G.711), 8 kHz."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RATE = 8_000  # hertz
Wave = NDArray[np.float64]

# Four bars in the pentatonic scale of Bhupali on Sa = 196 Hz: (steps of the scale sounded together).
SCALE = [196.0 * ratio for ratio in (1, 9 / 8, 5 / 4, 3 / 2, 5 / 3, 2)]
BARS = ((0, 2, 3), (0, 3, 5), (1, 3, 4), (0, 2, 4))
BAR_SECONDS = 3.0


def beep() -> bytes:
    """A quarter of a second at 1 kHz, with soft edges."""
    time = np.arange(int(0.25 * RATE)) / RATE
    return a_law(0.4 * np.sin(2 * np.pi * 1000 * time) * _soft(len(time), 0.02))


def calm() -> bytes:
    """Music that can be heard for minutes: slow chords, quieter than any voice."""
    bars = [_bar([SCALE[step] for step in steps]) for steps in BARS]
    return a_law(0.2 * np.concatenate(bars))


def a_law(wave: Wave) -> bytes:
    """Samples from -1 to 1 as A-law: sign, three bits of segment, four of step; even bits inverted."""
    linear = np.clip(np.rint(wave * 32767), -32768, 32767).astype(np.int32) >> 3
    negative = linear < 0
    size = np.where(negative, ~linear, linear)
    segment = np.clip(np.floor(np.log2(np.maximum(size, 1))).astype(np.int32) - 4, 0, 7)
    step = np.where(segment > 1, size >> np.maximum(segment, 1), size >> 1) & 0x0F
    code = (segment << 4 | step) ^ np.where(negative, 0x55, 0xD5)
    return bytes(code.astype(np.uint8))


def _bar(tones: list[float]) -> Wave:
    time = np.arange(int(BAR_SECONDS * RATE)) / RATE
    voices = [np.sin(2 * np.pi * tone * time) + 0.3 * np.sin(4 * np.pi * tone * time) for tone in tones]
    return np.asarray(np.sum(voices, axis=0) / (1.3 * len(tones)) * _soft(len(time), 0.8), dtype=np.float64)


def _soft(samples: int, edge_seconds: float) -> Wave:
    edge = int(edge_seconds * RATE)
    rise = 0.5 - 0.5 * np.cos(np.pi * np.arange(edge) / edge)
    return np.concatenate([rise, np.ones(samples - 2 * edge), rise[::-1]])
