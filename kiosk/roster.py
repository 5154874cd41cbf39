"""Whose codes may come today and tomorrow: the server's last snapshot, and who has come since by this kiosk.

Codes are here by their SHA-256 only. Every function works inside the caller's transaction.
"""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

import msgspec

from kiosk.local_file import forget_fact, read_fact, write_fact
from server.contract.base import Shape
from server.contract.roster import RosterReservation, RosterSession, Snapshot
from server.rules.vocabulary import ReservationStatus

TABLES = """
CREATE TABLE roster_session (session INTEGER PRIMARY KEY, facts BLOB NOT NULL);
CREATE TABLE roster_person (
    reservation INTEGER PRIMARY KEY, session INTEGER NOT NULL, customer TEXT NOT NULL, status TEXT NOT NULL,
    arrived_at TEXT, pass TEXT, punches INTEGER, facts BLOB NOT NULL);
CREATE TABLE roster_code (code_hash TEXT PRIMARY KEY, reservation INTEGER NOT NULL, is_revoked INTEGER NOT NULL)
    WITHOUT ROWID;
CREATE INDEX roster_person_by_customer ON roster_person (customer);
"""

ABOUT = "roster"
EXPECTED = (ReservationStatus.PENDING, ReservationStatus.NO_SHOW)


class About(Shape):
    """Where the roster is from and how old it is; `read_at` is when the server last said that it stands."""

    home: str
    etag: str | None
    read_at: datetime
    studio_name: str
    timezone: str


@dataclass(frozen=True)
class Known:
    """A code that the roster knows: whose place it is, in which class, and whether a newer code has replaced it."""

    person: RosterReservation
    session: RosterSession
    is_revoked: bool = False


def replace(db: sqlite3.Connection, snapshot: Snapshot, about: About) -> None:
    """Keep a snapshot instead of the one before."""
    _empty(db)
    for session in snapshot.sessions:
        alone = msgspec.structs.replace(session, reservations=[])
        db.execute("INSERT INTO roster_session VALUES (?, ?)", (session.session_id, msgspec.json.encode(alone)))
        for person in session.reservations:
            _add(db, person, session.session_id)
    write_fact(db, ABOUT, msgspec.json.encode(about).decode())


def confirm(db: sqlite3.Connection, read_at: datetime) -> None:
    """Note that the server has said once more that the roster stands; nothing where there is none."""
    known = about(db)
    if known is not None:
        write_fact(db, ABOUT, msgspec.json.encode(msgspec.structs.replace(known, read_at=read_at)).decode())


def about(db: sqlite3.Connection) -> About | None:
    """Return where the roster is from and how old it is, None where there is none."""
    kept = read_fact(db, ABOUT)
    return None if kept is None else msgspec.json.decode(kept, type=About)


def wipe(db: sqlite3.Connection) -> None:
    """Know nobody any more."""
    _empty(db)
    forget_fact(db, ABOUT)


def sessions(db: sqlite3.Connection) -> list[RosterSession]:
    """Return the classes of the roster by their start, without their people."""
    rows = db.execute("SELECT facts FROM roster_session")
    found = [msgspec.json.decode(row[0], type=RosterSession) for row in rows]
    return sorted(found, key=lambda session: session.starts_at)


def find(db: sqlite3.Connection, code_hash: str) -> Known | None:
    """Return what a code is the code of, None where the roster does not know it."""
    row = db.execute("SELECT reservation, is_revoked FROM roster_code WHERE code_hash = ?", (code_hash,)).fetchone()
    if row is None:
        return None
    (known,) = _known(db, "p.reservation = ?", row[0])
    return Known(known.person, known.session, is_revoked=bool(row[1]))


def of_customer(db: sqlite3.Connection, customer_key: str) -> list[Known]:
    """Return all places of one customer, the soonest class first."""
    found = _known(db, "p.customer = ?", customer_key)
    return sorted(found, key=lambda known: (known.session.starts_at, known.person.reservation_id))


def arrive(db: sqlite3.Connection, reservation_id: int, at: datetime) -> None:
    """Note that this kiosk has let somebody in who was expected, or missed; the punch is gone from the whole pass."""
    known = _known(db, "p.reservation = ?", reservation_id)
    if not known or known[0].person.status not in EXPECTED:
        return
    (person,) = (each.person for each in known)
    db.execute(
        "UPDATE roster_person SET status = ?, arrived_at = ? WHERE reservation = ?",
        (ReservationStatus.CHECKED_IN.value, at.isoformat(), reservation_id),
    )
    if not person.no_show_took_punch:
        db.execute(
            "UPDATE roster_person SET punches = max(0, punches - 1) WHERE reservation = ? OR pass = ?",
            (reservation_id, person.pass_key),
        )


def _empty(db: sqlite3.Connection) -> None:
    for table in ("roster_session", "roster_person", "roster_code"):
        db.execute(f"DELETE FROM {table}")  # noqa: S608 - three names of our own


def _add(db: sqlite3.Connection, person: RosterReservation, session_id: int) -> None:
    arrived_at = None if person.checked_in_at is None else person.checked_in_at.isoformat()
    db.execute(
        "INSERT INTO roster_person VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            person.reservation_id,
            session_id,
            person.customer_key,
            person.status.value,
            arrived_at,
            person.pass_key,
            person.sessions_remaining,
            msgspec.json.encode(person),
        ),
    )
    codes = [(person.code_hash, 0), *((replaced, 1) for replaced in person.replaced_code_hashes)]
    db.executemany(
        "INSERT OR REPLACE INTO roster_code VALUES (?, ?, ?)",
        [(code_hash, person.reservation_id, is_revoked) for code_hash, is_revoked in codes],
    )


def _known(db: sqlite3.Connection, condition: str, value: int | str) -> list[Known]:
    rows = db.execute(
        "SELECT p.facts, p.status, p.arrived_at, p.punches, s.facts FROM roster_person p JOIN roster_session s"  # noqa: S608 - ours
        f" ON s.session = p.session WHERE {condition}",
        (value,),
    )
    return [_of_row(row) for row in rows]


def _of_row(row: tuple[bytes, str, str | None, int | None, bytes]) -> Known:
    facts, status, arrived_at, punches, session = row
    person = msgspec.structs.replace(
        msgspec.json.decode(facts, type=RosterReservation),
        status=ReservationStatus(status),
        sessions_remaining=punches,
        checked_in_at=None if arrived_at is None else datetime.fromisoformat(arrived_at),
    )
    return Known(person, msgspec.json.decode(session, type=RosterSession))
