"""Another process believes the moved clock, at once and while it runs."""

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.parts.child_process import ChildProcess
from tests.parts.moved_clock import MovedClock
from tests.parts.waiting import wait_until

# 01:00 happens twice in this New York night: here the second is about to begin.
DST_NIGHT = datetime(2026, 11, 1, 5, 59, 59, tzinfo=UTC)
SAY_THE_TIME_OVER_AND_OVER = """
import asyncio, datetime, pathlib, sys
said, draft = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[1] + ".draft")
async def main():
    while True:
        draft.write_text(datetime.datetime.now(datetime.timezone.utc).isoformat())
        draft.replace(said)
        await asyncio.sleep(0.005)
asyncio.run(main())
"""


class Listener:
    """What the other process last said."""

    def __init__(self, said: Path) -> None:
        self._said = said

    def wall(self) -> datetime:
        wait_until(self._said.exists, "the other process to speak")
        return datetime.fromisoformat(self._said.read_text())


@pytest.fixture
def clock(tmp_path: Path) -> MovedClock:
    return MovedClock(tmp_path, DST_NIGHT)


@pytest.fixture
def listener(tmp_path: Path, clock: MovedClock) -> Iterator[Listener]:
    argv = [sys.executable, "-c", SAY_THE_TIME_OVER_AND_OVER, str(tmp_path / "said")]
    environment = {"PATH": os.environ["PATH"], **clock.environment}
    process = ChildProcess("speaker", argv, tmp_path, environment=environment)
    yield Listener(tmp_path / "said")
    process.kill()


def test_a_process_starts_in_the_night_it_was_given_and_time_goes_on(listener: Listener) -> None:
    first = listener.wall()
    assert DST_NIGHT <= first < DST_NIGHT + timedelta(minutes=1)
    wait_until(lambda: listener.wall() >= first + timedelta(seconds=1), "a second to pass")


def test_a_clock_that_stands_says_the_same_instant_again(listener: Listener, clock: MovedClock) -> None:
    edge = DST_NIGHT - timedelta(days=3)
    clock.stand_at(edge)
    wait_until(lambda: listener.wall() == edge, "the clock to stand")
    clock.stand_at(edge + timedelta(seconds=1))
    wait_until(lambda: listener.wall() == edge + timedelta(seconds=1), "the clock to stand a second later")


def test_a_running_process_jumps_and_runs_on(listener: Listener, clock: MovedClock) -> None:
    tomorrow = DST_NIGHT + timedelta(days=1)
    listener.wall()
    clock.run_from(tomorrow)
    wait_until(lambda: listener.wall() >= tomorrow + timedelta(seconds=0.5), "tomorrow")
    assert listener.wall() < tomorrow + timedelta(minutes=1)
