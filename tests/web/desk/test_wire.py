"""docs/api/pages.json, of which the types of our scripts are made, is what the desk answers."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from django.urls import resolve

from sunwai.web.desk.wire import ADDRESSES, Offers, PhoneState

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("docs_openapi", ROOT / "docs" / "api" / "openapi.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_document_is_up_to_date(script):
    assert script.PAGES.read_text(encoding="utf-8") == script.pages(), "run: python docs/api/openapi.py"


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_address_is_there(address):
    assert resolve(address)


@pytest.mark.parametrize("script", ["suggest.ts", "phone/book.ts"])
def test_the_scripts_use_the_types_that_are_made_of_it(script):
    assert 'pages"' in (ROOT / "frontend" / "src" / script).read_text(encoding="utf-8")


@pytest.mark.parametrize(("value", "sent"), [(7, "7"), ("a.b", '"a.b"')])
def test_numbers_and_codes_are_sent_as_they_are(value, sent):
    offers = Offers(offers=[{"value": value, "label": "x"}])

    assert offers.model_dump_json() == f'{{"offers":[{{"value":{sent},"label":"x"}}]}}'


def test_who_is_not_at_the_telephone_is_told_so():
    assert PhoneState().model_dump()["session"] is None
