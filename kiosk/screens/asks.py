"""What the window wants from the studio's server, as values: the reducer asks, others fetch and answer.

One ask is under way at a time; its answer carries its serial number, and an answer to an older ask is dropped.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from server.contract.reservations import StaffMethod
from server.contract.scan import ScanSource


@dataclass(frozen=True)
class Scan:
    """One physical scan with its nonce, the same on every retry (R26); never printed, for it holds the code.

    `heard_at` is monotonic seconds, to measure how long the screen took; None where nobody scanned: an offer's tap.
    """

    text: str = field(repr=False)
    nonce: str
    source: ScanSource
    scanned_at: datetime
    heard_at: float | None
    offer_reservation_id: int | None = None


class Reason(StrEnum):
    """Why staff pass over the self window or a punch (R42), four of them at a time. The value is what is recorded."""

    CAME_LATE = "Came late"
    CAME_EARLY = "Came early"
    NO_CODE = "Had no code at hand"
    NOT_READ = "The code could not be read"
    AGREED = "Agreed with the teacher"
    NEW_PASS = "Takes a new pass"  # noqa: S105 - a reason, not a password
    OUR_MISTAKE = "The studio's mistake"
    GOODWILL = "Goodwill"


@dataclass(frozen=True)
class CheckScan:
    """Yes or no to a scan."""

    scan: Scan


@dataclass(frozen=True)
class ScanTyped:
    """Take a code typed by hand for a scan."""

    code: str = field(repr=False)


@dataclass(frozen=True)
class Pair:
    """Join the studio with the eight characters that an admin was shown."""

    code: str = field(repr=False)


@dataclass(frozen=True)
class ReadTiles:
    """Who of the staff can sign in here."""


@dataclass(frozen=True)
class SignIn:
    """Open the staff panel with a PIN (R42)."""

    staff_id: int
    pin: str = field(repr=False)


@dataclass(frozen=True)
class ReadDay:
    """The classes of the studio's local day with their people."""

    day: date


@dataclass(frozen=True)
class ReadClass:
    """One class's people again, as they are now."""

    session_id: int


@dataclass(frozen=True)
class CheckInPerson:
    """Check someone in by hand (R23, R24); the class's people are read again with it."""

    session_id: int
    reservation_id: int
    reason: Reason | None
    waives_punch: bool
    method: StaffMethod


@dataclass(frozen=True)
class UndoCheckIn:
    """Take a check-in back (R29); the class's people are read again with it."""

    session_id: int
    reservation_id: int


@dataclass(frozen=True)
class SignOut:
    """Forget the staff's token: the panel has closed."""


StaffAsk = ReadTiles | SignIn | ReadDay | ReadClass | CheckInPerson | UndoCheckIn | SignOut
Ask = CheckScan | ScanTyped | Pair | StaffAsk
