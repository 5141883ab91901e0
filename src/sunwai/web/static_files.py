"""Addresses of static files carry a digest of what is in them: a new release is never mixed with an old one's files.

The digest stands in the query, so that files are served from where they lie, without a build step on the server.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


class DigestInAddress(StaticFilesStorage):
    """`/static/build/main.css?1f2e3d4c5b6a`."""

    def url(self, name: str | None) -> str:
        """The address of the file `name`; plain where there is no such file."""
        address = super().url(name)
        digest = _digest(name) if name else ""
        return f"{address}?{digest}" if digest else address


@cache
def _digest(name: str) -> str:
    found = finders.find(name)
    return sha256(Path(found).read_bytes()).hexdigest()[:12] if isinstance(found, str) else ""
