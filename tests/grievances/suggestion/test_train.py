"""Training: what it learns from, that it repeats itself, and the floors for the shipped departments."""

import numpy as np
import pytest

from sunwai.core import data
from sunwai.grievances.suggestion import model as models
from sunwai.grievances.suggestion import report
from sunwai.grievances.suggestion.model import NOTHING
from sunwai.grievances.suggestion.train import read_names, read_texts, train


def test_texts_are_names_keywords_samples_and_nothing(departments):
    texts = read_texts(departments)
    of_bill = [text.text for text in texts if text.category == "energy.wrong-bill"]
    assert {"बिजली बिल गलत", "Wrong electricity bill", "bijli bill jyada"} <= set(of_bill)
    assert sum(text.sample for text in texts if text.category == "energy.wrong-bill") == 5
    assert any(text.category == NOTHING for text in texts)


def test_training_repeats_itself(departments, trained):
    again, _ = train(read_texts(departments), read_names(departments))
    assert np.array_equal(again.coefficients, trained[0].coefficients)
    assert np.array_equal(again.steps, trained[0].steps)


def test_no_departments_is_an_error(tmp_path):
    with pytest.raises(ValueError, match="holds no department"):
        train(read_texts(tmp_path), read_names(tmp_path))


@pytest.fixture
def judged():
    """The test texts, judged by the model that the build has made from the departments that ship."""
    models.installed_model.cache_clear()
    return report.judge(data.path("samples/suggestion_test.csv"))


def test_the_built_model_knows_every_category_that_ships():
    assert set(models.Model.load(models.MODEL_FILE).categories) == set(read_names(data.path("departments")))


def test_the_file_is_small():
    assert models.MODEL_FILE.stat().st_size < 4 * 2**20


@pytest.mark.parametrize("script", ["hi", "hi-Latn", "en"])
def test_each_script_reaches_its_floor(judged, script):
    asked = [text for text in judged if text.script == script]
    assert len(asked) >= 30
    assert report.accuracy(asked, 3) >= 0.85
    assert report.accuracy(asked, 1) >= 0.7


def test_probabilities_are_calibrated(judged):
    assert report.calibration_error(judged) < 0.15


def test_the_test_texts_are_about_categories_that_exist_and_are_not_trained_on(judged):
    folder = data.path("departments")
    trained_on = {text.text for text in read_texts(folder)}
    codes = set(read_names(folder))
    assert len(judged) >= 240
    assert {text.category for text in judged} <= codes
    assert not {text.text for text in judged} & trained_on
