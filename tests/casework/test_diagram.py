"""docs/workflow.md says what the table says."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from sunwai.casework.workflow import Workflow, to
from sunwai.grievances import workflow
from sunwai.grievances.enums import State

SCRIPT = Path(__file__).parents[2] / "docs" / "workflow.py"


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("docs_workflow", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_document_is_up_to_date(script):
    assert script.DOCUMENT.read_text(encoding="utf-8") == script.document(), "run: python docs/workflow.py"


def test_a_new_row_changes_the_document(script, monkeypatch):
    before = script.document()
    new = to("forget", State.OPEN, State.CLOSED_SPECIAL, "system", at=(2,), level=+1, needs=("reason",))
    monkeypatch.setattr(workflow, "WORKFLOW", Workflow(*workflow.WORKFLOW, new))

    added = set(script.document().splitlines()) - set(before.splitlines())

    assert added == {
        "    open --> closed_special : forget",
        "| `forget` | open | closed, special | system | L2 +1 | reason |",
    }
