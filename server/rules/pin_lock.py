"""How long wrong PINs lock a person, and how many lock a kiosk's whole PIN pad (R42)."""

from datetime import timedelta

TRIES_BEFORE_LOCK = 5
LOCKS = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10))

PAD_TRIES = 20
PAD_SPAN = timedelta(minutes=10)
PAD_LOCK = timedelta(minutes=10)


def lock_after(wrong_in_a_row: int) -> timedelta | None:
    """Return how long the person is locked on that kiosk after so many wrong PINs; None: not at all.

    Every fifth wrong one locks, each time longer, until a right PIN clears the count.
    """
    rounds, rest = divmod(wrong_in_a_row, TRIES_BEFORE_LOCK)
    if rest != 0 or rounds == 0:
        return None
    return LOCKS[min(rounds, len(LOCKS)) - 1]


def locks_pad(wrong_in_span: int) -> bool:
    """Tell whether so many wrong PINs within `PAD_SPAN`, whoever's, lock the kiosk's PIN pad for `PAD_LOCK`."""
    return wrong_in_span >= PAD_TRIES
