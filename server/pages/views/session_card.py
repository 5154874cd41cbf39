"""One class on the book page: when, what, where, how many seats, and a button or a plain sentence why not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from server.contract.reservations import AvailableSession, PartChoice
from server.pages.views.spoken import counted, joined, time_span
from server.pages.views.tag import Tag, Tone
from server.rules.vocabulary import Refusal

TAGS: Final[Mapping[Refusal, Tag]] = {
    Refusal.PASS_NOT_VALID: Tag("Not on this pass"),
    Refusal.SESSION_NOT_COVERED: Tag("Not on this pass"),
    Refusal.SESSION_CANCELLED: Tag("Cancelled", Tone.NO),
    Refusal.SESSION_STARTED: Tag("Started"),
    Refusal.SESSION_ENDED: Tag("Over"),
    Refusal.BOOKING_NOT_OPEN: Tag("Not open yet", Tone.INFO),
    Refusal.BOOKING_CLOSED: Tag("Closed"),
    Refusal.ALREADY_RESERVED: Tag("Booked", Tone.YES),
    Refusal.RESERVATION_LIMIT_REACHED: Tag("Limit reached", Tone.WAIT),
    Refusal.NO_PUNCHES_LEFT: Tag("No punches left", Tone.WAIT),
    Refusal.PART_REQUIRED: Tag("Makeup"),
    Refusal.PART_ALREADY_ATTENDED: Tag("Done", Tone.YES),
    Refusal.PART_ALREADY_RESERVED: Tag("Part is booked", Tone.YES),
    Refusal.PREVIOUS_PART_NOT_ATTENDED: Tag("Later", Tone.WAIT),
    Refusal.SESSION_FULL: Tag("Full", Tone.NO),
}
"""What the rules of booking (R13-R18) refuse, in a word or two; the sentence says the rest."""

OF_THE_WHOLE_PASS: Final = frozenset({Refusal.RESERVATION_LIMIT_REACHED, Refusal.NO_PUNCHES_LEFT})
"""Reasons that hold for every class alike: they are told once, above the classes."""


@dataclass(frozen=True)
class OwnSeat:
    """The customer's own reservation of a class, and what its page is called: by the QR while that is of use."""

    reservation_id: int
    word: str


@dataclass(frozen=True)
class SessionCard:
    """A class of the chosen day; `own_seat` where the customer has one in it on this pass."""

    id: int
    time: str
    name: str
    where: str
    is_reservable: bool
    part_choices: Sequence[PartChoice]
    tag: Tag | None
    sentence: str | None
    own_seat: OwnSeat | None


def session_card(session: AvailableSession, zone: ZoneInfo, own_seat: OwnSeat | None) -> SessionCard:
    """Return the card of a class; times in the studio's zone (R4)."""
    refusal = Refusal(session.refusal) if session.refusal else None
    return SessionCard(
        id=session.session_id,
        time=time_span(session.starts_at, session.ends_at, zone),
        name=joined(session.course_name, session.step_title),
        where=joined("Makeup class" if session.is_makeup else None, session.room, session.instructor, _seats(session)),
        is_reservable=session.reservable,
        part_choices=session.part_choices,
        tag=TAGS[refusal] if refusal else None,
        sentence=None if refusal in OF_THE_WHOLE_PASS else session.refusal_message,
        own_seat=own_seat,
    )


def _seats(session: AvailableSession) -> str:
    return "no seat left" if session.seats_left == 0 else f"{counted(session.seats_left, 'seat', 'seats')} left"
