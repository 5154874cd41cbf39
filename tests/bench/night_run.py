"""Work through one night on a copy of the studio while people scan beside it, and once more by plain SQL."""

import asyncio
import json
import socket
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count, cycle

from tests.bench.capture import scan_call
from tests.bench.http_load import Call, Load, load, pace
from tests.bench.night_studio import NightCopy, NightStudio
from tests.parts.server_process import ServerProcess

SCAN_EVERY_SECONDS = 0.05
IDLE_SECONDS = 8
TOUCHED = ("attended", "noShows", "absences", "autoCancelled")


@dataclass(frozen=True)
class Measured:
    """One night: its seconds and those of plain SQL, the scans before and beside it, and what a second run touches."""

    seconds: float
    sql_seconds: float
    idle: Load
    beside: Load
    touched_again: int


Begin = Callable[[ServerProcess, NightStudio], Awaitable[object]]
"""Begins a night and waits for its end."""


async def by_hand(server: ServerProcess, studio: NightStudio) -> Load:
    """Let the server do the night, as an admin asks for it; return its answer."""
    call = Call("/api/admin/jobs/nightly/run", studio.seeded.admin_token, {})
    answer = await load(server.port, [call], 1)
    if answer.statuses != [200]:
        raise AssertionError(answer.bodies)
    return answer


async def by_command(server: ServerProcess, _: NightStudio) -> str:
    """Do the night in a process of its own, while the server serves."""
    return await asyncio.to_thread(server.command, "job", "nightly")


def measure(studio: NightStudio, begin: Begin) -> Measured:
    """Measure on two fresh copies. Raises AssertionError where the two nights have not left the same."""
    sql_seconds, expected = _by_sql(studio)
    with (
        studio.copy() as copy,
        _silent_mail_server() as mail_url,
        ServerProcess(copy.folder, copy.url, mail_url=mail_url) as server,
    ):
        server.start()
        idle, beside, seconds = asyncio.run(_with_people(server, studio, copy, begin))
        _must_be(expected, copy)
        again = asyncio.run(by_hand(server, studio))
        _must_be(expected, copy)
    [run] = json.loads(again.bodies[0])["runs"]
    return Measured(seconds, sql_seconds, idle, beside, sum(run[name] for name in TOUCHED))


def _by_sql(studio: NightStudio) -> tuple[float, list[str]]:
    with studio.copy() as copy:
        copy.end_classes()
        return copy.night_by_sql(), copy.end_state()


async def _with_people(
    server: ServerProcess, studio: NightStudio, copy: NightCopy, begin: Begin
) -> tuple[Load, Load, float]:
    """Scan for a while, then let the classes end and scan on until the night is done."""
    calls = _scans(studio)
    idle = await pace(server.port, calls, SCAN_EVERY_SECONDS, asyncio.ensure_future(asyncio.sleep(IDLE_SECONDS)))
    copy.end_classes()
    began = time.perf_counter()
    night = asyncio.ensure_future(begin(server, studio))
    beside = await pace(server.port, calls, SCAN_EVERY_SECONDS, night)
    await night
    return idle, beside, time.perf_counter() - began


def _scans(studio: NightStudio) -> Iterator[Call]:
    """Each person once, and then again: who is there already leaves a row too."""
    people = studio.seeded.people
    for number, code in zip(count(), cycle(people.codes), strict=False):
        yield scan_call(people.kiosk_token, code, f"bench-night-{number}")


def _must_be(expected: list[str], copy: NightCopy) -> None:
    state = copy.end_state()
    if state != expected:
        raise AssertionError([pair for pair in zip(state, expected, strict=True) if pair[0] != pair[1]])


@contextmanager
def _silent_mail_server() -> Iterator[str]:
    """Give the address of one that never answers: ten thousand mails wait, and take no time from the night."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"smtp://127.0.0.1:{listening.getsockname()[1]}"
