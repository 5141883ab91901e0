"""Writes the contract of the REST API: `python docs/api/openapi.py` writes docs/api/openapi.json.

`tests/api/test_contract.py` fails while the document says something else than the code.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

DOCUMENT = Path(__file__).with_name("openapi.json")


def document() -> str:
    """The whole text of docs/api/openapi.json, in English."""
    from django.utils import translation

    from sunwai.api.v1.api import api

    with translation.override("en"):
        return json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sunwai.config.settings.test")
    import django

    django.setup()
    DOCUMENT.write_text(document(), encoding="utf-8")
