"""Scan once on each engine while it tells what it runs."""

import asyncio
import subprocess
from datetime import UTC, datetime

from tests.bench.http_load import Call, load
from tests.bench.rig import Rig, rig
from tests.bench.statements import CAPTURED, NONCE, Captured, from_postgres_log, from_sqlite
from tests.parts.engine import Engine
from tests.parts.postgres import PostgresCluster
from tests.parts.system_packages import found_of


def capture(engine: Engine, cluster: PostgresCluster) -> Captured:
    """Return the statements of one scan, its token's look-up included."""
    with rig(engine, cluster, people=3) as ready:
        if engine is Engine.SQLITE:
            ready.server.stop()
            return from_sqlite(ready)
        return _from_postgres(ready, cluster)


def scan_call(token: str, code: str, nonce: str) -> Call:
    """Return one scan as the kiosk sends it."""
    scanned_at = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    return Call("/api/kiosk/scan", token, {"code": code, "nonce": nonce, "scannedAt": scanned_at})


def _from_postgres(ready: Rig, cluster: PostgresCluster) -> Captured:
    name = ready.database_url.rsplit("/", 1)[1]
    psql = found_of("postgresql").resolve().parent / "psql"
    setting = f"ALTER DATABASE \"{name}\" SET log_statement = 'all'"
    subprocess.run([str(psql), "-X", "-q", "-d", ready.database_url, "-c", setting], check=True)
    ready.server.stop()
    ready.server.start()
    _scan(ready, CAPTURED - 1, "bench-warming-up")
    before = len(cluster.log())
    _scan(ready, CAPTURED, NONCE)
    log = cluster.log()[before:]
    captured = from_postgres_log(log, ready.seeded)
    # The server's own tick looks for messages to send each second; that is no part of the scan.
    return Captured(tuple(text for text in captured.statements if "outbox_message" not in text), captured.code_hash)


def _scan(ready: Rig, person: int, nonce: str) -> None:
    call = scan_call(ready.seeded.kiosk_token, ready.seeded.codes[person], nonce)
    result = asyncio.run(load(ready.server.port, [call], 1))
    if result.statuses != [200] or b'"verdict":"ok"' not in result.bodies[0]:
        raise AssertionError(result.bodies)
