"""The door without its server: the roster and the journal in one file, and one transaction for each decision.

What a scan came to, and the roster's new state, are on the disk together before anybody is told.
"""

import logging
import sqlite3
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from kiosk import journal, roster
from kiosk.failures import CannotDecide, CannotKeep
from kiosk.journal import Fate, KeptScan
from kiosk.kiosk_clock import KioskClock, KnownTime
from kiosk.local_file import LocalFile, read_fact, write_fact
from kiosk.logs import event
from kiosk.offline_verdict import Asked, Trust, decide, trust_by_age
from kiosk.roster import About, Known
from kiosk.screens.asks import Scan
from kiosk.screens.events import DecidedHere, RosterRead, Standing
from kiosk.screens.states import Alone, Kept, Studio, Upcoming
from server.clock import SystemClock
from server.contract.roster import RosterSession, Snapshot
from server.contract.scan import ScanVerdict
from server.rules import pass_code
from server.rules.vocabulary import OK

FILE_NAME = "kiosk.db"
QUEUE_LIMIT = 100_000
"""Scans that may wait; a machine that reads noise all night must not fill its disk with it."""

CLOCK = "clock"
LOOKED_AT = "looked_at"

log = logging.getLogger(__name__)


def open_file(state_dir: Path) -> LocalFile:
    """Return the kiosk's file in its state folder."""
    return LocalFile(state_dir / FILE_NAME, roster.TABLES + journal.TABLES, SystemClock(), journal.rescue)


def home_of(server: str, studio_id: int) -> str:
    """Return whose scans and roster these are: a kiosk that is paired elsewhere keeps them for their own studio."""
    return f"{server} {studio_id}"


@dataclass(frozen=True)
class _Ready:
    """What a decision needs: the roster's head, its zone, and how far it is to be trusted."""

    about: About
    trust: Trust
    zone: ZoneInfo


