"""What the repository does not hold is built where it is missing, and a wrong translation is refused."""

from __future__ import annotations

import gettext
import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def builds(tmp_path, monkeypatch):
    spec = importlib.util.spec_from_file_location("sunwai_builds", ROOT / "tools" / "builds.py")
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "PACKAGE", tmp_path)
    return module


def write_translation(folder: Path, original: str, translated: str) -> Path:
    path = folder / "web" / "locale" / "hi" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    path.write_text(f'{header}\n#, python-format\nmsgid "{original}"\nmsgstr "{translated}"\n')
    return path


def test_translations_are_compiled(builds, tmp_path):
    source = write_translation(tmp_path, "%(days)s days left", "%(days)s दिन बाकी")
    builds.translations()
    with source.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("%(days)s days left") == "%(days)s दिन बाकी"


def test_a_translation_that_lost_its_placeholder_is_refused(builds, tmp_path):
    write_translation(tmp_path, "%(days)s days left", "%(din)s दिन बाकी")
    with pytest.raises(builds.BuildFailed, match=r"django\.po:6: .*placeholder"):
        builds.translations()


def test_only_what_is_missing_is_built(builds, tmp_path, monkeypatch):
    (tmp_path / "there").touch()
    built = []
    monkeypatch.setattr(
        builds,
        "ARTIFACTS",
        [
            builds.Artifact("pages", lambda: built.append("pages"), lambda: [tmp_path / "there"]),
            builds.Artifact(
                "model", lambda: built.append("model"), lambda: [tmp_path / "there", tmp_path / "not"]
            ),
        ],
    )
    builds.build_missing()
    assert built == ["model"]


def test_an_unknown_name_is_answered_with_the_known_ones(builds):
    with pytest.raises(SystemExit, match=r"usage: .*translations \| model \| frontend"):
        builds.main(["bricks"])
