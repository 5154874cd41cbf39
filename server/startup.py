"""What every command begins with: the settings, the keys and the database; what is wrong is one sentence, exit 2."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import NoReturn

import click

from server.database.engines import current_engine
from server.database.migration_guard import MigrationError
from server.keys import Keys, UnusableSecretError, read_keys
from server.logs.log import write_log
from server.settings import Settings, WrongSettingError, settings

CONNECT_SECONDS = 5
UNUSABLE = 2
"""Exit code: a setting, the secret or the database cannot be used."""


def settings_and_keys() -> tuple[Settings, Keys]:
    """Read both, and log to standard error from now on."""
    try:
        given = settings()
        write_log(given.log_format, sys.stderr)
        return given, read_keys(given.secret_file)
    except (WrongSettingError, UnusableSecretError) as error:
        stop(str(error))


def with_database(act: Callable[[], Awaitable[None]]) -> None:
    """Do something with the open database; where it cannot be reached or brought up to date, say so and stop."""
    try:
        asyncio.run(_opened(act))
    except MigrationError as error:
        stop(f"The database could not be migrated: {error}")


async def _opened(act: Callable[[], Awaitable[None]]) -> None:
    engine = current_engine()
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            await engine.open()
            engine.give_way()  # the server may be running
            await engine.is_reachable()
    except Exception as error:  # noqa: BLE001 - whatever the driver says, the operator needs one sentence
        stop(f"The database of STUDIO_DATABASE_URL cannot be reached ({type(error.__cause__ or error).__name__}).")
    try:
        await act()
    finally:
        await engine.close()


def stop(sentence: str) -> NoReturn:
    """End the command with a sentence for the operator: what is wrong, and what to do."""
    click.echo(sentence, err=True)
    raise SystemExit(UNUSABLE)
