"""A kiosk's window without a window: events in, the state to look at, and a clock that a test moves."""

from datetime import timedelta
from typing import Any

from kiosk.screens.asks import Ask, Scan
from kiosk.screens.events import (
    Action,
    Answer,
    Answered,
    DayRead,
    Declined,
    Event,
    KeptChanged,
    RosterRead,
    Scanned,
    SignedIn,
    Tapped,
    Ticked,
    TilesRead,
    Unanswered,
)
from kiosk.screens.reducer import after
from kiosk.screens.states import Alone, ClassRoster, Home, Kept, Link, Pairing, Screen, State, Studio, Upcoming
from kiosk.screens.view import screen_name, view
from server.contract.kiosk import StaffTile
from server.contract.scan import ScanSource
from tests.kiosk.samples import NOW, STARTS, ZONE, code_of, day_session, person

STUDIO = Studio("Clay & Co.", ZONE)
MARA = StaffTile(staff_id=3, first_name="Mara")


def scan(number: int = 1) -> Scan:
    """Return a physical scan; each number is another code."""
    return Scan(code_of(number), f"nonce-{number}", ScanSource.READER, NOW, heard_at=float(number))


class Play:
    """One window from a moment on; every method returns the play, so that a story reads as a chain."""

    def __init__(self, link: Link = Link.UP) -> None:
        first: Screen = Pairing() if link is Link.UNPAIRED else Home()
        studio = STUDIO if link in (Link.UP, Link.AWAY) else None
        self.state = State(link, first, "http://studio.test", studio)
        self.now = NOW

    @property
    def name(self) -> str:
        """The screen that stands there."""
        return screen_name(self.state)

    @property
    def ask(self) -> Ask | None:
        """What is under way."""
        return self.state.ask

    @property
    def view(self) -> dict[str, Any]:
        """What the page would draw."""
        return view(self.state, self.now)

    def tell(self, *events: Event) -> "Play":
        """Let something happen."""
        for event in events:
            self.state = after(self.state, event, self.now)
        return self

    def later(self, seconds: float) -> "Play":
        """Let time pass, noticed once at its end."""
        self.now += timedelta(seconds=seconds)
        return self.tell(Ticked())

    def tap(self, action: Action, value: str = "") -> "Play":
        """Press a button."""
        return self.tell(Tapped(action, value))

    def type_keys(self, keys: str) -> "Play":
        """Press keys one by one."""
        return self.tell(*(Tapped(Action.KEY, key) for key in keys))

    def scan(self, number: int = 1) -> "Play":
        """Scan a code."""
        return self.tell(Scanned(scan(number)))

    def answer(self, answer: Answer) -> "Play":
        """Answer what is under way."""
        return self.tell(Answered(self.state.serial, answer))

    def decline(self, code: str, retry_in: float | None = None) -> "Play":
        """Say no to what is under way."""
        retry_at = None if retry_in is None else self.now + timedelta(seconds=retry_in)
        return self.tell(Declined(self.state.serial, code, f"Sentence of {code}.", retry_at))

    def leave_unanswered(self) -> "Play":
        """Say nothing to what is under way."""
        return self.tell(Unanswered(self.state.serial))

    def read_roster(self) -> "Play":
        """Hear from the server, with two classes to come."""
        coming = (Upcoming("Wheel", "Room 1", STARTS), Upcoming("Mugs", None, STARTS + timedelta(hours=2)))
        return self.tell(RosterRead(STUDIO, coming))

    def alone(self, can: Alone = Alone.READY, waiting: int = 0) -> "Play":
        """Learn what the kiosk can do without its server, and what waits."""
        return self.tell(KeptChanged(Kept(waiting, 0, can)))

    def open_pin_pad(self) -> "Play":
        """Go to Mara's PIN pad."""
        return self.tap(Action.STAFF).answer(TilesRead((MARA,))).tap(Action.PICK_STAFF, "3")

    def open_panel(self, *classes: ClassRoster) -> "Play":
        """Sign Mara in, and read the day."""
        day = classes or (roster(),)
        return self.open_pin_pad().type_keys("123456").answer(SignedIn("Mara Lind")).answer(DayRead(day))


def roster(*people: Any, session_id: int = 1, **facts: Any) -> ClassRoster:
    """Return one of today's classes with its people, Ana where none are named."""
    return ClassRoster(day_session(session_id, **facts), people or (person(),))
