"""CPGRAMS by files in a folder: what the centre drops is taken, what we say lies there to be fetched.

    in/       x.csv or x.json, and x.csv.manifest.json, which is written last: {"kind", "sha256", "rows"}
    taken/    where a file goes once all of it is on record here
    refused/  where a file goes that is not what its manifest says, with the reason
    out/      what the centre is told: one JSON a batch with its manifest, reports as PDFs beside it

A file is read page by page from the byte at which the last page ended, so a run that was killed goes on there.
"""

from __future__ import annotations

import csv
import hashlib
import json
import logging
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from sunwai.cpgrams.ports import Answer, CentreFailed, Entry, Page, Update
from sunwai.cpgrams.records import SURPLUS
from sunwai.gateways.cpgrams.http import as_json

log = logging.getLogger(__name__)

NAME = "files"
PAGE = 5_000  # records at once
MANIFEST = ".manifest.json"
LARGEST_MANIFEST = 64 * 1024  # bytes


@dataclass(frozen=True)
class Mark:
    """How far a file was read: its name, its digest, the byte at which the next record begins, and its line."""

    file: str = ""
    sha256: str = ""
    at: int = 0
    line: int = 1

    def __str__(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def of(cls, text: str) -> Mark:
        """The mark that `text` is; the beginning where it is none of ours."""
        try:
            return cls(**json.loads(text))
        except (ValueError, TypeError):
            return cls()


class FileCentre:
    """The centre behind the folder `settings.CPGRAMS["folder"]`."""

    name = NAME

    def grievances(self, mark: str) -> Page:
        """See `Centre.grievances`."""
        return self._page("grievances", Mark.of(mark))

    def words(self, mark: str) -> Page:
        """See `Centre.words`."""
        return self._page("words", Mark.of(mark))

    def settle(self, mark: str) -> None:
        """A file that was read to its end goes to `taken/`, its manifest first: without one nothing is read."""
        done = Mark.of(mark)
        file = self._folder("in") / Path(done.file or "-").name
        if done.file and file.exists() and done.at >= file.stat().st_size and _digest(file) == done.sha256:
            self._move(file, "taken")

    def push(self, updates: Sequence[Update]) -> list[Answer]:
        """See `Centre.push`. The same updates again make the same files again."""
        folder = self._folder("out")
        said = []
        for update in updates:
            one = as_json(update)
            if update.report:
                one["report"] = f"{update.id}.pdf"
                _write(folder / f"{update.id}.pdf", update.report)
            said.append(one)
        name = f"{updates[0].id}-to-{updates[-1].id}.json"
        content = json.dumps({"updates": said}, ensure_ascii=False, indent=1).encode()
        _write(folder / name, content)
        manifest = {"kind": "updates", "sha256": hashlib.sha256(content).hexdigest(), "rows": len(said)}
        _write(folder / f"{name}{MANIFEST}", json.dumps(manifest).encode())
        return [Answer(update.id, taken=True) for update in updates]

    def register(self) -> Iterator[Entry]:
        """The newest register that was dropped."""
        files = [file for file, kind in self._ready() if kind == "register"]
        if not files:
            raise CentreFailed("no register was dropped")
        mark = Mark()
        while mark.at < files[-1].stat().st_size:
            page = _read(files[-1], mark)
            mark = Mark.of(page.mark)
            for _place, raw in page.records:
                if isinstance(raw, dict):
                    yield Entry(str(raw.get("registration_no", "")), str(raw.get("status", "")))

    def problem(self) -> str:
        """See `Centre.problem`."""
        if not settings.CPGRAMS["folder"]:
            return "not set: folder"
        try:
            refused = [file.name for file in self._folder("refused").glob(f"*{MANIFEST}")]
        except CentreFailed as error:
            return str(error)
        return f"{len(refused)} files refused, see the folder refused" if refused else ""

    def _page(self, kind: str, mark: Mark) -> Page:
        """The next part of the file in hand, else the beginning of the next file of this kind."""
        for file, its_kind in self._ready():
            if its_kind != kind:
                continue
            known = mark if (file.name, _digest(file)) == (mark.file, mark.sha256) else Mark()
            if known.at >= file.stat().st_size > 0 or not self._is_whole(file):
                continue
            try:
                return _read(file, known)
            except CentreFailed as error:
                self._refuse(file, str(error))
        return Page((), str(mark), is_last=True)

    def _ready(self) -> list[tuple[Path, str]]:
        """The files whose manifest is there, in the order of their names, each with its kind."""
        folder = self._folder("in")
        manifests = sorted(folder.glob(f"*{MANIFEST}"))
        found = [
            (folder / one.name.removesuffix(MANIFEST), _manifest(one).get("kind", "")) for one in manifests
        ]
        return [(file, str(kind)) for file, kind in found if file.is_file()]

    def _is_whole(self, file: Path) -> bool:
        """Whether a file is what its manifest says; one that is not is put out of the way."""
        wanted = _manifest(file.with_name(file.name + MANIFEST)).get("sha256")
        if _digest(file) == wanted and file.suffix in READERS:
            return True
        self._refuse(file, "not what its manifest says")
        return False

    def _refuse(self, file: Path, why: str) -> None:
        log.warning("cpgrams: %s refused: %s", file.name, why)
        _write(self._folder("refused") / f"{file.name}.reason.txt", why.encode())
        self._move(file, "refused")

    def _move(self, file: Path, to: str) -> None:
        for one in (file.with_name(file.name + MANIFEST), file):
            os.replace(one, self._folder(to) / one.name)

    def _folder(self, name: str) -> Path:
        if not settings.CPGRAMS["folder"]:
            raise CentreFailed("no folder configured")
        folder = Path(settings.CPGRAMS["folder"]) / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CentreFailed(f"the folder cannot be used: {type(error).__name__}") from error
        return folder


class OneFile(FileCentre):
    """A file that somebody gives by hand, without a manifest; it stays where it is."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.name = f"file {_digest(file)[:16]}"

    def settle(self, mark: str) -> None:
        """Nothing is moved."""

    def _page(self, kind: str, mark: Mark) -> Page:
        if kind != "grievances" or (mark.file and mark.at >= self.file.stat().st_size):
            return Page((), str(mark), is_last=True)
        page = _read(self.file, mark)
        return Page(page.records, page.mark, is_last=Mark.of(page.mark).at >= self.file.stat().st_size)


# ── Reading ──────────────────────────────────────────────────────────────────────────────────────────────


def _read(file: Path, mark: Mark) -> Page:
    """A page of `file`. There may be another file behind it: only an empty page is the last one.

    Raises:
        CentreFailed: it cannot be read.
    """
    try:
        records, at, line = READERS.get(file.suffix, _from_csv)(file, mark)
    except (OSError, ValueError, RecursionError) as error:
        raise CentreFailed(f"{file.name} cannot be read: {type(error).__name__}") from error
    behind = Mark(file.name, mark.sha256 or _digest(file), at, line)
    return Page(records, str(behind), is_last=False)


type Records = tuple[list[tuple[str, Any]], int, int]


def _from_csv(file: Path, mark: Mark) -> Records:
    """Lines of a CSV in UTF-8 with the names of its columns first."""
    with file.open("rb") as stream:
        names = next(csv.reader([stream.readline().decode("utf-8-sig", "replace")]), [])
        lines = _Lines(stream, mark)
        reader = csv.reader(lines, strict=True)
        records: list[tuple[str, Any]] = []
        while len(records) < PAGE:
            place = f"{file.name}, line {lines.line + 1}"
            try:
                cells = next(reader)
            except StopIteration:
                break
            except csv.Error as error:  # this line is put aside, the next one begins anew
                records.append((place, f"{error}"))
                continue
            if cells:
                records.append((place, _named(names, cells)))
        return records, lines.at, lines.line


class _Lines:
    """The lines of a file from a byte on, counted as they are taken."""

    def __init__(self, stream: Any, mark: Mark) -> None:
        self._stream = stream
        self.at, self.line = mark.at or stream.tell(), mark.line
        stream.seek(self.at)

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        raw = self._stream.readline()
        if not raw:
            raise StopIteration
        self.at += len(raw)
        self.line += 1
        line: str = raw.decode("utf-8", "replace")
        return line


def _named(names: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    record = dict(zip(names, cells, strict=False))
    return record | {SURPLUS: "…"} if len(cells) > len(names) else record


def _from_json(file: Path, mark: Mark) -> Records:
    """Records of a JSON list, bare or under one name; `at` counts records, and at the end bytes."""
    said = json.loads(file.read_bytes())
    if isinstance(said, dict):
        said = next((value for value in said.values() if isinstance(value, list)), None)
    if not isinstance(said, list):
        raise ValueError("no list")
    records = [(f"{file.name}, record {n}", raw) for n, raw in enumerate(said, 1)]
    end = mark.at + PAGE
    is_read = end >= len(records)
    return records[mark.at : end], file.stat().st_size if is_read else end, 1


READERS = {".csv": _from_csv, ".json": _from_json}


def _manifest(file: Path) -> dict[str, Any]:
    try:
        if file.stat().st_size > LARGEST_MANIFEST:
            return {}
        said = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def _digest(file: Path) -> str:
    """SHA-256 of a file, worked out anew only when it has changed."""
    state = file.stat()
    return _digest_of(file, state.st_size, state.st_mtime_ns)


@lru_cache(maxsize=64)
def _digest_of(file: Path, _size: int, _changed: int) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _write(file: Path, content: bytes) -> None:
    """All of it or nothing: nobody finds half a file."""
    half = file.with_name(f".{file.name}.half")
    half.write_bytes(content)
    os.replace(half, file)
