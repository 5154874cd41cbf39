"""Run as a program: a server that does nothing but its nights, tick by tick.

Says "ready"; then each line that it is given is an instant, at which its nightly job ticks, and it says the ids of the
runs that it made as JSON. With `--step` it says each statement before it runs it, and waits for a line. The database is
that of the settings, which has its tables.
"""

import asyncio
import json
import sys
from datetime import datetime

from server.database.engines import StudioEngine, current_engine
from server.services.absence.nights import run_due_nights
from server.services.context import Context
from tests.builders import KEYS, LONG_AGO
from tests.movable_clock import MovableClock


async def main() -> None:
    engine = current_engine()
    await engine.open()
    await engine.is_reachable()
    if "--step" in sys.argv:
        go_step_by_step(engine)
    clock = MovableClock(LONG_AGO)
    context = Context(clock, KEYS, "http://studio.test")
    say("ready")
    while line := sys.stdin.readline().strip():
        clock.set(datetime.fromisoformat(line))
        say(json.dumps(await run_due_nights(context)))
    await engine.close()


def go_step_by_step(engine: StudioEngine) -> None:
    def step(query_id: int, query: str) -> None:
        say(" ".join(query.split()))
        sys.stdin.readline()

    engine.log_queries = True
    engine.print_query = step  # type: ignore[method-assign]  # Piccolo's own hook for statements


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main())
