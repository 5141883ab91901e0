"""Addresses of static files follow from what is in them."""

from __future__ import annotations

import re

import pytest
from django.templatetags.static import static

from sunwai.web import static_files


@pytest.fixture(autouse=True)
def forgetful():
    static_files._digest.cache_clear()
    yield
    static_files._digest.cache_clear()


def test_other_contents_have_another_address(monkeypatch, tmp_path):
    file = tmp_path / "icon.svg"
    monkeypatch.setattr(static_files.finders, "find", lambda name: str(file))
    addresses = []
    for contents in ("one", "two", "one"):
        file.write_text(contents)
        static_files._digest.cache_clear()
        addresses.append(static("icon.svg"))

    assert addresses[0] == addresses[2] != addresses[1]
    assert re.fullmatch(r"/static/icon\.svg\?[0-9a-f]{12}", addresses[0])


def test_a_file_that_is_not_there_has_its_plain_address():
    assert static("no/such.css") == "/static/no/such.css"


def test_pages_and_service_worker_name_the_same_files(client, world):
    page = client.get("/").content.decode()
    shell = client.get("/service-worker.js").text

    for name in ("build/main.css", "build/main.js"):
        assert f'"{static(name)}"' in page
        assert f'"{static(name)}"' in shell
    sent = client.get(static("build/main.css"))
    assert b"".join(sent.streaming_content)
    sent.close()
