"""The embedded database with real servers: made, stopped, killed, recovered, shared, refused."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from sunwai.config import embedded_database
from sunwai.config.embedded_database import Cluster, NoDatabase, Status
from sunwai.config.supervisor import Supervisor
from tests.config.processes import alive, children, until

ROOT = os.geteuid() == 0
as_root = pytest.mark.skipif(not ROOT, reason="only root runs the server as another user")


@pytest.fixture(scope="module")
def prepared():
    """A stopped database, to copy where a test needs one of its own."""
    with tempfile.TemporaryDirectory(prefix="sunwai-test-") as folder:
        Path(folder).chmod(0o711)
        with Cluster(Path(folder), durable=False).running():
            pass
        yield Path(folder)


@pytest.fixture
def folder(prepared):
    with tempfile.TemporaryDirectory(prefix="sunwai-test-") as name:
        Path(name).chmod(0o711)
        subprocess.run(["cp", "-a", f"{prepared}/.", name], check=True)
        yield Path(name)


@pytest.fixture
def cluster(folder):
    cluster = Cluster(folder, durable=False)
    yield cluster
    cluster.remove()


def ask(url: str, query: str):
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchone()[0]


def test_life_cycle():
    with tempfile.TemporaryDirectory(prefix="sunwai-test-") as name:
        Path(name).chmod(0o711)
        cluster = Cluster(Path(name), durable=False)
        assert cluster.status is Status.ABSENT
        first = cluster.start()
        assert cluster.status is Status.RUNNING
        with psycopg.connect(first) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 181 AS number")
        cluster.stop()
        assert cluster.status is Status.STOPPED
        with cluster.running() as second:
            assert second == first, "port and password are remembered"
            assert ask(second, "SELECT number FROM kept") == 181
        cluster.remove()
        assert cluster.status is Status.ABSENT
        assert not cluster.place.exists()


def test_what_the_application_finds(cluster):
    url = cluster.start()
    assert ask(url, "SELECT similarity('बिजली नहीं आ रही', 'बिजली नही आ रही')") > 0.5
    assert ask(url, "SELECT current_setting('is_superuser')") == "off"
    assert ask(url, "SELECT current_setting('server_encoding')") == "UTF8"
    wanted = {"pg_trgm", "unaccent", "btree_gist"}
    assert wanted <= set(ask(url, "SELECT array_agg(extname::text) FROM pg_extension"))


def test_only_with_the_password_and_only_from_here(cluster):
    address = urlsplit(cluster.start())
    wrong = address._replace(netloc=f"sunwai:wrong@127.0.0.1:{address.port}").geturl()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)
    assert ask(cluster.url, "SELECT current_setting('listen_addresses')") == "127.0.0.1"
    for secret in (cluster.folder / "secrets" / "database_url", cluster.place / "password"):
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600


def test_durable_unless_thrown_away(folder):
    with Cluster(folder).running() as url:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            assert ask(url, f"SELECT current_setting('{setting}')") == "on"


def test_killed_server_recovers_what_it_acknowledged(folder):
    cluster = Cluster(folder)
    url = cluster.start()
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE complaint AS SELECT 'acknowledged' AS state")
    server = cluster._postmaster()
    parts = children(server)
    os.kill(server, signal.SIGKILL)
    cluster._process.wait(10)

    assert (cluster.data / "postmaster.pid").exists(), "a killed server leaves its mark"
    assert cluster.status is Status.STOPPED
    assert ask(cluster.start(), "SELECT state FROM complaint") == "acknowledged"
    until(lambda: not any(map(alive, parts)))
    cluster.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere we cannot tell")
def test_a_mark_whose_number_was_given_to_another_process(cluster):
    cluster.start()
    cluster.stop()
    (cluster.data / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster.data}\n")
    assert cluster.status is Status.STOPPED
    cluster.start()
    assert cluster.status is Status.RUNNING


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere children outlive a killed parent")
def test_the_server_ends_with_a_killed_owner(cluster):
    code = f"""
