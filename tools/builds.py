"""Builds what the repository does not hold: translations, the category model, the bundled front end.

    python tools/builds.py translations | model | frontend | missing

Used by the Makefile in a checkout and by `hatch_build.py` when a wheel is made; needs only the packages of
the `build` group, and of the machine only Node, where there is one.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "sunwai"
MODEL = PACKAGE / "grievances" / "suggestion" / "model.npz"
PAGES = PACKAGE / "web" / "static" / "build"


class BuildFailed(Exception):
    """Something cannot be built; the message says why."""


def translations() -> None:
    """Compile every `.po` to the `.mo` beside it.

    Raises:
        BuildFailed: a translation does not have the placeholders of its original.
    """
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    wrong: list[str] = []
    for source in po_files():
        with source.open("rb") as file:
            catalog = read_po(file, locale=source.parents[1].name, domain=source.stem)
        wrong += [
            f"{source.relative_to(ROOT)}:{message.lineno}: {error}"
            for message, errors in catalog.check()
            for error in errors
        ]
        with source.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalog)
    if wrong:
        raise BuildFailed("\n".join(wrong))


def po_files() -> Iterator[Path]:
    yield from sorted(PACKAGE.glob("**/locale/*/LC_MESSAGES/*.po"))


def model() -> None:
    """Train the model that suggests a category for a complaint's words."""
    run(sys.executable, "-m", "sunwai.grievances.suggestion.train", PYTHONPATH=str(ROOT / "src"))


def frontend() -> None:
    """Bundle script, styles, fonts and pictures."""
    folder, node = ROOT / "frontend", str(ROOT / "tools" / "with_node")
    if not (folder / "node_modules" / ".package-lock.json").exists():
        run(node, "npm", "ci", folder=folder)
    run(node, "node", "build.mjs", folder=folder)


@dataclass(frozen=True)
class Artifact:
    """A thing to build, and the files that show that it is there."""

    name: str
    build: Callable[[], None]
    files: Callable[[], list[Path]]

    @property
    def is_missing(self) -> bool:
        return not all(file.exists() for file in self.files())


ARTIFACTS = (
    Artifact("translations", translations, lambda: [po.with_suffix(".mo") for po in po_files()]),
    Artifact("model", model, lambda: [MODEL]),
    Artifact(
        "frontend", frontend, lambda: [PAGES / "main.js", PAGES / "main.css", PAGES / "service-worker.js"]
    ),
)


def build_missing() -> None:
    """Build what is not there yet."""
    for artifact in ARTIFACTS:
        if artifact.is_missing:
            print(f"── Building the {artifact.name}", file=sys.stderr)
            artifact.build()


def run(*command: str, folder: Path = ROOT, **environment: str) -> None:
    here = str(Path(sys.executable).parent)  # Node of the build group lies beside our Python
    done = subprocess.run(command, cwd=folder, env=os.environ | {"NODE_FALLBACK": here} | environment)
    if done.returncode:
        raise BuildFailed(f"{' '.join(command)} ended with code {done.returncode}")


def main(names: list[str]) -> None:
    by_name = {artifact.name: artifact.build for artifact in ARTIFACTS} | {"missing": build_missing}
    if not names or not by_name.keys() >= set(names):
        raise SystemExit(f"usage: python tools/builds.py {' | '.join(by_name)}")
    try:
        for name in names:
            by_name[name]()
    except BuildFailed as error:
        raise SystemExit(str(error)) from None


if __name__ == "__main__":
    main(sys.argv[1:])
