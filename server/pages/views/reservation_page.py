"""A reservation on its own page: the class, how check-in stands, the QR while it is of use, and what can be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from server.contract.reservations import Reservation
from server.pages.views.spoken import day_title, joined, time_span, zone_words
from server.pages.views.standing import Standing, standing_of, window_of
from server.rules.cancelling import judge_cancel_by_customer
from server.rules.local_time import spoken_moment
from server.rules.pass_code import in_groups
from server.rules.verdict import ALLOWED, Refused
from server.rules.vocabulary import PhoneCheckIn, Refusal, ReservationStatus

LETTER_GROUPS_A_LINE: Final = 4


@dataclass(frozen=True)
class ReservationPage:
    """Everything that the reservation's page shows, of which the template only leaves out what is not there.

    `letters` are the code's lines under the QR; none where the picture cannot be drawn and a new code helps (R43).
    """

    id: int
    course: str
    day: str
    time: str
    where: str
    studio_line: str
    standing: Standing
    shows_qr: bool
    letters: Sequence[str]
    can_check_in: bool
    needs_door_code: bool
    can_cancel: bool


@dataclass(frozen=True)
class CancelPage:
    """The question before giving a reservation up: the class with its moment, and whose time that is."""

    id: int
    name: str
    studio_line: str


def reservation_page(reservation: Reservation, now: datetime) -> ReservationPage:
    """Return the page of a reservation as its owner sees it at an instant; times in the studio's zone (R4)."""
    zone = ZoneInfo(reservation.timezone)
    is_scannable = is_of_use_at_the_door(reservation, now)
    return ReservationPage(
        id=reservation.id,
        course=joined(reservation.course_name, reservation.step_title),
        day=day_title(reservation.starts_at, zone, now),
        time=time_span(reservation.starts_at, reservation.ends_at, zone),
        where=joined("Makeup class" if reservation.is_makeup else None, reservation.room, reservation.instructor),
        studio_line=joined(reservation.studio_name, zone_words(reservation.timezone)),
        standing=standing_of(reservation, now),
        shows_qr=is_scannable,
        letters=_letters(reservation.code),
        can_check_in=is_scannable and _takes_phones(reservation) and window_of(reservation).is_open_at(now),
        needs_door_code=reservation.phone_check_in is PhoneCheckIn.DOOR_CODE,
        can_cancel=_can_cancel(reservation, now),
    )


def is_of_use_at_the_door(reservation: Reservation, now: datetime) -> bool:
    """Tell whether a scan of the code can still say yes: ahead of the class, and while its window is open (R22)."""
    is_expected = reservation.reservation_status in (ReservationStatus.PENDING, ReservationStatus.NO_SHOW)
    verdict = window_of(reservation).judge(now)
    return is_expected and not (isinstance(verdict, Refused) and verdict.reason is Refusal.TOO_LATE)


def cancel_page(reservation: Reservation, now: datetime) -> CancelPage | None:
    """Return the question whether to give a reservation up; None where there is nothing to cancel any more."""
    if not _can_cancel(reservation, now):
        return None
    zone = ZoneInfo(reservation.timezone)
    name = joined(reservation.course_name, reservation.step_title)
    return CancelPage(
        id=reservation.id,
        name=f"{name}, {spoken_moment(reservation.starts_at, zone, now)}",
        studio_line=joined(reservation.studio_name, zone_words(reservation.timezone)),
    )


def _takes_phones(reservation: Reservation) -> bool:
    return reservation.phone_check_in is not PhoneCheckIn.OFF


def _can_cancel(reservation: Reservation, now: datetime) -> bool:
    """Only what cancelling would change is offered: a reservation that is gone stays as it is."""
    if reservation.reservation_status is not ReservationStatus.PENDING:
        return False
    return judge_cancel_by_customer(reservation.reservation_status, reservation.starts_at, now) == ALLOWED


def _letters(code: str | None) -> Sequence[str]:
    groups = in_groups(code).split(" ") if code else []
    return [" ".join(groups[at : at + LETTER_GROUPS_A_LINE]) for at in range(0, len(groups), LETTER_GROUPS_A_LINE)]
