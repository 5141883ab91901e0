"""Suggesting: one category for all scripts, nothing for nothing, and a clear word without a model."""

import doctest
import sys

import numpy as np
import pytest

from sunwai.grievances.suggestion import ModelMissing, described, features, suggest
from sunwai.grievances.suggestion import model as models


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("ट्रांसफार्मर जल गया है", "energy.transformer-burnt"),
        ("transformer jal gaya hai", "energy.transformer-burnt"),
        ("the transformer of our village is burnt", "energy.transformer-burnt"),
        ("बिजली का बिल बहुत ज्यादा", "energy.wrong-bill"),
        ("nal me ganda paani", "water.dirty-water"),
        ("वृद्धा पेंशन नहीं आई", "pensions.old-age-pension"),
    ],
)
def test_the_likeliest_category_comes_first_in_each_script(installed, text, category):
    found = suggest(text)
    assert found[0].category == category
    assert [one.probability for one in found] == sorted((one.probability for one in found), reverse=True)
    assert 0 < sum(one.probability for one in found) <= 1.0001


@pytest.mark.parametrize(
    "text", ["", "   ", "!!! ।।", "asdf qwer zxcv", "नमस्ते", "mujhe shikayat karni hai", "தமிழ்"]
)
def test_a_text_about_nothing_gets_no_suggestion(installed, text):
    assert suggest(text) == []


def test_limit_is_kept(installed):
    assert len(suggest("bijli bill pani", limit=1)) == 1
    assert len(suggest("bijli ka bill pani handpump", limit=2)) <= 2


def test_described_adds_the_names(installed):
    found = described("ट्रांसफार्मर जल गया")[0]
    assert (found["code"], found["name_hi"]) == ("energy.transformer-burnt", "ट्रांसफार्मर जल गया")
    assert found["name_en"] == "Transformer burnt"
    assert found["department"]["code"] == "energy"
    assert found["department"]["name_hi"]


def test_described_names_three_however_unlikely_but_none_for_no_words(installed):
    assert len(described("asdf qwer zxcv")) == 3
    assert described("  ") == []


def test_a_very_long_text_is_read_to_a_limit(installed):
    text = "ट्रांसफार्मर जल गया " + "word " * 100_000
    assert suggest(text)[0].category == "energy.transformer-burnt" or suggest(text) == []


def test_without_a_model_the_error_says_what_to_run(tmp_path):
    with pytest.raises(ModelMissing, match=r"python -m sunwai\.grievances\.suggestion\.train"):
        models.Model.load(tmp_path / "none.npz")


def test_a_model_for_other_keys_is_refused(installed, monkeypatch):
    monkeypatch.setattr(models, "KEY_VERSION", -1)
    with pytest.raises(ModelMissing, match="out of date"):
        models.Model.load(installed)


def test_a_saved_model_says_the_same(trained, installed):
    text = "bijli ka bill jyada aaya"
    assert np.allclose(
        models.Model.load(installed).probabilities(text), trained[0].probabilities(text), atol=0.01
    )


def test_probabilities_are_shares(trained):
    for text in ("", "bijli", "हैंडपंप खराब", "x" * 50):
        assert np.isclose(trained[0].probabilities(text).sum(), 1, atol=1e-5)


def test_reading_a_model_needs_neither_scikit_learn_nor_django():
    import subprocess

    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, sunwai.grievances.suggestion as s; print(sorted(sys.modules))"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert "'numpy'" in loaded
    for heavy in ("sklearn", "scipy", "django"):
        assert f"'{heavy}'" not in loaded


def test_examples():
    result = doctest.testmod(features)
    assert result.attempted > 0
    assert result.failed == 0
