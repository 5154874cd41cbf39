"""A kiosk's file and what decides by it, on a clock that a test moves; and rosters to put into it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from kiosk import journal
from kiosk.journal import KeptScan
from kiosk.kiosk_clock import KioskClock
from kiosk.local_file import LocalFile
from kiosk.offline import OfflineDoor, home_of, open_file
from kiosk.screens.asks import Scan
from kiosk.screens.events import DecidedHere
from server.contract.roster import RosterReservation, RosterSession, Snapshot
from server.contract.scan import ScanSource
from server.rules import pass_code
from server.rules.vocabulary import PassType, ReservationStatus
from tests.kiosk.hand_clock import HandClock
from tests.kiosk.samples import ENDS, STARTS, code_of, snapshot

SERVER = "http://studio.test"


class DoorAlone:
    """One kiosk's file; `scan` decides without a server, `restart` begins again with what is on the disk."""

    def __init__(self, folder: Path, hand: HandClock, server: str) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.server = server
        self.home = home_of(server, 1)
        self.hand = hand
        self.scans = 0
        self.clock: KioskClock
        self.file: LocalFile
        self.door: OfflineDoor
        self._start(None)

    def restart(self, boot_id: str | None = None) -> None:
        """End the process and start it again, in the same boot unless another is named."""
        self.file.close()
        self._start(boot_id)
        self.door.recall()

    def hear(self, *people: RosterReservation, later: tuple[RosterReservation, ...] = (), **facts: Any) -> None:
        """Have the server tell the time and give a roster: a class in 18 minutes, another in three days."""
        self.clock.learn(self.hand.wall, self.hand.seconds, self.hand.seconds)
        studio_id = facts.pop("studio_id", 1)
        taken = msgspec.structs.replace(roster_of(*people, later=later, **facts), studio_id=studio_id)
        self.door.take_snapshot(taken, '"one"')

    def scan(self, code: str = code_of(7), nonce: str | None = None, offer: int | None = None) -> DecidedHere:
        """Hold a code to the kiosk."""
        self.scans += 1
        now = self.clock.now()
        return self.door.decide(Scan(code, nonce or f"nonce-{self.scans}", ScanSource.READER, now, None, offer))

    def _start(self, boot_id: str | None) -> None:
        self.clock = KioskClock(self.hand, lambda: self.hand.seconds, boot_id or "first-boot")
        self.file = open_file(self.folder)
        self.door = OfflineDoor(self.file, self.clock, self.server)


@contextmanager
def open_door(folder: Path, hand: HandClock, server: str = SERVER) -> Iterator[DoorAlone]:
    """Give a kiosk's file; it is closed with the context."""
    alone = DoorAlone(folder, hand, server)
    try:
        yield alone
    finally:
        alone.file.close()


def place(
    reservation_id: int = 7, status: ReservationStatus = ReservationStatus.PENDING, **facts: Any
) -> RosterReservation:
    """Return one place on the roster; `facts` replace single ones."""
    about: dict[str, Any] = {
        "reservation_id": reservation_id,
        "code_hash": pass_code.hash_of(code_of(reservation_id)),
        "replaced_code_hashes": [],
        "status": status,
        "display_name": "Ana R.",
        "customer_key": "1",
        "locale": "en",
        "step_title": None,
        "checked_in_at": None,
        "pass_type": PassType.PUNCH_PASS,
        "pass_usable": True,
        "sessions_remaining": 8,
        "no_show_took_punch": False,
    }
    return RosterReservation(**(about | facts))


def roster_of(*people: RosterReservation, later: tuple[RosterReservation, ...] = (), **facts: Any) -> Snapshot:
    """Return a snapshot with a class in 18 minutes and one in three days; `facts` replace facts of the first."""
    about: dict[str, Any] = {
        "session_id": 1,
        "course_name": "Beginner Wheel Throwing",
        "room": "Room 1",
        "starts_at": STARTS,
        "ends_at": ENDS,
        "opens_at": STARTS - timedelta(hours=2),
        "closes_at": STARTS + timedelta(hours=2),
        "cancelled": False,
        "reservations": list(people),
    }
    days = timedelta(days=3)
    moved = {name: about[name] + days for name in ("starts_at", "ends_at", "opens_at", "closes_at")}
    second = RosterSession(**(about | moved | {"session_id": 2, "reservations": list(later)}))
    return snapshot(sessions=[second, RosterSession(**(about | facts))])


def waiting(alone: DoorAlone) -> list[KeptScan]:
    """Return the scans that wait for the studio's answer."""
    with alone.file.transaction() as db:
        return journal.waiting(db, alone.home, 100)


def outcome(decision: DecidedHere) -> tuple[str, str]:
    """Return what a scan came to, and the verdict that was told."""
    return decision.standing.value, decision.verdict.verdict
