"""From a template and its data to a PDF, by Typst: it keeps the text behind Hindi letters exact (कार्यालय)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
FONTS = HERE / "fonts"

_one_at_a_time = Lock()  # a compiler is kept with its fonts and belongs to one page at a time


def render(template: str, data: Mapping[str, Any]) -> bytes:
    """The PDF of `templates/<template>.typ` filled with `data`.

    A template arranges and knows no language: every word on the page stands in `data`, already in the reader's
    language. The data stay in memory; no file is written, and text is never taken for markup.
    """
    with _one_at_a_time:
        pdf = _compiler(template).compile(sys_inputs={"data": json.dumps(data)})
    assert isinstance(pdf, bytes)  # a PDF is one file, however many pages it has
    return pdf


@cache
def _compiler(template: str) -> typst.Compiler:
    return typst.Compiler(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,  # the same page on every machine
    )
