"""The flows that ship: of the helpline, of the women's, and of our own calls about the closure question."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from sunwai.calls.flow.parsing import parse
from sunwai.calls.flow.steps import Flow

HELPLINE, WOMEN, CLOSURE = "helpline", "women", "closure"
FILES = {HELPLINE: "default.json", WOMEN: "women.json", CLOSURE: "closure.json"}


def data(code: str) -> dict[str, Any]:
    """The flow `code` as JSON."""
    read: dict[str, Any] = json.loads(Path(__file__).with_name(FILES[code]).read_text(encoding="utf-8"))
    return read


@cache
def flow(code: str) -> Flow:
    """The flow `code`, read once: what ships does not change while we run."""
    return parse(data(code))
