"""Steps that the demo takes more than once: a booking, a look at the pass, and the insistence that a thing is so."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from server.clock import SystemClock
from server.demo.caller import Caller
from server.demo.cast import afternoon_zone
from server.demo.timetable import WHEEL
from server.rules.local_time import local_date

Say = Callable[[str], None]
Json = dict[str, Any]


def book_class_within_the_hour(who: Caller, name: str, say: Say) -> tuple[int, Json]:
    """Book the wheel class that is about to begin, and return the pass's id and the reservation."""
    return _book(who, name, first_day=0, say=say)


def book_class_later(who: Caller, name: str, days: int, say: Say) -> Json:
    """Book the first wheel class that is some days away or more, and return the reservation."""
    return _book(who, name, first_day=days, say=say)[1]


def punches_left(who: Caller, registration: int) -> int:
    """Return how many punches a pass has left."""
    return int(who.get(f"/api/registrations/{registration}/status")["sessionsRemaining"])


def expect(is_so: bool, what: str) -> None:  # noqa: FBT001 - the one question
    """Insist that something is so. Raises LookupError, which ends the demo with these words."""
    if not is_so:
        raise LookupError(f"not so: {what}")


def _book(who: Caller, name: str, *, first_day: int, say: Say) -> tuple[int, Json]:
    registration = who.get("/api/registrations")[0]
    now = SystemClock().now()
    first, last = (local_date(now + timedelta(days=days), afternoon_zone(now)) for days in (first_day, first_day + 6))
    sessions = who.get(
        "/api/reservations/available", **{"registrationId": registration["id"], "from": str(first), "to": str(last)}
    )
    session = next(s for s in sessions if s["courseName"] == WHEEL and s["reservable"])
    asked = {"registrationId": registration["id"], "sessionId": session["sessionId"]}
    reservation = who.send("POST", "/api/reservations", asked)
    day = "today" if first_day == 0 else session["localDate"]
    say(f"{name} booked {WHEEL}, {day} {session['localStart']}, on the {registration['name']}")
    return int(registration["id"]), reservation