from pathlib import Path
from sunwai.config.embedded_database import Cluster
cluster = Cluster(Path({str(cluster.folder)!r}), durable=False)
print(cluster.start(), cluster._postmaster(), flush=True)
input()
"""
    owner = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with owner:
        url, server = owner.stdout.readline().split()
        assert cluster.start() == url, "a running server is shared"
        cluster.stop()
        assert ask(url, "SELECT 1") == 1, "and left alone by who did not start it"
        with pytest.raises(NoDatabase, match="in use by another"):
            cluster.service()
        owner.kill()
    until(lambda: not alive(int(server)))
    assert cluster.start()


def test_a_server_that_was_left_over_is_stopped_first(cluster):
    """Where the system cannot tell children that their parent was killed, the server lives on."""
    cluster.start()
    orphan, cluster._process = cluster._process, None
    cluster._disown()

    said = []
    again = Cluster(cluster.folder, durable=False, say=said.append)
    again.start()
    assert orphan.wait(10) == 0
    assert said == [f"Stopping a database server that was left over (process {orphan.pid})"]
    again.stop()


def test_a_taken_port_is_changed(cluster):
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # the copied server has just used it
        other.bind(("127.0.0.1", urlsplit(cluster.url).port))
        other.listen()
        before = cluster.url
        after = cluster.start()
    assert urlsplit(after).port != urlsplit(before).port
    assert ask(after, "SELECT 1") == 1


def test_a_lost_address_is_made_again(cluster):
    (cluster.folder / "secrets" / "database_url").unlink()
    assert ask(cluster.start(), "SELECT 1") == 1


def test_data_of_another_major_version(cluster):
    (cluster.data / "PG_VERSION").write_text("14\n")
    with pytest.raises(NoDatabase, match=r"made by PostgreSQL 14, and there is only \d\d.* here"):
        cluster.start()


def test_a_folder_without_programs(cluster, monkeypatch, tmp_path):
    monkeypatch.setenv("SUNWAI_PG_BIN", str(tmp_path))
    with pytest.raises(NoDatabase, match="no working `postgres`"):
        cluster.start()


def test_no_programs_at_all(cluster, monkeypatch):
    monkeypatch.delenv("SUNWAI_PG_BIN", raising=False)
    monkeypatch.setattr(embedded_database, "PACKAGES", ())
    with pytest.raises(NoDatabase, match="Set DATABASE_URL"):
        cluster.start()


def test_a_server_that_cannot_start_says_why(cluster, monkeypatch):
    monkeypatch.setitem(embedded_database.SETTINGS, "max_connections", "plenty")
    with pytest.raises(NoDatabase, match="max_connections"):
        cluster.start()
    assert cluster.status is Status.STOPPED


def test_supervised_it_comes_back(cluster):
    said = []
    with Supervisor(folder=cluster.folder, say=said.append) as supervisor:
        supervisor.start(cluster.service())
        server = cluster._postmaster()
        os.kill(server, signal.SIGKILL)
        (child,) = supervisor._children
        child.process.wait(10)
        until(lambda: supervisor._look_after(child) or cluster.ready())
        assert cluster._postmaster() not in {server, None}
        assert ask(cluster.url, "SELECT 1") == 1
    assert cluster.status is Status.STOPPED
    assert said[-1] == "[database] stopped"


@as_root
def test_root_runs_it_as_another_user(cluster):
    cluster.start()
    assert Path(f"/proc/{cluster._postmaster()}").stat().st_uid == cluster.data.stat().st_uid != 0
    assert stat.S_IMODE(cluster.place.stat().st_mode) == 0o700


@as_root
def test_where_only_root_may_go(monkeypatch, tmp_path):
    """Data and programs are placed where the server's user can reach them."""
    monkeypatch.delenv("SUNWAI_PG_BIN", raising=False)
    with tempfile.TemporaryDirectory(prefix="sunwai-test-") as open_folder:
        Path(open_folder).chmod(0o755)
        monkeypatch.setattr(embedded_database, "SHARED_FOLDER", Path(open_folder) / "sunwai")
        package = Path(next(iter(embedded_database._installations())).folders[0])
        hidden = tmp_path / "hidden"  # pytest's folders are private
        hidden.mkdir(mode=0o700)
        for part in (package, package.with_name(f"{package.name}.libs")):
            if part.exists():
                shutil.copytree(part, hidden / part.name)
        monkeypatch.setattr(embedded_database, "PACKAGES", (package.name,))
        monkeypatch.syspath_prepend(hidden)
        said = []
        cluster = Cluster(tmp_path / "var", durable=False, say=said.append)
        with cluster.running() as url:
            assert ask(url, "SELECT 1") == 1
        assert cluster.place.parent == Path(open_folder) / "sunwai"
        assert "can be entered by root only" in said[0]
        assert "where they are, only root may go" in said[1]
        with Cluster(tmp_path / "var", durable=False).running() as again:
            assert again == url
        cluster.remove()
        assert not cluster.place.exists()
