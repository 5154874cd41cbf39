"""The words of a studio's schedule as closed lists. Their values are what the wire holds (R3)."""

from enum import StrEnum


class ClockChange(StrEnum):
    """What the clocks do to a wall time on one date: it comes twice, or not at all (R3)."""

    REPEATED = "repeated"
    SKIPPED = "skipped"


class DateSkip(StrEnum):
    """Why a timetable makes no session on one of its dates (R3)."""

    NO_SUCH_DATE = "no_such_date"
    ALREADY_THERE = "already_there"
    CANCELLED = "cancelled"
    CLOSED = "closed"
    OUTSIDE_WINDOW = "outside_window"
    STARTED = "started"


class ChangeScope(StrEnum):
    """How far a change of a session reaches: it alone, or it and all later ones of its timetable."""

    ONE = "one"
    THIS_AND_LATER = "this_and_later"
