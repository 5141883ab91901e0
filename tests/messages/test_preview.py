"""A template is shown as it will arrive, before anybody receives it."""

from __future__ import annotations

import pytest

from sunwai.citizens.models import Language
from sunwai.messages.enums import Event
from sunwai.messages.models import Template
from sunwai.messages.preview import SAMPLES, preview, twin_of
from sunwai.messages.texts import VARIABLES, Parts
from tests.messages.test_templates import SHIPPED

pytestmark = pytest.mark.django_db


def template(text, event=Event.OTP, language=Language.ENGLISH):
    return Template(event=event, channel="sms", language=language, text=text)


def test_invented_values_stand_for_the_variables():
    shown = preview(template("{code} for {minutes} minutes"))
    assert (shown.text, shown.characters) == ("481209 for 10 minutes", 21)
    assert (shown.parts, shown.longest, shown.problems) == (Parts("GSM-7", 1), Parts("GSM-7", 1), [])


def test_hindi_shows_how_many_parts_it_takes():
    shown = preview(template("क" * 60 + "{officer}", Event.REGISTERED, Language.HINDI))
    assert shown.parts == Parts("UCS-2", 2)
    assert shown.longest == Parts("UCS-2", 2)


def test_what_cannot_be_sent_is_shown_as_typed_with_the_reason():
    shown = preview(template("{name} {code}"))
    assert shown.text == "{name} {code}"
    assert len(shown.problems) == 1
    assert "{name}" in shown.problems[0]


def test_every_variable_has_an_invented_value_that_fits_an_operators_limit():
    assert SAMPLES.keys() == VARIABLES.keys()
    for name, values in SAMPLES.items():
        assert all(len(str(value)) <= VARIABLES[name].longest for value in values), name


@pytest.mark.parametrize("event", sorted(SHIPPED))
def test_every_text_that_ships_can_be_shown_beside_its_twin(world, event):
    for hindi in Template.objects.filter(event=event, language=Language.HINDI, is_active=True):
        shows_beside_its_twin(hindi)


def shows_beside_its_twin(hindi):
    assert preview(hindi).problems == []
    assert twin_of(hindi).language == Language.ENGLISH
    assert preview(twin_of(hindi)).problems == []
