"""The only legal moves of a reservation's status (`rules.md` §6), and what each does to the seat."""

from server.rules.verdict import ALLOWED, Refused, Verdict
from server.rules.vocabulary import SEATED, Refusal, ReservationStatus

PENDING = ReservationStatus.PENDING
CHECKED_IN = ReservationStatus.CHECKED_IN
ATTENDED = ReservationStatus.ATTENDED
NO_SHOW = ReservationStatus.NO_SHOW
CANCELLED = ReservationStatus.CANCELLED
AUTO_CANCELLED = ReservationStatus.AUTO_CANCELLED

LEGAL_MOVES = frozenset(
    {
        (None, PENDING),  # §4
        (None, CHECKED_IN),  # a walk-in, R31
        (PENDING, CHECKED_IN),  # R22, R23
        (PENDING, ATTENDED),  # staff on the class day, an admin with a reason
        (PENDING, NO_SHOW),  # the sweep, staff after the start
        (PENDING, CANCELLED),  # the customer before the start, staff before the end, R8
        (PENDING, AUTO_CANCELLED),  # R34
        (CHECKED_IN, ATTENDED),  # the sweep, staff
        (CHECKED_IN, PENDING),  # R29, R38
        (CHECKED_IN, CANCELLED),  # an undone walk-in, a class cancelled by the studio
        (ATTENDED, CANCELLED),  # a class cancelled by the studio before its end
        (NO_SHOW, CANCELLED),  # the same, and an excuse (R36)
        (CHECKED_IN, NO_SHOW),  # staff on the class day, an admin with a reason
        (ATTENDED, NO_SHOW),
        (NO_SHOW, CHECKED_IN),  # the customer still in R22's window, staff on the class day
        (NO_SHOW, ATTENDED),  # staff on the class day, an admin, a late upload (R37)
        (AUTO_CANCELLED, PENDING),  # R36, an undone absence
        (AUTO_CANCELLED, ATTENDED),  # R37, an admin with a reason
    }
)


def judge_move(from_status: ReservationStatus | None, to_status: ReservationStatus) -> Verdict:
    """Refuse `illegal_transition` for every pair that is not in the table; None is "no reservation yet" (§6)."""
    if (from_status, to_status) in LEGAL_MOVES:
        return ALLOWED
    facts = {"from_status": from_status.value if from_status else None, "to_status": to_status.value}
    return Refused(Refusal.ILLEGAL_TRANSITION, facts)


def seats_changed(from_status: ReservationStatus | None, to_status: ReservationStatus) -> int:
    """Return by how many a move changes its session's `seats_taken`: 1, 0 or -1."""
    return (to_status in SEATED) - (from_status in SEATED)
