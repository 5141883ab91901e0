"""Secrets of one installation: made once, kept in files only their owner reads, never in the repository."""

from __future__ import annotations

import base64
import contextlib
import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric import ec


def secret_key(data_folder: Path) -> str:
    """Django's signing key: `SUNWAI_SECRET_KEY`, else the one kept in the data folder."""
    return os.environ.get("SUNWAI_SECRET_KEY") or _kept(data_folder, "secret_key", secrets.token_urlsafe(50))


def field_keys(data_folder: Path) -> list[str]:
    """Keys of encrypted fields, newest first: `SUNWAI_FIELD_KEYS` (comma-separated), else the file, one a line.

    To rotate, put a new key in front; old rows stay readable until they are written again.
    """
    given = os.environ.get("SUNWAI_FIELD_KEYS")
    text = (
        given.replace(",", "\n")
        if given
        else _kept(data_folder, "field_keys", Fernet.generate_key().decode())
    )
    return text.split()


def womenline_keys(data_folder: Path) -> list[str]:
    """Keys that wrap those of confidential cases, newest first: `SUNWAI_WOMENLINE_KEYS`, else the file, one a line.

    32 bytes in base64url each. To rotate, put a new key in front, then `sunwai womenline rotate`.
    """
    given = os.environ.get("SUNWAI_WOMENLINE_KEYS")
    text = (
        given.replace(",", "\n")
        if given
        else _kept(data_folder, "womenline_keys", Fernet.generate_key().decode())
    )
    return text.split()


def switch_password(data_folder: Path) -> str:
    """What we command the telephone switch with: `SUNWAI_ARI_PASSWORD`, else the one kept in the data folder."""
    return os.environ.get("SUNWAI_ARI_PASSWORD") or _kept(
        data_folder, "switch_password", secrets.token_urlsafe(32)
    )


def push_key(data_folder: Path) -> str:
    """What push services know us by (VAPID): `SUNWAI_PUSH_KEY`, else the one kept in the data folder.

    A P-256 private key, 32 bytes in base64url. With another key every browser would have to be asked anew.
    """
    fresh = base64.urlsafe_b64encode(_private_number().to_bytes(32)).decode().rstrip("=")
    return os.environ.get("SUNWAI_PUSH_KEY") or _kept(data_folder, "push_key", fresh)


def _private_number() -> int:
    return ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value


def _kept(data_folder: Path, name: str, fresh: str) -> str:
    path = data_folder / "secrets" / name
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f".{name}.{os.getpid()}")
        with open(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w") as file:
            file.write(fresh)
        with contextlib.suppress(FileExistsError):  # another process was first
            os.link(draft, path)
        draft.unlink()
        return path.read_text().strip()
