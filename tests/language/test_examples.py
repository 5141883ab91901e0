"""The examples in the docstrings hold."""

import doctest

import pytest

from sunwai.language import dates, detection, devanagari, keys, latin, likeness, numbers, sounds

MODULES = [dates, detection, devanagari, keys, latin, likeness, numbers, sounds]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_examples(module):
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0
