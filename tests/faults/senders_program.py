"""Run as a program: say "ready", wait for a line, write the reminders that are due, and send all to a mail server.

argv: the mail server's address, and the instant that it is. The database is that of the settings, which has its tables.
"""

import asyncio
import sys
from datetime import datetime

from server.database.engines import current_engine
from server.delivery.transports import transport_for
from server.services.context import Context
from server.services.messages.remind import remind
from server.services.messages.send_due import send_due
from tests.builders import KEYS
from tests.movable_clock import MovableClock
from tests.services.messages.mailbox import post_by


async def main(mail_url: str, now: datetime) -> None:
    context = Context(MovableClock(now), KEYS, "http://studio.test")
    engine = current_engine()
    await engine.open()
    await engine.is_reachable()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.readline)
    await remind(context)
    await send_due(context, post_by(transport_for(mail_url)))
    await engine.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], datetime.fromisoformat(sys.argv[2])))
