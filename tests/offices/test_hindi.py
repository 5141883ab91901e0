"""Everything the offices say is said in Hindi too."""

import re
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import sunwai.offices

FOLDER = Path(sunwai.offices.__file__).parent
KEYWORDS = {"_": None, "gettext": None, "gettext_lazy": None}
FIELD = re.compile(r"%\(\w+\)s")


def test_every_sentence_has_its_hindi_with_the_same_details():
    with (FOLDER / "locale/hi/LC_MESSAGES/django.po").open("rb") as file:
        hindi = {message.id: message.string for message in read_po(file) if message.id}
    said = {
        text
        for _file, _line, text, *_rest in extract_from_dir(FOLDER, [("**.py", "python")], keywords=KEYWORDS)
    }

    assert said - {text for text, translated in hindi.items() if translated} == set()
    assert set(hindi) - said == set()
    for text, translated in hindi.items():
        assert sorted(set(FIELD.findall(text))) == sorted(set(FIELD.findall(translated))), text
        assert re.search("[ऀ-ॿ]", translated)
