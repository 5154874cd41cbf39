"""Two servers on one database at 01:00, and servers that die in the middle of the night (R33, R35)."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from server.database.write_transaction import write_transaction
from server.services.absence.batches import REGISTRATIONS_A_BATCH
from server.services.absence.claim_night import LEASE
from server.services.absence.nights import run_due_nights
from server.services.context import Context
from server.settings import Settings
from server.tables.outbox import OutboxMessage
from tests import actors
from tests.absences import AUTO_CANCELLED, DAY, NIGHT, NO_SHOW, messages_of, runs
from tests.app_fixtures import AN_HOUR_BEFORE_CLASS
from tests.builders import STARTS_AT, add_customer, add_pass, add_session, add_studio
from tests.invariants import broken_invariants
from tests.movable_clock import MovableClock
from tests.parts.moved_clock import MovedClock
from tests.parts.other_process import OtherProcess
from tests.parts.server_process import ServerProcess
from tests.parts.smtp_sink import SmtpSink
from tests.readings import bookings, everything, messages
from tests.scene import Scene, booked, open_scene

PEOPLE = REGISTRATIONS_A_BATCH + 10
"""More than one batch of the sweep, and more than one of what absences cost."""

FEW = 12
STUDIOS = 3
NIGHTS = 10
TICK = timedelta(seconds=30)


async def people_absent(scene: Scene, context: Context, count: int = PEOPLE) -> None:
    """Each has booked the class of tonight, to which nobody will come, and one after it."""
    sessions = [scene.session_id, await add_session(scene.course_id, STARTS_AT + 2 * DAY, capacity=PEOPLE)]
    async with write_transaction():
        for _ in range(count):
            who = await add_customer(scene.studio_id)
            its_pass = await add_pass(who, scene.studio_id, scene.course_id)
            for session in sessions:
                await booked(its_pass, session, actors.customer(who), context)


async def everything_was_done_once(count: int = PEOPLE) -> None:
    tables = await bookings()
    assert Counter(row["status"] for row in tables["session_reservation"]) == {NO_SHOW: count, AUTO_CANCELLED: count}
    assert broken_invariants(tables, NIGHT + LEASE) == []
    told = await messages_of("AUTO_CANCELLATION")
    assert (len(told), len({row["recipient"] for row in told})) == (count, count)
    tonight = [row for row in await runs() if row["local_date"] == NIGHT.date()]
    assert all(row["finished_at"] for row in tonight)
    for counted in ("absences", "auto_cancelled"):  # the sweep of another job may have been quicker than the night's
        assert sum(row[counted] for row in tonight) == count
    assert {row["failed"] for row in tonight} == {0}


@contextmanager
def other_server(given: Settings, folder: Path, *words: str) -> Iterator[OtherProcess]:
    with OtherProcess(["-m", "tests.faults.night_program", *words], given.database_url, folder) as other:
        assert other.hear() == "ready"
        yield other


async def test_two_servers_claim_each_night_once(
    database: None, context: Context, app_settings: Settings, tmp_path: Path
) -> None:
    """Ten nights of three studios, at which both tick at the same moment."""
    studios = [await add_studio(f"Studio {number}") for number in range(STUDIOS)]
    made: list[list[int]] = []
    with ExitStack() as running:
        both = [running.enter_context(other_server(app_settings, tmp_path)) for _ in range(2)]
        for night in range(NIGHTS):
            for each in both:
                each.tell((NIGHT + night * DAY).isoformat())
            made.append([run for each in both for run in json.loads(each.hear())])
    assert [len(ids) for ids in made] == [STUDIOS] * NIGHTS
    claimed = Counter((row["studio"], row["local_date"]) for row in await runs())
    assert claimed == {(studio, (NIGHT + night * DAY).date()): 1 for studio in studios for night in range(NIGHTS)}
    assert sorted(run for ids in made for run in ids) == [row["id"] for row in await runs()]


async def test_two_real_servers_act_on_each_absence_once_and_write_one_mail_to_each(
    database: None, context: Context, app_settings: Settings, smtp_sink: SmtpSink, tmp_path: Path
) -> None:
    """The sweep and the night of both come in the same second, and so does the sending."""
    scene = await open_scene(capacity=PEOPLE)
    await people_absent(scene, context, FEW)
    await OutboxMessage.delete(force=True)  # the confirmations went long ago
    clock = MovedClock(tmp_path, AN_HOUR_BEFORE_CLASS)
    with ExitStack() as running:
        for name in ("one", "other"):
            (tmp_path / name).mkdir()
            server = ServerProcess(
                tmp_path / name,
                app_settings.database_url,
                mail_url=smtp_sink.url,
                clock=clock,
                settings={"STUDIO_SECRET_FILE": str(tmp_path / "secret")},
            )
            running.enter_context(server).start()
        clock.run_from(NIGHT)
        await asyncio.to_thread(smtp_sink.wait_for, FEW, seconds=60)
        await all_sent()
    await everything_was_done_once(FEW)
    mailed = Counter(address for kept in smtp_sink.mails for address in kept.recipients)
    assert mailed == Counter(row["recipient"] for row in await messages_of("AUTO_CANCELLATION"))


async def all_sent() -> None:
    async with asyncio.timeout(60):
        while not all(row["sent_at"] for row in await messages()):  # noqa: ASYNC110 - another process sends
            await asyncio.sleep(0.1)


@pytest.mark.parametrize("statement", [2, 3, 6, 11, 16, 20, 24, 28, 32, 36])
async def test_a_server_killed_at_a_statement_leaves_the_night_to_the_other_one(
    database: None,
    context: Context,
    clock: MovableClock,
    app_settings: Settings,
    tmp_path: Path,
    statement: int,
) -> None:
    """SIGKILL: what it had not committed is gone, what it had is not done again."""
    scene = await open_scene(capacity=PEOPLE)
    await people_absent(scene, context)
    with other_server(app_settings, tmp_path, "--step") as killed:
        killed.tell(NIGHT.isoformat())
        for _ in range(statement - 1):
            killed.hear()
            killed.tell("go on")
        assert not killed.hear().startswith("[")
    clock.set(NIGHT + TICK)
    done = await run_due_nights(context)
    assert len(done) == (0 if await runs_begun_at(NIGHT) else 1)
    clock.set(NIGHT + LEASE)
    await run_due_nights(context)
    await everything_was_done_once()


async def runs_begun_at(instant: datetime) -> int:
    return len([row for row in await runs() if row["started_at"] == instant])


async def test_a_slow_server_whose_night_was_taken_over_writes_nothing_more(
    database: None, context: Context, clock: MovableClock, app_settings: Settings, tmp_path: Path
) -> None:
    """It slept between two batches for longer than its lease, and goes on as if nothing had happened."""
    scene = await open_scene(capacity=PEOPLE)
    await people_absent(scene, context)
    with other_server(app_settings, tmp_path, "--step") as slow:
        slow.tell(NIGHT.isoformat())
        stop_before_the_second_batch(slow)
        assert len(await messages_of("AUTO_CANCELLATION")) == REGISTRATIONS_A_BATCH
        clock.set(NIGHT + LEASE)
        assert len(await run_due_nights(context)) == 1
        before = await everything()
        assert go_on_to_the_end(slow) == []
    assert await everything() == before
    await everything_was_done_once()


def stop_before_the_second_batch(server: OtherProcess) -> None:
    """Let it go on until it looks for the sessions of its second batch, outside any transaction."""
    looks = 0
    while looks < 2:
        looks += server.hear().startswith("SELECT DISTINCT r.session ")
        if looks < 2:
            server.tell("go on")


def go_on_to_the_end(server: OtherProcess) -> list[int]:
    server.tell("go on")
    while not (line := server.hear()).startswith("["):
        server.tell("go on")
    made: list[int] = json.loads(line)
    return made
