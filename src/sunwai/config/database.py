"""Which database: `DATABASE_URL` always wins, else the embedded one of the data folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

OPTIONS = {"connect_timeout": 10, "keepalives_idle": 30, "prepare_threshold": 1}  # see core.prepared


def url(data_folder: Path) -> str:
    """The address in force; the embedded database leaves its own in `<data>/secrets/database_url` when it starts."""
    kept = data_folder / "secrets" / "database_url"
    return os.environ.get("DATABASE_URL") or (kept.read_text().strip() if kept.exists() else "")


def settings(data_folder: Path) -> dict[str, Any]:
    """Django's description of the database behind `url`.

    Query parameters of the address go to libpq as they are (`sslmode`, `target_session_attrs`, several hosts …).
    """
    parts = urlsplit(url(data_folder))
    hosts = parts.netloc.rpartition("@")[2]
    host, _, port = hosts.partition(":") if "," not in hosts else (hosts, "", "")
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "sunwai.core.postgres",
        "NAME": unquote(parts.path.lstrip("/")) or "sunwai",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", unquote(host)),
        "PORT": port,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": OPTIONS | query,
    }
