"""Finds the telephone switch on this machine: `asterisk` on PATH, or what `make telephony` unpacked.

An unpacked Asterisk is started by the loader and libraries it came with, so the machine's own stay as they are.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

# The first of each line that takes commands over the websocket of events; later lines all do.
FIRST = {20: 14, 21: 9, 22: 4}
UNPACKED = Path(__file__).resolve().parents[4] / ".tools" / "asterisk"


@dataclass(frozen=True)
class Programs:
    """An Asterisk that runs here: how it is called, where its modules and data lie."""

    command: tuple[str, ...]
    modules: Path
    data: Path | None
    version: str


def find_programs() -> Programs | None:
    """The Asterisk to use: `SUNWAI_ASTERISK_ROOT` (unpacked), PATH, or `.tools/asterisk`; None where there is none."""
    named = os.environ.get("SUNWAI_ASTERISK_ROOT")
    if named:
        return _unpacked(Path(named))
    return _installed() or _unpacked(UNPACKED)


def _installed() -> Programs | None:
    program = shutil.which("asterisk") or next(
        (path for path in ("/usr/sbin/asterisk", "/usr/local/sbin/asterisk") if os.access(path, os.X_OK)),
        None,
    )
    if not program:
        return None
    root = Path(program).resolve().parents[1]
    modules = _first(
        *root.glob("lib/*/asterisk/modules"), root / "lib/asterisk/modules", root / "lib64/asterisk/modules"
    )
    data = _first(root / "share/asterisk", Path("/var/lib/asterisk"))
    return _proved((program,), modules, data)


def _unpacked(root: Path) -> Programs | None:
    program = root / "usr/sbin/asterisk"
    loader = _first(*root.glob("usr/lib/*/ld-linux-*.so.*"), *root.glob("usr/lib64/ld-linux-*.so.*"))
    if not program.exists() or loader is None:
        return None
    libraries = loader.parent
    command = (str(loader), "--library-path", f"{libraries}:{root / 'usr/lib'}", str(program))
    return _proved(
        command,
        _first(libraries / "asterisk/modules", root / "usr/lib/asterisk/modules"),
        root / "usr/share/asterisk",
    )


def _proved(command: tuple[str, ...], modules: Path | None, data: Path | None) -> Programs | None:
    """It is run and asked who it is: a name on PATH proves nothing."""
    try:
        done = subprocess.run([*command, "-V"], capture_output=True, text=True, timeout=20, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r"Asterisk (?:certified[/-])?(\d+)\.(\d+)[.\w-]*", done.stdout)
    if not found or modules is None or not _is_new_enough(int(found[1]), int(found[2])):
        return None
    return Programs(command, modules, data, found[0])


def _is_new_enough(major: int, minor: int) -> bool:
    return major > max(FIRST) or minor >= FIRST.get(major, minor + 1)


def _first(*paths: Path) -> Path | None:
    return next((path for path in paths if path.exists()), None)
