"""What an imported reservation becomes here, or why it cannot be: seats, parts and one seat for each customer."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from server.rules.eligibility import SessionFacts
from server.rules.imported import ImportedClass, fits_status, punch_taken, status_now, status_of_old
from server.rules.punches import PunchChange
from server.rules.vocabulary import OPEN, SEATED, ReservationStatus
from server.services.importing.cells import Flaw
from server.services.importing.placed import unknown
from server.services.importing.plans import PassFacts
from server.services.importing.rows import ReservationRow


@dataclass
class Seating:
    """What reservations lean on, by foreign ids, and who sits where already; each one that fits is added."""

    sessions: dict[str, SessionFacts]
    passes: dict[str, PassFacts]
    steps: dict[str, int]
    course_of_step: dict[int, int]
    courses_with_parts: frozenset[int]
    seated: set[tuple[int, int]]
    """Customers, and the sessions in which they have a seat (R14)."""

    open_parts: set[tuple[int, int]]
    """Passes, and the parts that they have open (R17)."""

    seats: Counter[int] = field(default_factory=Counter)
    """Seats that this import takes, by session."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A reservation as it will be."""

    row: ReservationRow
    held_by: PassFacts
    session: SessionFacts
    step_id: int | None
    status: ReservationStatus
    punch: PunchChange | None


def judge_reservation(row: ReservationRow, seating: Seating, now: datetime) -> Seat | Flaw:
    """Return what a row becomes now (UTC), having taken its seat, or why it is refused."""
    held_by, session = seating.passes.get(row.pass_id), seating.sessions.get(row.session_id)
    if held_by is None:
        return unknown("pass", row.pass_id, "pass_id")
    if session is None:
        return unknown("session", row.session_id, "session_id")
    status = _status(row, session, now)
    if isinstance(status, Flaw):
        return status
    step_id = _step(row, session, seating)
    if isinstance(step_id, Flaw):
        return step_id
    punch = punch_taken(status, row.punch) if held_by.sessions_remaining is not None else None
    seat = Seat(row, held_by, session, step_id, status, punch)
    return _flaw_of_seat(seat, seating) or _taken(seat, seating)


def _status(row: ReservationRow, session: SessionFacts, now: datetime) -> ReservationStatus | Flaw:
    of = ImportedClass(session.starts_at, session.ends_at, session.is_cancelled)
    if row.status is None:
        cancelled = row.cancelled or row.cancelled_at is not None
        if row.attended and cancelled:
            return Flaw("says that it was attended and cancelled", "attended")
        status = status_of_old(of, now, attended=row.attended, cancelled=cancelled)
    else:
        status = status_now(row.status, of, now)
    if status in SEATED and session.is_cancelled:
        return Flaw(f"is {status}, and the studio has cancelled the class", "status")
    if status is ReservationStatus.NO_SHOW and session.starts_at > now:
        return Flaw("is NO_SHOW, and the class is still to come", "status")
    if row.punch is not None and not fits_status(row.punch, status):
        return Flaw(f"cannot be {row.punch} where the reservation is {status}", "punch")
    return status


def _step(row: ReservationRow, session: SessionFacts, seating: Seating) -> int | Flaw | None:
    """R17: a session's own part, or the one that a makeup reservation names."""
    step_id = None if row.step_id is None else seating.steps.get(row.step_id)
    if row.step_id is not None and step_id is None:
        return unknown("step", row.step_id, "step_id")
    if not session.is_makeup:
        return session.part_id if step_id in (None, session.part_id) else Flaw("is not the session's part", "step_id")
    if step_id is None:
        return None
    return step_id if seating.course_of_step[step_id] == session.course_id else Flaw("is no part of it", "step_id")


def _flaw_of_seat(seat: Seat, seating: Seating) -> Flaw | None:
    """What the database refuses too, with whom it is about; a session's capacity is the file's, nobody raises it."""
    session, held_by = seat.session, seat.held_by
    if seat.status in OPEN and (flaw := _flaw_of_open(seat, seating)):
        return flaw
    if seat.status not in SEATED:
        return None
    if (held_by.customer_id, session.id) in seating.seated:
        return Flaw("the customer has a seat in this class already", "session_id")
    if session.seats_taken + seating.seats[session.id] >= session.capacity:
        return Flaw(f"the class is full: it has {session.capacity} seats", "session_id")
    return None


def _flaw_of_open(seat: Seat, seating: Seating) -> Flaw | None:
    """What is over may be as it was: a course's parts and a pass's courses were others then."""
    session, held_by = seat.session, seat.held_by
    if session.course_id not in held_by.course_ids:
        return Flaw("is of a course that the pass does not cover", "session_id")
    if session.is_makeup and seat.step_id is None and session.course_id in seating.courses_with_parts:
        return Flaw("is needed: the session is a makeup of every part", "step_id")
    if seat.step_id and (held_by.id, seat.step_id) in seating.open_parts:
        return Flaw("the pass has another open reservation for that part", "step_id")
    return None


def _taken(seat: Seat, seating: Seating) -> Seat:
    if seat.status in SEATED:
        seating.seats[seat.session.id] += 1
        seating.seated.add((seat.held_by.customer_id, seat.session.id))
    if seat.status in OPEN and seat.step_id:
        seating.open_parts.add((seat.held_by.id, seat.step_id))
    return seat
