"""What the desk sees of a day (`api.md`, "Staff")."""

from server.contract.reservations import Reservation
from server.contract.staff import DaySession, RosterEntry
from tests.contract.wire import names_of

COUNTS = {"capacity", "seatsTaken", "pending", "checkedIn", "attended", "noShow"}


def test_a_day_shows_its_sessions_with_their_counts() -> None:
    """`api.md`: sessions with counts."""
    assert set(names_of(DaySession)) >= COUNTS | {
        "sessionId",
        "courseName",
        "startsAt",
        "endsAt",
        "cancelledAt",
        "notes",
    }


def test_a_roster_shows_who_comes_on_which_pass_and_what_the_door_would_say() -> None:
    """`api.md`, R42: staff see why the window says no."""
    assert names_of(RosterEntry) == [
        "reservation",
        "customerId",
        "customerName",
        "passName",
        "passType",
        "sessionsRemaining",
        "selfCheckIn",
        "passStatus",
        "notes",
    ]
    assert RosterEntry.__annotations__["reservation"] is Reservation
