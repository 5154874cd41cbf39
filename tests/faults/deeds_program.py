"""Run as a program: say "ready", wait for a line, do every deed of argv at once, and say the answers as JSON.

A deed is `["book", pass, session, customer]`, `["cancel", reservation, customer]`, or `["scan", kiosk, studio, code,
nonce]`. The database is that of the settings, which has its tables.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable
from datetime import timedelta
from typing import Any

from server.contract.reservations import ReserveRequest
from server.database.engines import current_engine
from server.services.booking.cancel import cancel
from server.services.booking.reserve import reserve
from server.services.context import Context
from server.services.door.scan import scan
from tests import actors
from tests.builders import KEYS, STARTS_AT
from tests.faults.answers import answer_of
from tests.movable_clock import MovableClock
from tests.scene import scan_of

CONTEXT = Context(MovableClock(STARTS_AT - timedelta(hours=1)), KEYS, "http://studio.test")


def doing(deed: list[Any]) -> Awaitable[object]:  # Any: ids and texts, as JSON has them
    match deed:
        case ["book", pass_id, session_id, customer_id]:
            asked = ReserveRequest(registration_id=pass_id, session_id=session_id)
            return reserve(asked, actors.customer(customer_id), CONTEXT)
        case ["cancel", reservation_id, customer_id]:
            return cancel(reservation_id, actors.customer(customer_id), CONTEXT)
        case ["scan", kiosk_id, studio_id, code, nonce]:
            return scan(scan_of(code, CONTEXT, nonce), actors.kiosk(kiosk_id, studio_id), CONTEXT)
    raise ValueError(deed)


async def main(deeds: list[list[Any]]) -> None:
    engine = current_engine()
    await engine.open()
    await engine.is_reachable()
    say("ready")
    await asyncio.to_thread(sys.stdin.readline)
    outcomes = await asyncio.gather(*(doing(deed) for deed in deeds))
    say(json.dumps([answer_of(outcome) for outcome in outcomes]))
    await engine.close()


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1])))
