"""A backup is whole, and holds nothing that can be read without the keys."""

from __future__ import annotations

import os
import subprocess

import pytest
from django.db import connection

from sunwai.config.embedded_database import _installations
from tests.womenline.conftest import CODE_WORD, HERS, SECRET, open_case


def dump(*more: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """`pg_dump` of the women's tables as the role of the web process."""
    at = connection.settings_dict
    programs = next(_installations()).programs
    return subprocess.run(
        [
            str(programs / "pg_dump"), "--host", at["HOST"], "--port", str(at["PORT"]), "--username", at["USER"],
            "--table", "womenline_*", "--data-only", *more, at["NAME"],
        ],
        env=os.environ | {"PGPASSWORD": at["PASSWORD"]} | environment,
        capture_output=True,
        check=False,
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_a_dump_by_the_keeper_is_whole_and_sealed(now):
    from tests.world import World

    case = open_case(World())

    said = dump("--enable-row-security", PGOPTIONS="-c sunwai.womenline=keeper")
    assert said.returncode == 0, said.stderr
    assert case.reference.encode() in said.stdout
    for text in (SECRET, CODE_WORD, HERS.name, HERS.number, HERS.safe_number, HERS.where):
        assert text.encode() not in said.stdout
        assert text.encode().hex().encode() not in said.stdout


@pytest.mark.django_db(transaction=True)
def test_a_dump_without_the_keeper_fails_instead_of_leaving_rows_out(now):
    said = dump()

    assert said.returncode != 0
    assert b"row-level security" in said.stderr
