"""What a phone must fetch before the first page can be read, on a village's network."""

from __future__ import annotations

import gzip
import re

import pytest

MOST_BYTES = 50_000  # page, styles and script as they are sent
MOST_BYTES_OF_FONTS = 160_000  # after the text, which is shown at once in a font of the phone's; then kept


@pytest.mark.django_db
def test_the_first_page_is_light(client):
    page = client.get("/")
    needed = re.findall(r'(?:stylesheet" href|<script type="module" src)="([^"]+)"', page.content.decode())
    assert len(needed) == 2
    sent = {path: sent_bytes(client, path) for path in needed} | {"/": len(gzip.compress(page.content))}
    assert sum(sent.values()) < MOST_BYTES, sent


@pytest.mark.django_db
def test_the_fonts_come_after_the_text_and_are_two_subsets(client):
    styles = client.get("/static/build/main.css").getvalue().decode()
    faces = re.findall(r"@font-face\{([^}]+)\}", styles)
    files = [re.search(r'url\("?\./([^")]+\.woff2)', face)[1] for face in faces]

    assert len(files) == 2
    assert all("font-display:swap" in face and "unicode-range:" in face for face in faces)
    sizes = {file: len(client.get(f"/static/build/{file}").getvalue()) for file in files}
    assert sum(sizes.values()) < MOST_BYTES_OF_FONTS, sizes


def sent_bytes(client, path: str) -> int:
    """The size of a file as the server sends it to a browser of today."""
    answer = client.get(path, headers={"Accept-Encoding": "gzip, deflate, br"})
    assert answer.headers["Content-Encoding"] == "br"
    return len(b"".join(answer.streaming_content))
