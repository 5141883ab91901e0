"""Where and as what this process runs, settled before Django reads its settings."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path


class Mode(StrEnum):
    """What the installation is for."""

    DEMO = "demo"
    PRODUCTION = "production"
    TEST = "test"


def settle(mode: Mode | None = None) -> None:
    """Fix mode, data folder and settings in the environment, for this process and its children.

    Without `mode`, `SUNWAI_MODE` decides; without that, it is a demo: nobody gets a production by accident.
    """
    chosen = mode or Mode(os.environ.get("SUNWAI_MODE", Mode.DEMO))
    os.environ["SUNWAI_MODE"] = chosen
    os.environ["DJANGO_SETTINGS_MODULE"] = f"sunwai.config.settings.{chosen}"
    data = Path(os.environ.get("SUNWAI_DATA", "var")).resolve()
    data.mkdir(parents=True, exist_ok=True)
    os.environ["SUNWAI_DATA"] = str(data)
