"""What can stand on the kiosk's window: one frozen value for everything, so that a test can print and compare it."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from kiosk.screens.asks import Ask, ReadDay, Scan
from server.contract.kiosk import StaffTile
from server.contract.scan import ScanVerdict
from server.contract.staff import DaySession, RosterEntry
from server.rules.local_time import local_date
from server.rules.vocabulary import KioskScreen

TOUCHED = timedelta(seconds=30)
"""How long a screen that someone is typing on waits for the next touch."""

PANEL_IDLE = timedelta(seconds=90)
"""How long the staff panel stays open untouched (R42)."""


class Link(StrEnum):
    """How the kiosk stands with the studio's server."""

    UNPAIRED = "unpaired"
    STARTING = "starting"
    UP = "up"
    AWAY = "away"
    REVOKED = "revoked"


class Alone(StrEnum):
    """What the kiosk can do for a scan without its server: all, only keep it, or nothing, and then why."""

    READY = "ready"
    UNSURE = "unsure"
    NO_ROSTER = "no_roster"
    OLD_ROSTER = "old_roster"
    CLOCK = "clock"
    CANNOT_KEEP = "cannot_keep"


class OwnScreen(StrEnum):
    """The screens of a scan that the kiosk judged by itself, beside those of the server's verdicts."""

    SAVED = "saved"
    KEPT = "kept"


ABLE_ALONE = frozenset({Alone.READY, Alone.UNSURE})


@dataclass(frozen=True)
class Kept:
    """What the kiosk has kept: scans that wait to be sent, scans that need a look, damaged files by their names."""

    waiting: int = 0
    aside: int = 0
    alone: Alone = Alone.NO_ROSTER
    damaged: tuple[str, ...] = ()


def needs_look(kept: Kept) -> int:
    """Return how many scans and files somebody has to look at."""
    return kept.aside + len(kept.damaged)


@dataclass(frozen=True)
class Studio:
    """The studio whose door this is; `timezone` is its IANA name (R4)."""

    name: str
    timezone: str


@dataclass(frozen=True)
class Upcoming:
    """A class that the idle screen announces; nobody's name."""

    course_name: str
    room: str | None
    starts_at: datetime


@dataclass(frozen=True)
class ClassRoster:
    """One of today's classes with its people, for staff."""

    session: DaySession
    people: tuple[RosterEntry, ...]


@dataclass(frozen=True)
class Home:
    """The screen that nobody has touched; whether it is idle, starting or out of order is the link's word."""

    until: None = None


@dataclass(frozen=True)
class Pairing:
    """The eight characters being typed; `sentence` is what the server said to the last try."""

    letters: str = field(default="", repr=False)
    sentence: str | None = None
    is_unanswered: bool = False
    until: None = None


class OutcomeKind(StrEnum):
    """How the staff's last action ended."""

    CHECKED_IN = "checked_in"
    UNDONE = "undone"
    REFUSED = "refused"
    UNANSWERED = "unanswered"


@dataclass(frozen=True)
class Outcome:
    """The staff's last action and its end; `code` and `sentence` are the server's where it refused."""

    kind: OutcomeKind
    session_id: int | None = None
    reservation_id: int | None = None
    person: str | None = None
    code: str | None = None
    sentence: str | None = None


@dataclass(frozen=True)
class Panel:
    """The staff panel: today's people by class, one of them opened, a name being looked for.

    `classes` is None until they are read. The token is not here: it stays with the staff desk.
    """

    staff_name: str
    until: datetime
    classes: tuple[ClassRoster, ...] | None = None
    session_id: int | None = None
    needle: str = ""
    is_finding: bool = False
    reservation_id: int | None = None
    waives_punch: bool = False
    outcome: Outcome | None = None


@dataclass(frozen=True)
class Checking:
    """A scan that takes longer than people notice; `beneath` is the staff panel that the scan interrupted."""

    until: None = None
    beneath: Panel | None = None


@dataclass(frozen=True)
class Judged:
    """A scan's verdict on its screen."""

    verdict: ScanVerdict
    screen: KioskScreen | OwnScreen
    scan: Scan
    until: datetime
    beneath: Panel | None = None


@dataclass(frozen=True)
class Offered:
    """A refused scan with another class that can be checked in now (R28)."""

    verdict: ScanVerdict
    scan: Scan
    until: datetime
    beneath: Panel | None = None


@dataclass(frozen=True)
class NoAnswer:
    """A scan that the server did not answer in time."""

    scan: Scan
    until: datetime
    beneath: Panel | None = None


@dataclass(frozen=True)
class StaffAway:
    """Staff want in while the server is away: nobody can sign in, but what waits is told."""

    until: datetime


@dataclass(frozen=True)
class CodeEntry:
    """A pass code being typed by hand; `is_wrong`: all letters are there and the check letter does not fit."""

    until: datetime
    letters: str = field(default="", repr=False)
    is_wrong: bool = False


@dataclass(frozen=True)
class Tiles:
    """Who of the staff is it; None while the list is read."""

    until: datetime
    people: tuple[StaffTile, ...] | None = None
    has_signed_out: bool = False
    is_unanswered: bool = False


@dataclass(frozen=True)
class PinPad:
    """A PIN being typed; `problem` is `pin_wrong`, or another code with the server's sentence."""

    person: StaffTile
    until: datetime
    digits: str = field(default="", repr=False)
    problem: str | None = None
    sentence: str | None = None
    locked_until: datetime | None = None


Screen = Home | Pairing | Checking | Judged | Offered | NoAnswer | StaffAway | CodeEntry | Tiles | PinPad | Panel


@dataclass(frozen=True)
class State:
    """Everything that the window shows and waits for."""

    link: Link
    screen: Screen
    server: str
    studio: Studio | None = None
    upcoming: tuple[Upcoming, ...] = ()
    away_since: datetime | None = None
    kept: Kept = Kept()
    ask: Ask | None = None
    asked_at: datetime | None = None
    serial: int = 0

    def showing(self, screen: Screen) -> "State":
        """Return the state with another screen; what is under way stays so."""
        return replace(self, screen=screen)

    def asking(self, ask: Ask, now: datetime) -> "State":
        """Return the state with a new ask under way; the answer to an older one is no longer awaited."""
        return replace(self, ask=ask, asked_at=now, serial=self.serial + 1)

    def answered(self) -> "State":
        """Return the state with nothing under way."""
        return replace(self, ask=None, asked_at=None)


def takes_scans(state: State) -> bool:
    """Tell whether a scan has anybody who can judge it: the server, or the kiosk alone."""
    return state.link is Link.UP or (state.link is Link.AWAY and state.kept.alone in ABLE_ALONE)


def reading_today(state: State, now: datetime) -> State:
    """Return the state with today, as the studio's calendar has it, being read (R4)."""
    return state.asking(ReadDay(local_date(now, ZoneInfo(zone_of(state)))), now)


def zone_of(state: State) -> str:
    """Return the studio's zone; a kiosk that knows no studio speaks of UTC."""
    return state.studio.timezone if state.studio else "UTC"


def home(state: State) -> Screen:
    """Return the screen that stands where nobody does anything."""
    return Pairing() if state.link is Link.UNPAIRED else Home()
