"""Where the reference data lies: `data/` in a checkout, `sunwai/_data` in an installed wheel."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]


def path(name: str = "") -> Path:
    """The reference file or folder `name`, for example `places/villages.csv`.

    Raises:
        FileNotFoundError: there is no such file in this installation.
    """
    for folder in (PACKAGE / "_data", PACKAGE.parents[1] / "data"):
        if (folder / name).exists():
            return folder / name
    raise FileNotFoundError(f"reference data {name!r} is not part of this installation")
