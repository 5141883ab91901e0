"""The scripts that find Python and Node on a machine we know nothing about."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TOOLS = Path(__file__).parents[2] / "tools"
REAL = str(Path(sys.executable).resolve())
SHIM = "#!/bin/sh\necho 'pyenv: the command exists in these Python versions' >&2\nexit 127\n"
TOO_OLD = "#!/bin/sh\necho\n"  # what the question answers on Python 3.11


def write_program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def real_python(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(REAL)
    return path


@pytest.fixture
def machine(tmp_path):
    """A machine with the usual small programs, a home, and no Python."""
    for name in ("cat", "cut", "dirname", "id", "sh"):
        (tmp_path / "bin").mkdir(exist_ok=True)
        (tmp_path / "bin" / name).symlink_to(shutil.which(name))
    home_of_user(tmp_path, tmp_path / "home")
    return tmp_path


def home_of_user(machine: Path, home: Path) -> None:
    write_program(machine / "bin" / "getent", f"#!/bin/sh\necho 'someone:x:0:0::{home}:/bin/sh'\n")


def find_python(machine: Path, *folders: str, **environment: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join(str(machine / folder) for folder in (*folders, "bin"))
    settings = {"PATH": path, "HOME": str(machine / "nobody"), **environment}
    return subprocess.run([TOOLS / "find_python"], env=settings, capture_output=True, text=True, timeout=60)


def test_a_shim_that_fails_is_passed_over(machine):
    write_program(machine / "shims" / "python3.13", SHIM)
    write_program(machine / "old" / "python3", TOO_OLD)
    real_python(machine / "good" / "python3")
    assert find_python(machine, "shims", "old", "good").stdout.strip() == REAL


def test_a_python_of_pyenv_that_is_not_on_path(machine):
    real_python(machine / "home" / ".pyenv" / "versions" / "3.13.0" / "bin" / "python3")
    assert find_python(machine, HOME=str(machine / "home")).stdout.strip() == REAL


def test_the_users_own_pyenv_though_home_is_another(machine):
    real_python(machine / "home" / ".pyenv" / "versions" / "3.12.1" / "bin" / "python3")
    assert find_python(machine).stdout.strip() == REAL


def test_the_pyenv_on_path(machine):
    write_program(machine / "pyenv" / "bin" / "pyenv", SHIM)
    write_program(machine / "pyenv" / "versions" / "3.13.9" / "bin" / "python3", SHIM)
    real_python(machine / "pyenv" / "versions" / "3.12.7" / "bin" / "python3")
    assert find_python(machine, "pyenv/bin").stdout.strip() == REAL


def test_a_python_of_uv(machine):
    folder = "home/.local/share/uv/python/cpython-3.13.1-linux-x86_64-gnu/bin/python3"
    real_python(machine / folder)
    assert find_python(machine).stdout.strip() == REAL


def test_a_path_with_spaces(machine):
    real_python(machine / "My Programs" / "python3.12")
    assert find_python(machine, "My Programs").stdout.strip() == REAL


def test_the_chosen_one_or_none(machine):
    real_python(machine / "good" / "python3")
    chosen = write_program(machine / "old" / "python3", TOO_OLD)
    done = find_python(machine, "good", SUNWAI_PYTHON=str(chosen))
    assert (done.returncode, done.stdout) == (1, "")
    assert "is no Python 3.12 or later" in done.stderr


@pytest.mark.skipif(
    any(shutil.which(f"python3.{minor}", path="/usr/local/bin:/opt/homebrew/bin") for minor in (12, 13, 14)),
    reason="this machine has one at a place that is always looked at",
)
def test_none_at_all_says_what_to_install(machine):
    write_program(machine / "old" / "python3", TOO_OLD)
    done = find_python(machine, "old")
    assert (done.returncode, done.stdout) == (1, "")
    for words in ("needs Python 3.12 or later", "apt-get install python3", "brew install", "pyenv install"):
        assert words in done.stderr


def with_node(machine: Path, *command: str) -> subprocess.CompletedProcess[str]:
    tools = machine / "checkout" / "tools"
    tools.mkdir(parents=True)
    shutil.copy(TOOLS / "with_node", tools)
    return subprocess.run(
        [tools / "with_node", *command],
        env={"PATH": str(machine / "bin")},
        capture_output=True,
        text=True,
        timeout=60,
    )


NODE = "#!/bin/sh\necho v{version}\n"


@pytest.mark.parametrize(
    ("version", "expected"), [("22.1.0", "22.1.0"), ("20.0.0", "20.0.0"), ("18.19.1", "24.19.0")]
)
def test_the_machines_node_where_it_is_new_enough(machine, version, expected):
    write_program(machine / "bin" / "node", NODE.format(version=version))
    write_program(machine / "bin" / "npm", NODE.format(version="1"))
    write_program(machine / "checkout" / ".venv" / "bin" / "node", NODE.format(version="24.19.0"))
    assert with_node(machine, "node", "--version").stdout.strip() == f"v{expected}"


def test_without_npm_the_machines_node_is_not_used(machine):
    write_program(machine / "bin" / "node", NODE.format(version="22.1.0"))
    write_program(machine / "checkout" / ".venv" / "bin" / "node", NODE.format(version="24.19.0"))
    assert with_node(machine, "node", "--version").stdout.strip() == "v24.19.0"


def test_no_node_anywhere(machine):
    done = with_node(machine, "node", "--version")
    assert done.returncode == 1
    assert "Node 20 or later is needed" in done.stderr


def find_uv(machine: Path, python: Path) -> subprocess.CompletedProcess[str]:
    for name in ("grep", "rm"):
        (machine / "bin" / name).symlink_to(shutil.which(name))
    return subprocess.run(
        [TOOLS / "find_uv", python],
        cwd=machine,
        env={"PATH": str(machine / "bin")},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_the_machines_uv_where_it_works(machine):
    uv = write_program(machine / "bin" / "uv", "#!/bin/sh\necho '  --frozen'\n")
    assert find_uv(machine, machine / "any").stdout.strip() == str(uv)


def test_a_uv_that_cannot_be_installed_says_what_to_do(machine):
    write_program(machine / "bin" / "uv", SHIM)
    bare = "#!/bin/sh\necho No module named pip >&2\nexit 1\n"
    python = write_program(machine / "bin" / "python3", bare)
    done = find_uv(machine, python)
    assert (done.returncode, done.stdout) == (1, "")
    assert "No module named pip" in done.stderr
    assert "apt-get install python3-venv python3-pip" in done.stderr
    assert not (machine / ".tools").exists()
