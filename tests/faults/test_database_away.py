"""The database goes away and comes back: 503 meanwhile, and nobody has to restart the server."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.parts.postgres import PostgresCluster
from tests.parts.server_process import ServerProcess
from tests.parts.waiting import wait_until
from tests.scraped import Scraped

CODE = {"email": "ana@example.com"}


@pytest.fixture
def cluster() -> Iterator[PostgresCluster]:
    with PostgresCluster() as cluster:
        yield cluster


@pytest.fixture
def postgres_server(tmp_path: Path, cluster: PostgresCluster) -> Iterator[ServerProcess]:
    with ServerProcess(tmp_path, cluster.create_database("studio")) as server:
        server.start()
        yield server


def test_without_its_database_the_server_says_503_and_heals_by_itself(
    cluster: PostgresCluster, postgres_server: ServerProcess
) -> None:
    url = postgres_server.url
    assert httpx.post(f"{url}/api/auth/code", json=CODE).status_code == 204
    cluster.stop()
    for _ in range(3):
        answer = httpx.post(f"{url}/api/auth/code", json=CODE, timeout=20)
        assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (503, "database_away", "2")
    ready = httpx.get(f"{url}/health/ready", timeout=20)
    assert (ready.status_code, ready.json()["failing"]) == (503, ["database"])
    assert httpx.get(f"{url}/health").status_code == 200
    figures = Scraped.of(httpx.get(f"{url}/metrics", timeout=20).text)
    assert figures.value("studio_database_up") == 0
    assert figures.value("studio_requests_total", method="POST", route="/api/auth/code", status="503") == 3
    cluster.start()
    wait_until(lambda: httpx.get(f"{url}/health/ready", timeout=20).is_success, "the server to heal")
    assert httpx.post(f"{url}/api/auth/code", json=CODE).status_code == 204


def test_a_standby_is_no_database_to_book_in_until_it_is_promoted(
    cluster: PostgresCluster, postgres_server: ServerProcess
) -> None:
    url = postgres_server.url
    cluster.become_standby()
    wait_until(lambda: failing_parts(url) == ["database"], "the server to see that it can only read")
    answer = httpx.post(f"{url}/api/auth/code", json=CODE, timeout=20)
    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (503, "database_away", "2")
    cluster.promote()
    wait_until(lambda: failing_parts(url) == [], "the server to heal")
    assert httpx.post(f"{url}/api/auth/code", json=CODE, timeout=20).status_code == 204


def test_a_body_of_200_kb_is_answered_over_a_real_connection(postgres_server: ServerProcess) -> None:
    for _ in range(5):
        answer = httpx.post(f"{postgres_server.url}/api/auth/code", content=b"x" * 200_000)
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def failing_parts(url: str) -> list[str]:
    failing: list[str] = httpx.get(f"{url}/health/ready", timeout=20).json()["failing"]
    return failing
