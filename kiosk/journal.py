"""The scans that the kiosk has judged by itself, in the order in which they came, until the server has answered them.

Each is kept with its nonce and its first instant (R26, R37). Every function works inside the caller's transaction.
A scan waits, then it is answered, or set aside where the server would not take it: none is ever thrown away unsent.
"""

import sqlite3
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from kiosk.screens.events import Standing
from server.contract.scan import ScanSource

TABLES = """
CREATE TABLE scan (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, nonce TEXT NOT NULL UNIQUE, home TEXT NOT NULL, code TEXT,
    reservation INTEGER, source TEXT NOT NULL, offer INTEGER, scanned_at TEXT NOT NULL, verdict TEXT NOT NULL,
    standing TEXT NOT NULL, boot_ms INTEGER NOT NULL, boot_id TEXT NOT NULL, fate TEXT NOT NULL, answer TEXT,
    settled_at TEXT);
CREATE INDEX scan_by_fate ON scan (fate, home, seq);
"""

ANSWERED_KEPT = timedelta(hours=72)
"""How long an answered scan can still be looked at; its code is erased at once."""


class Fate(StrEnum):
    """What has become of a scan."""

    WAITING = "waiting"
    ANSWERED = "answered"
    ASIDE = "aside"


@dataclass(frozen=True)
class KeptScan:
    """One scan as the kiosk judged it; `verdict` is what the person was told. Never printed, for it holds the code.

    `home` is the server and studio whose scan it is; `boot_id` and `boot_ms` are the clock by which it was made.
    """

    nonce: str
    home: str
    code: str = field(repr=False)
    reservation_id: int | None
    source: ScanSource
    offer_reservation_id: int | None
    scanned_at: datetime
    verdict: str
    standing: Standing
    boot_ms: int
    boot_id: str


@dataclass(frozen=True)
class SetAside:
    """A scan that the server would not take: staff have a look."""

    nonce: str
    reservation_id: int | None
    scanned_at: datetime
    reason: str


def keep(db: sqlite3.Connection, scan: KeptScan) -> None:
    """Keep a scan; once and no more, by its nonce."""
    db.execute(
        "INSERT INTO scan (nonce, home, code, reservation, source, offer, scanned_at, verdict, standing, boot_ms,"
        " boot_id, fate) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            scan.nonce,
            scan.home,
            scan.code,
            scan.reservation_id,
            scan.source.value,
            scan.offer_reservation_id,
            scan.scanned_at.isoformat(),
            scan.verdict,
            scan.standing.value,
            scan.boot_ms,
            scan.boot_id,
            Fate.WAITING.value,
        ),
    )


def rescue(damaged: sqlite3.Connection, db: sqlite3.Connection) -> int:
    """Keep what waits in a damaged file, up to where it can't be read; return how many scans that were.

    One that had been sent already, and is sent again, gets its first answer again.
    """
    rescued = 0
    with suppress(sqlite3.DatabaseError, ValueError, TypeError):
        for row in damaged.execute(f"{_SELECT} NOT INDEXED WHERE fate = ? ORDER BY seq", (Fate.WAITING.value,)):
            keep(db, _scan(row))
            rescued += 1
    return rescued


def find(db: sqlite3.Connection, nonce: str) -> KeptScan | None:
    """Return a scan by its nonce; one that the server has answered has no code any more."""
    rows = db.execute(f"{_SELECT} WHERE nonce = ?", (nonce,)).fetchall()
    return _scan(rows[0]) if rows else None


def waiting(db: sqlite3.Connection, home: str, at_most: int) -> list[KeptScan]:
    """Return the oldest scans that wait for their own studio's answer."""
    condition = "WHERE fate = ? AND home = ? ORDER BY seq LIMIT ?"
    rows = db.execute(f"{_SELECT} {condition}", (Fate.WAITING.value, home, at_most))
    return [_scan(row) for row in rows]


def arrivals(db: sqlite3.Connection, home: str) -> list[tuple[int, datetime]]:
    """Return whom the kiosk has let in and the server has not heard of yet, with the first instant of each."""
    rows = db.execute(
        "SELECT reservation, min(scanned_at) FROM scan WHERE fate = ? AND home = ? AND standing = ?"
        " AND reservation IS NOT NULL GROUP BY reservation",
        (Fate.WAITING.value, home, Standing.SAVED.value),
    )
    return [(row[0], datetime.fromisoformat(row[1])) for row in rows]


def answered(db: sqlite3.Connection, nonce: str, answer: str, now: datetime) -> None:
    """Note the server's answer, and erase the code."""
    _settle(db, nonce, Fate.ANSWERED, answer, now)
    db.execute("UPDATE scan SET code = NULL WHERE nonce = ?", (nonce,))


def set_aside(db: sqlite3.Connection, nonce: str, reason: str, now: datetime) -> None:
    """Note that the server would not take a scan; it stays, with its code."""
    _settle(db, nonce, Fate.ASIDE, reason, now)


def count(db: sqlite3.Connection, fate: Fate) -> int:
    """Return how many scans have that fate, of whatever studio."""
    return int(db.execute("SELECT count(*) FROM scan WHERE fate = ?", (fate.value,)).fetchone()[0])


def aside(db: sqlite3.Connection) -> list[SetAside]:
    """Return the scans that need a look, oldest first."""
    rows = db.execute(
        "SELECT nonce, reservation, scanned_at, answer FROM scan WHERE fate = ? ORDER BY seq", (Fate.ASIDE.value,)
    )
    return [SetAside(row[0], row[1], datetime.fromisoformat(row[2]), row[3]) for row in rows]


def forget_answered(db: sqlite3.Connection, now: datetime) -> None:
    """Forget what was answered long enough ago."""
    long_ago = (now - ANSWERED_KEPT).isoformat()
    db.execute("DELETE FROM scan WHERE fate = ? AND settled_at < ?", (Fate.ANSWERED.value, long_ago))


_SELECT = (
    "SELECT nonce, home, code, reservation, source, offer, scanned_at, verdict, standing, boot_ms, boot_id FROM scan"
)


def _settle(db: sqlite3.Connection, nonce: str, fate: Fate, answer: str, now: datetime) -> None:
    db.execute(
        "UPDATE scan SET fate = ?, answer = ?, settled_at = ? WHERE nonce = ?",
        (fate.value, answer, now.isoformat(), nonce),
    )


def _scan(row: tuple[str, str, str | None, int | None, str, int | None, str, str, str, int, str]) -> KeptScan:
    nonce, home, code, reservation_id, source, offer, scanned_at, verdict, standing, boot_ms, boot_id = row
    return KeptScan(
        nonce=nonce,
        home=home,
        code=code or "",
        reservation_id=reservation_id,
        source=ScanSource(source),
        offer_reservation_id=offer,
        scanned_at=datetime.fromisoformat(scanned_at),
        verdict=verdict,
        standing=Standing(standing),
        boot_ms=boot_ms,
        boot_id=boot_id,
    )
