"""Scan once on a SQLite file and print each statement that reached it, ended by NUL: TOKEN CODE NONCE."""

import asyncio
import sys
from typing import Any

from server.clock import SystemClock
from server.contract.scan import ScanRequest
from server.database.engines import current_engine
from server.database.sqlite_engine import DurableConnection, StudioSQLiteEngine
from server.keys import read_keys
from server.services.context import Context
from server.services.door.scan import scan
from server.services.signing_in.identify import identify
from server.settings import settings

traced: list[str] = []


class TracedConnection(DurableConnection):
    """A connection that tells what it runs."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_trace_callback(traced.append)


async def _main(token: str, code: str, nonce: str) -> None:
    engine = current_engine()
    if not isinstance(engine, StudioSQLiteEngine):
        raise TypeError(engine)
    engine.connection_kwargs["factory"] = TracedConnection
    context = Context(SystemClock(), read_keys(settings().secret_file), "http://127.0.0.1")
    await engine.open()
    try:
        traced.clear()
        actor = await identify(token, None, context.now())
        if actor is None:
            raise LookupError(token)
        await scan(ScanRequest(code=code, nonce=nonce, scanned_at=context.now()), actor, context)
        sys.stdout.write("\0".join(traced))
    finally:
        await engine.close()


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:]))
