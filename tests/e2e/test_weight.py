"""What a phone must fetch before the first page can be read, on a village's network."""

from __future__ import annotations

import gzip
import re

import pytest

MOST_BYTES = (
    50_000  # page, styles and script as they are sent; the two fonts come after the text and are kept
)


@pytest.mark.django_db
def test_the_first_page_is_light(client):
    page = client.get("/")
    needed = re.findall(r'(?:stylesheet" href|<script type="module" src)="([^"]+)"', page.content.decode())
    assert len(needed) == 2
    sent = {path: sent_bytes(client, path) for path in needed} | {"/": len(gzip.compress(page.content))}
    assert sum(sent.values()) < MOST_BYTES, sent


def sent_bytes(client, path: str) -> int:
    """The size of a file as the server sends it to a browser of today."""
    answer = client.get(path, headers={"Accept-Encoding": "gzip, deflate, br"})
    assert answer.headers["Content-Encoding"] == "br"
    return len(b"".join(answer.streaming_content))
