"""What the databases themselves make of a scan's statements: pgbench, and a bare sqlite3 writer."""

import re
import sqlite3
import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit

from tests.bench.seed import FIRST_REGISTRATION, FIRST_RESERVATION
from tests.bench.statements import Captured, write_pgbench
from tests.parts.system_packages import found_of


def pgbench_per_second(captured: Captured, url: str, folder: Path, *, clients: int, scans: int, first: int) -> float:
    """Return the transactions a second of so many clients; each takes reservations that nobody has taken yet."""
    per_client = scans // clients
    script = folder / f"scan-{clients}.pgbench"
    write_pgbench(captured, script, first, per_client)
    parts = urlsplit(url)
    address = ["-h", str(parts.hostname), "-p", str(parts.port), "-U", str(parts.username)]
    load = ["-c", str(clients), "-j", "2", "-t", str(per_client), "-M", "prepared", "-n", "-D", "number=-1"]
    program = found_of("postgresql").resolve().parent / "pgbench"
    argv = [str(program), *address, *load, "-f", str(script), parts.path.lstrip("/")]
    ran = subprocess.run(argv, check=False, capture_output=True, text=True, cwd=folder)
    rate = re.search(r"tps = ([\d.]+) \(without", ran.stdout) or re.search(r"tps = ([\d.]+)", ran.stdout)
    if ran.returncode != 0 or rate is None:
        raise ValueError(ran.stdout + ran.stderr)
    return float(rate.group(1))


def pad_code_hashes(url: str) -> None:
    """Put each reservation's padded id in the place of its code's hash, which pgbench cannot compute."""
    program = found_of("postgresql").resolve().parent / "psql"
    statement = "UPDATE session_reservation SET code_hash = lpad(id::text, 64, '0'); ANALYZE;"
    subprocess.run([str(program), "-X", "-q", "-d", url, "-c", statement], check=True, capture_output=True)


def bare_sqlite_per_second(captured: Captured, file: Path, code_hashes: list[str], *, first: int) -> float:
    """Return the scans a second of one plain sqlite3 connection that runs the statements, synchronous=FULL."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=1")
    scripts = [
        captured.with_values(
            reservation=str(FIRST_RESERVATION + number),
            registration=str(FIRST_REGISTRATION + number),
            code_hash=f"'{code_hash}'",
            nonce=f"'bench-{number}'",
        )
        for number, code_hash in enumerate(code_hashes, start=first)
    ]
    began = time.perf_counter()
    for statements in scripts:
        for statement in statements:
            connection.execute(statement).fetchall()
    elapsed = time.perf_counter() - began
    connection.close()
    return len(scripts) / elapsed
