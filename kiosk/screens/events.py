"""What can happen to the window: people touch and scan, the server answers or does not, time passes."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from kiosk.screens.asks import Scan
from kiosk.screens.states import ClassRoster, Kept, Studio, Upcoming
from server.contract.kiosk import StaffTile
from server.contract.scan import ScanVerdict


class Action(StrEnum):
    """The closed list of what the page's buttons can do."""

    TYPE_CODE = "type_code"
    STAFF = "staff"
    KEY = "key"
    ERASE = "erase"
    SUBMIT = "submit"
    AGAIN = "again"
    BACK = "back"
    TAKE_OFFER = "take_offer"
    PICK_STAFF = "pick_staff"
    PICK_CLASS = "pick_class"
    PICK_PERSON = "pick_person"
    FIND = "find"
    WAIVE = "waive"
    CHECK_IN = "check_in"
    UNDO = "undo"
    PAIR_AGAIN = "pair_again"


@dataclass(frozen=True)
class Ticked:
    """Time has passed; what is over goes."""


@dataclass(frozen=True)
class Scanned:
    """A code came in by reader, by hand or one day by camera."""

    scan: Scan


@dataclass(frozen=True)
class Tapped:
    """A button was pressed; `value` says which person, class, key or reason. A key may be the PIN's: never printed."""

    action: Action
    value: str = field(default="", repr=False)


class Standing(StrEnum):
    """What a scan came to that the kiosk judged by itself: let in, kept to be judged later, or refused."""

    SAVED = "saved"
    KEPT = "kept"
    REFUSED = "refused"


@dataclass(frozen=True)
class DecidedHere:
    """The server did not answer, so the kiosk has judged a scan by its roster, and kept it."""

    verdict: ScanVerdict
    standing: Standing


@dataclass(frozen=True)
class Paired:
    """The kiosk has joined a studio."""

    studio: Studio


@dataclass(frozen=True)
class TilesRead:
    """Who can sign in here."""

    people: tuple[StaffTile, ...]


@dataclass(frozen=True)
class SignedIn:
    """The PIN was right."""

    name: str


@dataclass(frozen=True)
class DayRead:
    """Today's classes with their people."""

    classes: tuple[ClassRoster, ...]


@dataclass(frozen=True)
class ClassRead:
    """One class as it is now, after what staff did in it."""

    roster: ClassRoster


@dataclass(frozen=True)
class Done:
    """Done, and nothing to tell."""


Answer = ScanVerdict | DecidedHere | Paired | TilesRead | SignedIn | DayRead | ClassRead | Done


@dataclass(frozen=True)
class Answered:
    """The ask of that serial number was answered."""

    serial: int
    answer: Answer


@dataclass(frozen=True)
class Declined:
    """The server said no, with its code, its sentence and, where it is locked, until when."""

    serial: int
    code: str
    sentence: str
    retry_at: datetime | None = None


@dataclass(frozen=True)
class Unanswered:
    """The server did not say anything to the ask of that serial number."""

    serial: int


@dataclass(frozen=True)
class StaffSignedOut:
    """The server no longer takes the staff's token."""

    serial: int


@dataclass(frozen=True)
class RosterRead:
    """The server is there, with a fresh roster's studio and classes."""

    studio: Studio
    upcoming: tuple[Upcoming, ...]


@dataclass(frozen=True)
class ServerFound:
    """The server is there, its roster unchanged."""


@dataclass(frozen=True)
class ServerLost:
    """The server does not answer; `since` is when it did last, None where it never has."""

    since: datetime | None = None


@dataclass(frozen=True)
class KeptChanged:
    """What the kiosk has kept, and what it can do alone, may be another by now."""

    kept: Kept


@dataclass(frozen=True)
class TokenRevoked:
    """The server no longer knows this kiosk."""


Event = (
    Ticked
    | Scanned
    | Tapped
    | Answered
    | Declined
    | Unanswered
    | StaffSignedOut
    | RosterRead
    | ServerFound
    | ServerLost
    | KeptChanged
    | TokenRevoked
)
