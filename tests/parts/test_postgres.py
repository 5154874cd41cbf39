"""The tests' PostgreSQL is its own, forgets nothing between databases, and goes away and comes back."""

from collections.abc import Iterator

import asyncpg
import pytest

from tests.parts.postgres import Durability, PostgresCluster


@pytest.fixture(scope="module")
def cluster() -> Iterator[PostgresCluster]:
    with PostgresCluster() as cluster:
        yield cluster


async def answer(url: str, question: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def test_a_database_answers_at_its_address(cluster: PostgresCluster) -> None:
    assert await answer(cluster.create_database("first"), "SELECT current_database()") == "first"


async def test_a_copy_holds_what_its_template_holds(cluster: PostgresCluster) -> None:
    await answer(cluster.create_database("template"), "CREATE TABLE punch AS SELECT 7 AS delta")
    assert await answer(cluster.create_database("copy", template="template"), "SELECT delta FROM punch") == 7


async def test_a_dropped_database_is_gone_and_its_neighbour_is_not(cluster: PostgresCluster) -> None:
    dropped = cluster.create_database("dropped")
    neighbour = cluster.create_database("neighbour")
    cluster.drop_database("dropped")
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        await answer(dropped, "SELECT 1")
    assert await answer(neighbour, "SELECT 1") == 1


async def test_a_stopped_server_is_out_of_reach_and_comes_back_with_its_databases(cluster: PostgresCluster) -> None:
    url = cluster.create_database("lasting")
    await answer(url, "CREATE TABLE punch AS SELECT 7 AS delta")
    cluster.stop()
    with pytest.raises(OSError, match="Connect"):
        await answer(url, "SELECT 1")
    cluster.start()
    assert await answer(url, "SELECT delta FROM punch") == 7


async def test_a_standby_can_be_read_and_takes_writes_once_it_is_promoted() -> None:
    with PostgresCluster() as cluster:
        url = cluster.create_database("lasting")
        await answer(url, "CREATE TABLE punch AS SELECT 7 AS delta")
        cluster.become_standby()
        assert await answer(url, "SELECT delta FROM punch") == 7
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            await answer(url, "DELETE FROM punch")
        cluster.promote()
        assert await answer(url, "DELETE FROM punch RETURNING delta") == 7


async def test_a_port_that_another_cluster_serves_is_noticed(cluster: PostgresCluster) -> None:
    with PostgresCluster() as other:
        other.port = cluster.port
        with pytest.raises(RuntimeError, match="not by ours"):
            other._prove_that_it_is_ours()


@pytest.mark.parametrize(("durability", "fsync"), [(Durability.NONE, "off"), (Durability.FULL, "on")])
async def test_durability_is_what_was_asked_for(durability: Durability, fsync: str) -> None:
    with PostgresCluster(durability) as cluster:
        assert await answer(cluster.create_database("durable"), "SHOW fsync") == fsync
        assert await answer(cluster.create_database("durable2"), "SHOW synchronous_commit") == fsync
