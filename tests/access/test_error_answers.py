"""Whatever goes wrong is told as a problem, and what nobody foresaw is told to nobody but the log."""

import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import asyncpg
import httpx
import pytest
from litestar import get
from litestar.params import FromPath

from server.access.refusals import DeclinedError
from server.app import create_app
from server.rules.verdict import Refused
from server.rules.vocabulary import Refusal
from server.services.outcomes import ConflictError, Declined, InvalidFieldError, NotFoundError
from server.settings import Settings
from tests.app_fixtures import PUBLIC_URL
from tests.builders import KEYS
from tests.movable_clock import MovableClock
from tests.written_log import WrittenLog

SECRET = "481516"
NOW = datetime(2026, 3, 2, 18, 59, 59, tzinfo=UTC)
OPENS_AT = datetime(2026, 3, 2, 19, tzinfo=UTC)
NEW_YORK = ZoneInfo("America/New_York")

TOO_EARLY = Refused(Refusal.TOO_EARLY, {"opens_at": OPENS_AT})
PIN_LOCKED = Refused(Refusal.PIN_LOCKED, {"retry_at": datetime(2026, 3, 2, 19, 0, 29, tzinfo=UTC)})


def sqlite_locked() -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(f"database is locked for {SECRET}")
    error.sqlite_errorcode = sqlite3.SQLITE_BUSY
    return error


ERRORS: dict[str, Exception] = {
    "not-there": NotFoundError("class session"),
    "conflict": ConflictError("already_exists", "There is one."),
    "field": InvalidFieldError("stepId", "this course has no such part"),
    "too-early": DeclinedError(Declined(TOO_EARLY, NEW_YORK), NOW),
    "locked": DeclinedError(Declined(PIN_LOCKED, NEW_YORK), NOW),
    "wrong-pin": DeclinedError(Declined(Refused(Refusal.PIN_WRONG), NEW_YORK), NOW),
    "sqlite-away": sqlite_locked(),
    "no-such-table": sqlite3.OperationalError("no such table: studio"),
    "postgres-away": asyncpg.CannotConnectNowError("starting up"),
    "refused-away": ConnectionRefusedError(),
    "reference-broken": asyncpg.ForeignKeyViolationError(f"Key (course)=({SECRET}) is not present"),
    "unforeseen": RuntimeError(f"it happened with {SECRET}"),
}


@get("/api/test/{name:str}", opt={"public": True})
async def fail(name: FromPath[str]) -> None:
    raise ERRORS[name]


@pytest.fixture
async def failing(app_settings: Settings, clock: MovableClock) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(app_settings, clock, KEYS)
    app.register(fail)
    transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]  # both are ASGI, typed each in their own words
    async with httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL) as client:
        yield client


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("not-there", 404, "not_found"),
        ("conflict", 409, "already_exists"),
        ("field", 422, "invalid_request"),
        ("too-early", 409, "too_early"),
        ("locked", 429, "pin_locked"),
        ("wrong-pin", 401, "pin_wrong"),
        ("sqlite-away", 503, "database_away"),
        ("postgres-away", 503, "database_away"),
        ("refused-away", 503, "database_away"),
        ("no-such-table", 500, "failed"),
        ("reference-broken", 409, "gone_meanwhile"),
        ("unforeseen", 500, "failed"),
    ],
)
async def test_each_error_has_its_status_and_code(
    failing: httpx.AsyncClient, name: str, status: int, code: str
) -> None:
    answer = await failing.get(f"/api/test/{name}")
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, problem["status"], problem["code"]) == (status, status, code)
    assert problem["type"].endswith(code)
    assert problem["title"]
    assert problem["detail"]


async def test_the_facts_of_a_refusal_stand_beside_it_as_instants_in_utc(failing: httpx.AsyncClient) -> None:
    problem = (await failing.get("/api/test/too-early")).json()
    assert problem["opensAt"] == "2026-03-02T19:00:00Z"
    assert problem["detail"] == "Check-in for this class opens today at 14:00."


async def test_a_lock_says_until_when_and_for_how_many_seconds(failing: httpx.AsyncClient) -> None:
    answer = await failing.get("/api/test/locked")
    assert (answer.json()["retryAt"], answer.headers["retry-after"]) == ("2026-03-02T19:00:29Z", "30")


async def test_a_database_that_is_away_may_be_asked_again(failing: httpx.AsyncClient) -> None:
    assert (await failing.get("/api/test/sqlite-away")).headers["retry-after"] == "2"


async def test_a_field_error_names_its_field(failing: httpx.AsyncClient) -> None:
    problem = (await failing.get("/api/test/field")).json()
    assert problem["errors"] == [{"field": "stepId", "message": "this course has no such part"}]


async def test_the_unforeseen_is_logged_with_its_place_and_without_its_values(
    failing: httpx.AsyncClient, log: WrittenLog
) -> None:
    answer = await failing.get("/api/test/unforeseen")
    assert SECRET not in answer.text + log.text
    assert log.lines_of("request.failed") == ["error request.failed error=RuntimeError"]
    assert "test_error_answers.py" in log.text
    assert "RuntimeError" not in answer.text


async def test_an_outage_is_logged_once_a_minute_for_each_kind_of_error(
    failing: httpx.AsyncClient, clock: MovableClock, log: WrittenLog
) -> None:
    for wait in (0, 59, 1):
        clock.advance(timedelta(seconds=wait))
        for name in ("sqlite-away", "refused-away", "sqlite-away"):
            await failing.get(f"/api/test/{name}")
    said = ["warning database.away error=OperationalError", "warning database.away error=ConnectionRefusedError"]
    assert log.lines_of("database.away") == said * 2
    for kind in ("sqlite3.OperationalError", "builtins.ConnectionRefusedError"):
        assert log.text.count(f"\n  {kind}\n") == 2
    assert SECRET not in log.text


async def test_people_get_a_page_and_programs_get_json(client: httpx.AsyncClient) -> None:
    page = await client.get("/nowhere", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert (await client.get("/nowhere")).headers["content-type"] == "application/problem+json"


async def test_a_page_says_no_more_of_the_unforeseen_than_json_does(failing: httpx.AsyncClient) -> None:
    page = await failing.get("/api/test/unforeseen", headers={"Accept": "text/html"})
    assert page.status_code == 500
    assert SECRET not in page.text
    assert "RuntimeError" not in page.text
