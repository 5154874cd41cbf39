"""SQLite's file cannot be written: 503 meanwhile, and nobody has to restart the server."""

import resource
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from tests.parts.server_process import ServerProcess

SECONDS = 60
CROWD = 12
"""Ten seconds each, one after the other, would be longer than that."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    with ServerProcess(tmp_path, f"sqlite:///{tmp_path / 'studio.db'}") as server:
        server.start()
        yield server


def test_while_another_program_writes_the_server_says_503_and_goes_on_afterwards(
    server: ServerProcess, tmp_path: Path
) -> None:
    with held_by_another(tmp_path / "studio.db"):
        assert_away(write(server))
        assert ready(server).is_success, "who only reads does not wait for a writer"
    assert write(server).status_code == 204


def test_a_crowd_behind_another_programs_write_waits_once_and_not_one_after_the_other(
    server: ServerProcess, tmp_path: Path
) -> None:
    with held_by_another(tmp_path / "studio.db"), ThreadPoolExecutor(CROWD) as crowd:
        for answer in crowd.map(lambda _: write(server), range(CROWD)):
            assert_away(answer)
    assert write(server).status_code == 204


def test_with_a_full_disk_the_server_says_503_and_heals_by_itself(server: ServerProcess) -> None:
    assert write(server).status_code == 204
    with disk_full(server):
        for _ in range(10):
            assert_away(write(server))
    assert write(server).status_code == 204
    assert ready(server).is_success


def test_a_file_that_is_no_database_stops_the_start(tmp_path: Path) -> None:
    file = tmp_path / "studio.db"
    file.write_bytes(b"this is no database, whatever its name says" * 100)
    with ServerProcess(tmp_path, f"sqlite:///{file}") as server, pytest.raises(Exception, match="STUDIO_DATABASE_URL"):
        server.start()
    assert server.process.stop() == 2


def write(server: ServerProcess) -> httpx.Response:
    """Ask for a sign-in code, which is written down even for an unknown address."""
    return httpx.post(f"{server.url}/api/auth/code", json={"email": "ana@example.com"}, timeout=SECONDS)


def ready(server: ServerProcess) -> httpx.Response:
    return httpx.get(f"{server.url}/health/ready", timeout=SECONDS)


def assert_away(answer: httpx.Response) -> None:
    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (503, "database_away", "2")


@contextmanager
def held_by_another(file: Path) -> Iterator[None]:
    """Another program is in the middle of a transaction that writes."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def disk_full(server: ServerProcess) -> Iterator[None]:
    """No file of the server's can be written: what a full disk answers, without filling one."""
    pid = server.process.pid
    usual = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, usual[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, usual)
