"""A database's schema as it stands, read from its own catalogue, and as the table classes and migrations say it."""

import importlib
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import asyncpg

from server.tables import migrations
from server.tables.piccolo_app import APP_CONFIG

NAMED_INDEX: Final = re.compile(r"CREATE (UNIQUE )?INDEX (\w+) ON (?:\w+\.)?(\w+) .*?(WHERE .*)?$", re.DOTALL)
PICCOLOS_OWN: Final = "migration"


@dataclass(frozen=True)
class Schema:
    """What two databases have to share, whatever their engines call it."""

    columns: frozenset[tuple[str, str, bool]]
    """Table, column, and whether it may be null."""
    checks: Counter[str]
    """How many CHECKs each table has."""
    indexes: frozenset[tuple[str, str, bool, bool]]
    """Our own indexes: name, table, whether it is unique, whether it is partial."""


def schema_of_classes() -> Schema:
    """Return what the table classes and the indexes of the migrations say; binds this process's engine."""
    tables = set(APP_CONFIG.table_classes)  # a module's tables come again with each module that imports them
    columns = [(table._meta.tablename, column) for table in tables for column in table._meta.columns]
    return Schema(
        frozenset((table, column._meta.db_column_name, "NOT NULL" not in column.ddl) for table, column in columns),
        Counter(table for table, column in columns if " CHECK (" in column.ddl),
        _indexes_of_migrations(),
    )


async def schema_of(database_url: str) -> Schema:
    """Return what a database holds."""
    if database_url.startswith("sqlite:///"):
        return _schema_of_file(Path(database_url.removeprefix("sqlite:///")))
    return await _schema_of_postgres(database_url)


def _schema_of_file(file: Path) -> Schema:
    connection = sqlite3.connect(file)
    tables = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT IN (?, 'sqlite_sequence')",
        [PICCOLOS_OWN],
    ).fetchall()
    columns = frozenset(
        (table, name, not not_null)
        for table, _ in tables
        for _, name, _, not_null, _, _ in connection.execute(f"PRAGMA table_info({table})")
    )
    indexes = connection.execute("SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL").fetchall()
    connection.close()
    checks = Counter({table: count for table, sql in tables if (count := sql.count(" CHECK ("))})
    return Schema(columns, checks, _ours(_indexes(sql for (sql,) in indexes)))


async def _schema_of_postgres(database_url: str) -> Schema:
    connection = await asyncpg.connect(database_url)
    columns = await connection.fetch(
        "SELECT table_name, column_name, is_nullable = 'YES' AS may_be_null FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name <> $1",
        PICCOLOS_OWN,
    )
    checks = await connection.fetch(
        "SELECT conrelid::regclass::text AS name FROM pg_constraint"
        " WHERE contype = 'c' AND connamespace = 'public'::regnamespace"
    )
    indexes = await connection.fetch("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'")
    await connection.close()
    return Schema(
        frozenset((row["table_name"], row["column_name"], row["may_be_null"]) for row in columns),
        Counter(row["name"] for row in checks),
        _ours(_indexes(row["indexdef"] for row in indexes)),
    )


def _indexes_of_migrations() -> frozenset[tuple[str, str, bool, bool]]:
    """What the migrations make, but for what a later one drops."""
    dropped = {index for name in _migration_names() for index in _listed_in(name, "DROPPED")}
    return frozenset(index for index in _indexes_ever_made() if index[0] not in dropped)


def _indexes_ever_made() -> frozenset[tuple[str, str, bool, bool]]:
    return _indexes(statement for name in _migration_names() for statement in _listed_in(name, "INDEXES"))


def _indexes(statements: Iterable[str]) -> frozenset[tuple[str, str, bool, bool]]:
    found = (NAMED_INDEX.match(statement.replace('"', "")) for statement in statements)
    return frozenset((match[2], match[3], bool(match[1]), bool(match[4])) for match in found if match)


def _ours(indexes: frozenset[tuple[str, str, bool, bool]]) -> frozenset[tuple[str, str, bool, bool]]:
    """Leave out the indexes of single columns, which Piccolo names as it likes."""
    names = {name for name, *_ in _indexes_ever_made()}
    return frozenset(index for index in indexes if index[0] in names)


def _migration_names() -> list[str]:
    return sorted(file.stem for file in Path(str(migrations.__file__)).parent.glob("studio_*.py"))


def _listed_in(migration: str, name: str) -> Iterable[str]:
    listed: Iterable[str] = getattr(importlib.import_module(f"server.tables.migrations.{migration}"), name, ())
    return listed
