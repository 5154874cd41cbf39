"""What the desk and the kiosk's staff panel see: the day, the roster, the customers."""

from server.contract.base import Instant, Shape
from server.contract.notes import Note
from server.contract.reservations import Reservation
from server.rules.passes import PassState
from server.rules.vocabulary import PassType


class DaySession(Shape):
    """One session of the studio's local day, with its counts."""

    session_id: int
    course_id: int
    course_name: str
    step_title: str | None
    is_makeup: bool
    room: str | None
    instructor: str | None
    starts_at: Instant
    ends_at: Instant
    cancelled_at: Instant | None
    capacity: int
    seats_taken: int
    pending: int
    checked_in: int
    attended: int
    no_show: int
    notes: list[Note]
    """What is noted on the session, the newest first; of its people the roster tells."""


class RosterEntry(Shape):
    """One person on a session's roster."""

    reservation: Reservation
    customer_id: int
    customer_name: str
    pass_name: str
    pass_type: PassType
    sessions_remaining: int | None
    self_check_in: str
    """What a self check-in would answer now: `ok` or a refusal (R27); staff see why the window says no."""
    pass_status: PassState
    """How the pass stands on the session's date (R7)."""
    notes: list[Note]
    """What is noted on the customer and on their passes at this studio, the newest first."""
