"""How a reservation stands, in a tag, a sentence and what comes next: kind words for every status."""

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from server.contract.reservations import Reservation
from server.pages.views.tag import Tag, Tone
from server.rules.check_in_window import SelfWindow
from server.rules.local_time import spoken_day, spoken_moment, spoken_time
from server.rules.verdict import Refused
from server.rules.vocabulary import Refusal, ReservationStatus


@dataclass(frozen=True)
class Standing:
    """The state's word, what it means for the customer, and whether to offer booking again."""

    tag: Tag
    sentence: str | None = None
    can_book_again: bool = False


def standing_of(reservation: Reservation, now: datetime) -> Standing:
    """Return how a reservation stands at an instant; times in the studio's zone (R4)."""
    match reservation.reservation_status:
        case ReservationStatus.PENDING:
            return _pending(reservation, now)
        case ReservationStatus.CHECKED_IN:
            return Standing(Tag("Checked in", Tone.YES), f"You are checked in{_since(reservation)}. Enjoy the class!")
        case ReservationStatus.ATTENDED:
            return Standing(Tag("Attended", Tone.YES), "You were there. See you next time!")
        case ReservationStatus.NO_SHOW:
            return _missed(reservation, now)
        case ReservationStatus.CANCELLED:
            return _cancelled(reservation, now)
        case ReservationStatus.AUTO_CANCELLED:
            sentence = "A class was missed, so the bookings after it were released. No punch was taken for this one."
            return Standing(Tag("Released", Tone.WAIT), sentence, can_book_again=True)
        case _:
            assert_never(reservation.reservation_status)


def window_of(reservation: Reservation) -> SelfWindow:
    """Return the reservation's self check-in window (R22)."""
    return SelfWindow(reservation.self_check_in_opens_at, reservation.self_check_in_closes_at)


def _pending(reservation: Reservation, now: datetime) -> Standing:
    verdict = window_of(reservation).judge(now)
    zone = ZoneInfo(reservation.timezone)
    if not isinstance(verdict, Refused):
        return Standing(Tag(f"Check-in is open until {_closing(reservation, now)}", Tone.YES))
    if verdict.reason is Refusal.TOO_EARLY:
        opens = spoken_moment(reservation.self_check_in_opens_at, zone, now)
        return Standing(Tag(f"Check-in opens {opens}", Tone.INFO))
    closed = f"Check-in closed {spoken_moment(reservation.self_check_in_closes_at, zone, now)}"
    return Standing(Tag(closed, Tone.WAIT), "Please ask the staff.")


def _missed(reservation: Reservation, now: datetime) -> Standing:
    """A class that is shorter than its window is settled before the window closes (R32)."""
    tag = Tag("Missed", Tone.WAIT)
    if window_of(reservation).is_open_at(now):
        return Standing(tag, f"Are you here? You can still check in until {_closing(reservation, now)}.")
    return Standing(tag, "This class was missed. If you were there, please tell the studio.", can_book_again=True)


def _cancelled(reservation: Reservation, now: datetime) -> Standing:
    tag = Tag("Cancelled", Tone.NO)
    if reservation.is_session_cancelled:
        return Standing(tag, "The studio has cancelled this class. No punch was taken.", can_book_again=True)
    zone = ZoneInfo(reservation.timezone)
    when = f" {spoken_moment(reservation.cancelled_at, zone, now)}" if reservation.cancelled_at else ""
    return Standing(tag, f"This booking was cancelled{when}. No punch was taken.", can_book_again=True)


def _closing(reservation: Reservation, now: datetime) -> str:
    """Return the closing time, with its day where that is not today."""
    zone = ZoneInfo(reservation.timezone)
    closes_at = reservation.self_check_in_closes_at
    if spoken_day(closes_at, zone, now) == "today":
        return spoken_time(closes_at, zone)
    return spoken_moment(closes_at, zone, now)


def _since(reservation: Reservation) -> str:
    if reservation.checked_in_at is None:
        return ""
    return f" since {spoken_time(reservation.checked_in_at, ZoneInfo(reservation.timezone))}"