class OfflineDoor:
    """Reads and writes the kiosk's file; safe to use from any thread. What needs the file raises `CannotKeep`."""

    def __init__(self, file: LocalFile, clock: KioskClock, server: str, queue_limit: int = QUEUE_LIMIT) -> None:
        self._file = file
        self._queue_limit = queue_limit
        self._clock = clock
        self._server = server

    def decide(self, scan: Scan) -> DecidedHere:
        """Return what becomes of a scan, once it is kept; the same scan asked again gets its first decision.

        Raises `CannotDecide` where only staff can help: no roster or one that is too old, or a clock in doubt.
        """
        with self._file.transaction() as db:
            ready = self._ready(db)
            asked = _asked(db, scan)
            before = journal.find(db, scan.nonce)
            if before is not None:
                return _again(before, asked)
            decision = decide(asked, ready.trust, ready.zone, scan.scanned_at)
            self._keep(db, scan, decision, ready)
        log.info(event("kiosk.decided", nonce=scan.nonce, standing=decision.standing, verdict=decision.verdict.verdict))
        return decision

    def note_arrival(self, verdict: ScanVerdict) -> None:
        """Note whom the server has let in, so that a second scan without it gets "already"; no matter if it fails."""
        if verdict.verdict != OK or verdict.reservation_id is None:
            return
        try:
            with self._file.transaction() as db:
                roster.arrive(db, verdict.reservation_id, verdict.checked_in_at or self._clock.now())
        except CannotKeep:
            log.warning(event("kiosk.arrival_not_noted", reservation=verdict.reservation_id))

    def take_snapshot(self, snapshot: Snapshot, etag: str | None) -> None:
        """Keep a fresh roster; who was let in here and not yet told to the server stays let in."""
        home = home_of(self._server, snapshot.studio_id)
        now = self._clock.now()
        with self._file.transaction() as db:
            roster.replace(db, snapshot, About(home, etag, now, snapshot.studio_name, snapshot.timezone))
            for reservation_id, arrived_at in journal.arrivals(db, home):
                roster.arrive(db, reservation_id, arrived_at)
            self._keep_time(db)

    def confirm(self) -> None:
        """Note that the server has said that the roster stands."""
        with self._file.transaction() as db:
            roster.confirm(db, self._clock.now())
            journal.forget_answered(db, self._clock.now())
            self._keep_time(db)

    def forget_roster(self) -> None:
        """Know nobody any more; the scans that wait stay, to be sent once the kiosk is paired again."""
        try:
            with self._file.transaction() as db:
                roster.wipe(db)
        except CannotKeep as failure:
            log.warning(event("kiosk.roster_not_wiped", why=failure.why))

    def about(self) -> About | None:
        """Return where the roster is from and how old it is; None where there is none, or it is another server's."""
        try:
            with self._file.transaction() as db:
                return self._own(roster.about(db))
        except CannotKeep:
            return None

    def recall(self) -> RosterRead | None:
        """Take up at the start what was known before it: the time, and what the idle screen shows of the roster."""
        try:
            with self._file.transaction() as db:
                kept = read_fact(db, CLOCK)
                if kept is not None:
                    self._clock.recall(msgspec.json.decode(kept, type=KnownTime))
                about = self._own(roster.about(db))
                return None if about is None else RosterRead(studio_of(about), upcoming(roster.sessions(db)))
        except CannotKeep:
            return None

    def kept(self) -> Kept:
        """Return what waits, what needs a look, and what the kiosk can do alone, which it tries; never raises."""
        try:
            with self._file.transaction() as db:
                write_fact(db, LOOKED_AT, self._clock.now().isoformat())
                waiting, aside = (journal.count(db, fate) for fate in (Fate.WAITING, Fate.ASIDE))
                found = Kept(waiting, aside, self._alone(db))
        except CannotKeep:
            found = Kept(alone=Alone.CANNOT_KEEP)
        return replace(found, damaged=self._file.names_set_aside())

    def _ready(self, db: sqlite3.Connection) -> _Ready:
        alone, about = self._alone(db), self._own(roster.about(db))
        if about is None or alone not in (Alone.READY, Alone.UNSURE):
            raise CannotDecide(alone.value)
        if journal.count(db, Fate.WAITING) >= self._queue_limit:
            raise CannotDecide("queue_full")
        trust = Trust.FULL if alone is Alone.READY else Trust.UNSURE
        return _Ready(about, trust, ZoneInfo(about.timezone))

    def _alone(self, db: sqlite3.Connection) -> Alone:
        about = self._own(roster.about(db))
        if about is None:
            return Alone.NO_ROSTER
        if self._clock.doubt() is not None:
            return Alone.CLOCK
        trust = trust_by_age(about.read_at, self._clock.now())
        return {Trust.FULL: Alone.READY, Trust.UNSURE: Alone.UNSURE, Trust.NONE: Alone.OLD_ROSTER}[trust]

    def _own(self, about: About | None) -> About | None:
        return about if about is not None and about.home.rpartition(" ")[0] == self._server else None

    def _keep(self, db: sqlite3.Connection, scan: Scan, decision: DecidedHere, ready: _Ready) -> None:
        reservation_id = decision.verdict.reservation_id
        journal.keep(
            db,
            KeptScan(
                nonce=scan.nonce,
                home=ready.about.home,
                code=scan.text,
                reservation_id=reservation_id,
                source=scan.source,
                offer_reservation_id=scan.offer_reservation_id,
                scanned_at=scan.scanned_at,
                verdict=decision.verdict.verdict,
                standing=decision.standing,
                boot_ms=self._clock.boot_ms(),
                boot_id=self._clock.boot_id,
            ),
        )
        if decision.standing is Standing.SAVED and reservation_id is not None:
            roster.arrive(db, reservation_id, scan.scanned_at)
        self._keep_time(db)

    def _keep_time(self, db: sqlite3.Connection) -> None:
        known = self._clock.known()
        if known is not None:
            write_fact(db, CLOCK, msgspec.json.encode(known).decode())


def studio_of(about: About) -> Studio:
    """Return the studio as the screens know it."""
    return Studio(about.studio_name, about.timezone)


def upcoming(sessions: list[RosterSession]) -> tuple[Upcoming, ...]:
    """Return what the idle screen announces, the soonest first."""
    by_start = sorted(sessions, key=lambda session: session.starts_at)
    return tuple(
        Upcoming(session.course_name, session.room, session.starts_at) for session in by_start if not session.cancelled
    )


def _asked(db: sqlite3.Connection, scan: Scan) -> Asked:
    code = pass_code.parse(scan.text)
    known = None if code is None else roster.find(db, pass_code.hash_of(code))
    others: list[Known] = [] if known is None else roster.of_customer(db, known.person.customer_key)
    return Asked(code is not None, known, others, scan.offer_reservation_id)


def _again(before: KeptScan, asked: Asked) -> DecidedHere:
    """A scan whose commit was lost on the way back: say what was kept, with the name that goes with it."""
    name = None if asked.known is None else asked.known.person.display_name
    verdict = ScanVerdict(verdict=before.verdict, message="", reservation_id=before.reservation_id, display_name=name)
    return DecidedHere(verdict, before.standing)
