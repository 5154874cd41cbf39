"""What a page says after a form has done its work: named in the address, so that it can be loaded again."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Said(StrEnum):
    """What was just done to a reservation."""

    BOOKED = "booked"
    BOOKED_ALREADY = "already"
    CANCELLED = "cancelled"
    CHECKED_IN = "checked-in"
    NEW_CODE = "new-code"


SENTENCES: Final[Mapping[str, str]] = {
    Said.BOOKED: "Booked: the seat is yours.",
    Said.BOOKED_ALREADY: "You have a place in this class already: here it is.",
    Said.CANCELLED: "Cancelled: the seat is free again.",
    Said.CHECKED_IN: "Welcome!",
    Said.NEW_CODE: "This is your new code. The one before does not open the door any more.",
}


def reservation_address(reservation_id: int, said: Said) -> str:
    """Return the address of a reservation's page that says what was done."""
    return f"/reservations/{reservation_id}?said={said}"


def sentence_of(said: str) -> str | None:
    """Return the sentence for a name out of an address; an unknown name says nothing."""
    return SENTENCES.get(said)
