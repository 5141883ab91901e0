"""Writes what is described: `python docs/api/openapi.py` writes openapi.json, the contract of the REST API, and
pages.json, what our own pages read; of the latter `npm run types` in frontend makes the types of our scripts.

`tests/api/test_contract.py` and `tests/web/desk/test_wire.py` fail while a document says something else than the code.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

DOCUMENT = Path(__file__).with_name("openapi.json")
PAGES = Path(__file__).with_name("pages.json")


def document() -> str:
    """The whole text of docs/api/openapi.json, in English."""
    from django.utils import translation

    from sunwai.api.v1.api import api

    with translation.override("en"):
        return _written(api.get_openapi_schema())


def pages() -> str:
    """The whole text of docs/api/pages.json."""
    from sunwai.web.desk.wire import describe

    return _written(describe())


def _written(described: object) -> str:
    return json.dumps(described, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sunwai.config.settings.test")
    import django

    django.setup()
    DOCUMENT.write_text(document(), encoding="utf-8")
    PAGES.write_text(pages(), encoding="utf-8")
