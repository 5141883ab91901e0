"""Every sentence that a page or an error can show has its Hindi."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings
from django.utils.translation.template import templatize

import sunwai

PACKAGE = Path(sunwai.__file__).parent
NOT_SHOWN = {"migrations"}  # folders whose strings no reader ever sees
KEYWORDS = DEFAULT_KEYWORDS | {
    "_": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}
MsgId = str | tuple[str, ...]


def test_every_string_has_its_hindi():
    translated = {
        message.id for catalog in catalogs() for message in catalog if message.id and _is_done(message)
    }
    missing = {}
    for msgid, place in strings():
        if msgid not in translated:
            missing.setdefault(msgid, place)

    assert not missing, "without Hindi:\n" + "\n".join(
        f"{place}: {msgid!r}" for msgid, place in sorted(missing.items(), key=lambda item: item[1])
    )


def test_no_string_is_translated_in_two_ways_for_nothing():
    """One English sentence has one Hindi: what is translated twice must agree."""
    hindi: dict[MsgId, dict[object, Path]] = {}
    for source in po_files():
        for message in _catalog(source):
            if message.id and not message.context:
                hindi.setdefault(message.id, {}).setdefault(message.string, source)

    different = {msgid: found for msgid, found in hindi.items() if len(found) > 1}
    assert not different


def test_every_catalog_stands_where_django_looks():
    looked_in = {Path(config.path) / "locale" for config in apps.get_app_configs()} | set(
        settings.LOCALE_PATHS
    )

    assert {source.parents[2] for source in po_files()} <= looked_in


@pytest.mark.parametrize(
    "source", sorted(PACKAGE.glob("**/locale/hi/LC_MESSAGES/*.po")), ids=lambda path: path.parts[-4]
)
def test_placeholders_survive_translation(source):
    problems = [str(error) for message, errors in _catalog(source).check() for error in errors]

    assert problems == []


def strings() -> Iterator[tuple[MsgId, str]]:
    """Every translatable string of the package with the place where it stands."""
    for file in sorted(PACKAGE.rglob("*.py")):
        if NOT_SHOWN.isdisjoint(file.parts):
            yield from _extracted("python", file, file.read_bytes())
    for file in sorted(PACKAGE.glob("**/templates/**/*.*")):
        yield from _extracted("python", file, _as_python(file))


def catalogs() -> Iterator[Catalog]:
    """All Hindi catalogs of the package."""
    return map(_catalog, po_files())


def po_files() -> list[Path]:
    return sorted(PACKAGE.glob("**/locale/hi/LC_MESSAGES/*.po"))


def _catalog(source: Path) -> Catalog:
    return read_po(BytesIO(source.read_bytes()), locale="hi")


def _extracted(method: str, file: Path, content: bytes) -> Iterator[tuple[MsgId, str]]:
    for line, msgid, _comments, _context in extract(
        method, BytesIO(content), KEYWORDS, options={"encoding": "utf-8"}
    ):
        yield msgid, f"{file.relative_to(PACKAGE)}:{line}"


def _as_python(template: Path) -> bytes:
    """What Django's own makemessages sees of a template, without the indentation that Python would stumble over."""
    lines = templatize(template.read_text(), origin=str(template)).splitlines()
    return "\n".join(line.lstrip() for line in lines).encode()


def _is_done(message) -> bool:
    whole = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(whole) and not message.fuzzy
