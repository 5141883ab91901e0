"""Files encrypted at rest."""

from __future__ import annotations

import io
import os

import pytest
from cryptography.fernet import Fernet
from hypothesis import example, given
from hypothesis import strategies as st

from sunwai.core.sealed import CHUNK, Broken, SealedFile, seal


def sealed(content: bytes) -> bytes:
    out = io.BytesIO()
    seal(io.BytesIO(content), out)
    return out.getvalue()


def opened(content: bytes) -> SealedFile:
    return SealedFile(io.BytesIO(content))


@given(
    size=st.integers(0, 3 * CHUNK + 5), begin=st.integers(0, 3 * CHUNK + 9), length=st.integers(0, 2 * CHUNK)
)
@example(size=CHUNK, begin=0, length=CHUNK)
@example(size=2 * CHUNK, begin=CHUNK, length=CHUNK)
@example(size=0, begin=0, length=10)
def test_any_part_comes_back_as_it_was(size, begin, length):
    content = os.urandom(size)
    file = opened(sealed(content))

    assert file.size == size
    assert b"".join(file.read()) == content
    assert b"".join(file.read(begin, begin + length)) == content[begin : begin + length]


def test_nothing_of_it_can_be_read_on_the_disk():
    content = "गोपनीय बातचीत".encode() * 1000

    assert content[:30] not in sealed(content)
    assert sealed(content) != sealed(content)


@pytest.mark.parametrize("at", [0, 9, 30, -1, -CHUNK])
def test_a_changed_file_does_not_open(at):
    changed = bytearray(sealed(os.urandom(2 * CHUNK + 7)))
    changed[at] ^= 1

    with pytest.raises(Broken):
        b"".join(opened(bytes(changed)).read())


@pytest.mark.parametrize("cut", [1, 7 + 16, CHUNK])
def test_a_file_cut_short_does_not_pass_for_a_whole_one(cut):
    whole = sealed(os.urandom(2 * CHUNK + 7))

    with pytest.raises(Broken):
        b"".join(opened(whole[:-cut]).read())


@pytest.mark.parametrize("wrong", [b"", b"RIFF....WAVE", b"SUNWAI1\n"])
def test_something_else_is_not_opened(wrong):
    with pytest.raises(Broken):
        opened(wrong)


def test_keys_are_rotated(settings):
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.FIELD_KEYS = [old]
    before = sealed(b"abc")
    settings.FIELD_KEYS = [new, old]
    assert b"".join(opened(before).read()) == b"abc"
    settings.FIELD_KEYS = [new]
    with pytest.raises(Broken):
        opened(before)
