"""A line for each outcome, in words or as JSON, in UTC, and the libraries' own lines among them."""

import errno
import json
import logging
import os
import sqlite3
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import asyncpg
import pytest

from server.database.errors import OutOfReachError
from server.logs.log import log_formatter, logger
from server.settings import LogFormat
from tests.written_log import WrittenLog

ours = logger("server.somewhere")
librarys = logging.getLogger("uvicorn.error")


@pytest.fixture
def as_json() -> Iterator[StringIO]:
    """The log as JSON."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(log_formatter(LogFormat.JSON))
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


def only_line(stream: StringIO) -> dict[str, Any]:
    (line,) = stream.getvalue().splitlines()
    told: dict[str, Any] = json.loads(line)
    return told


def busy() -> sqlite3.Error:
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorcode, error.sqlite_errorname = sqlite3.SQLITE_BUSY, "SQLITE_BUSY"
    return error


def caused_by(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


def failed() -> None:
    raise ValueError("ana@example.org")


def test_a_line_is_the_event_and_its_facts(log: WrittenLog) -> None:
    ours.info("message.sent", id=7, kind="CONFIRMATION", late=None, final=True, route="/c/{code:str}", why="no room")
    assert log.lines == [
        'info message.sent id=7 kind=CONFIRMATION late=null final=true route=/c/{code:str} why="no room"'
    ]


def test_a_line_as_json_holds_the_same(as_json: StringIO) -> None:
    ours.warning("message.sent", id=7, kind="CONFIRMATION", late=None)
    told = only_line(as_json)
    told.pop("timestamp")
    assert told == {"level": "warning", "event": "message.sent", "id": 7, "kind": "CONFIRMATION", "late": None}
    assert as_json.getvalue().startswith('{"timestamp": "')


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kolkata"])
def test_the_instant_is_in_utc_wherever_the_server_stands(
    log: WrittenLog, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    monkeypatch.setitem(os.environ, "TZ", zone)
    time.tzset()
    ours.info("job.done")
    instant = log.text.split()[0]
    assert instant.endswith("Z")
    assert abs(datetime.fromisoformat(instant) - datetime.now(UTC)) < timedelta(minutes=5)
    monkeypatch.undo()
    time.tzset()


def test_a_librarys_line_names_it(log: WrittenLog, as_json: StringIO) -> None:
    librarys.info("Uvicorn running on %s", "http://127.0.0.1:8000")
    assert log.lines == ["info Uvicorn running on http://127.0.0.1:8000 logger=uvicorn.error"]
    told = only_line(as_json)
    assert (told["event"], told["logger"]) == ("Uvicorn running on http://127.0.0.1:8000", "uvicorn.error")


@pytest.mark.parametrize("speaker", [ours, librarys], ids=["ours", "a library's"])
def test_an_exception_is_told_by_its_frames_and_not_by_its_message(
    log: WrittenLog, as_json: StringIO, speaker: Any
) -> None:
    try:
        failed()
    except ValueError:
        speaker.exception("job.failed")
    assert log.lines[0].startswith("error job.failed ")
    assert "error=ValueError" in log.lines[0]
    assert "in failed" in log.text
    assert "ana@" not in log.text + as_json.getvalue()
    assert only_line(as_json)["frames"].endswith("builtins.ValueError")


def test_the_cause_of_an_exception_is_told_too(log: WrittenLog) -> None:
    try:
        try:
            failed()
        except ValueError as error:
            raise RuntimeError("ben@example.org") from error
    except RuntimeError as error:
        ours.error("job.failed", exc_info=error)
    assert log.text.index("builtins.RuntimeError") < log.text.index("caused by") < log.text.index("builtins.ValueError")
    assert "@" not in log.text


@pytest.mark.parametrize(
    ("raised", "reason"),
    [
        (OSError(errno.ENOSPC, "ana@example.org"), "ENOSPC"),
        (busy(), "SQLITE_BUSY"),
        (asyncpg.SerializationError("ana@example.org"), "40001"),
        (caused_by(OutOfReachError("ana@example.org"), asyncpg.TooManyConnectionsError()), "53300"),
    ],
    ids=["system", "SQLite", "PostgreSQL", "the cause"],
)
def test_an_error_of_the_system_or_the_database_is_told_by_its_code(
    log: WrittenLog, raised: Exception, reason: str
) -> None:
    ours.warning("database.away", exc_info=raised)
    assert log.lines == [f"warning database.away error={type(raised).__name__} reason={reason}"]


def test_what_people_send_starts_no_line_of_its_own(log: WrittenLog, as_json: StringIO) -> None:
    ours.info("message.sent", kind="A\n2026-03-02T15:59:00Z error forged\x1b[2J\u2028")
    librarys.warning("Invalid HTTP request received.\x1b[2J")
    assert len(log.lines) == len(log.text.splitlines()) == len(as_json.getvalue().splitlines()) == 2
    assert log.text.isascii()
    assert "\x1b" not in log.text


def test_a_failed_start_is_told_with_all_its_frames(log: WrittenLog) -> None:
    """Litestar hands uvicorn the traceback as a message."""
    librarys.error('Traceback (most recent call last):\n  File "app.py", line 1, in start\nValueError\n')
    assert log.lines == ["error Traceback (most recent call last): logger=uvicorn.error"]
    assert 'File "app.py", line 1, in start\n  ValueError\n' in log.text


def test_a_forgotten_task_says_what_it_was_and_not_what_it_raised(log: WrittenLog) -> None:
    """The asyncio logger repeats the exception's own words below its first line."""
    try:
        failed()
    except ValueError as error:
        message = f"Task exception was never retrieved\nfuture: <Task exception={error!r}>"
        logging.getLogger("asyncio").exception(message)
    (line,) = log.lines
    assert line == "error Task exception was never retrieved logger=asyncio error=ValueError"
    assert "future" not in log.text


def test_a_level_that_is_off_is_not_written(log: WrittenLog) -> None:
    logging.getLogger("server").setLevel(logging.INFO)
    ours.debug("job.ticked")
    assert log.lines == []
