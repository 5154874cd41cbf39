"""§6 of `rules.md`, written once more by hand: what the code's own table is measured against."""

from server.rules.vocabulary import ReservationStatus

PENDING = ReservationStatus.PENDING
CHECKED_IN = ReservationStatus.CHECKED_IN
ATTENDED = ReservationStatus.ATTENDED
NO_SHOW = ReservationStatus.NO_SHOW
CANCELLED = ReservationStatus.CANCELLED
AUTO_CANCELLED = ReservationStatus.AUTO_CANCELLED

TABLE = """
from \\ to       PENDING  CHECKED_IN  ATTENDED  NO_SHOW  CANCELLED  AUTO_CANCELLED
-               +1       +1          .         .        .          .
PENDING         .        0           0         0        -1         -1
CHECKED_IN      0        .           0         0        -1         .
ATTENDED        .        .           .         0        -1         .
NO_SHOW         .        0           0         .        -1         .
CANCELLED       .        .           .         .        .          .
AUTO_CANCELLED  +1       .           +1        .        .          .
"""
"""Where a move is legal it says what happens to the session's `seats_taken`; a dot is `illegal_transition`."""

Move = tuple[ReservationStatus | None, ReservationStatus]


def read_table() -> dict[Move, int | None]:
    """Return the seats that each of the 42 moves takes; None is an illegal one."""
    head, *rows = (line.split() for line in TABLE.strip().splitlines())
    return {
        (None if from_name == "-" else ReservationStatus(from_name), ReservationStatus(to_name)): None
        if cell == "."
        else int(cell)
        for from_name, *cells in rows
        for to_name, cell in zip(head[3:], cells, strict=True)
    }


GRID = read_table()
LEGAL = frozenset(move for move, seats in GRID.items() if seats is not None)
