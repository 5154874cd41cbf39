"""My classes: what lies ahead, the soonest first, then what has been."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from server.contract.reservations import Reservation
from server.pages.views.spoken import day_title, joined, time_span, zone_words
from server.pages.views.standing import standing_of
from server.pages.views.tag import Tag
from server.rules.vocabulary import OPEN


@dataclass(frozen=True)
class ClassCard:
    """One reservation in the list; it leads to its page."""

    id: int
    day: str
    time: str
    name: str
    where: str
    tag: Tag


@dataclass(frozen=True)
class ClassList:
    """The list in its two halves. `studio_line` names the studio and its zone; of several, each card names its own."""

    ahead: Sequence[ClassCard]
    past: Sequence[ClassCard]
    studio_line: str | None


def class_list(reservations: Sequence[Reservation], now: datetime) -> ClassList:
    """Return the customer's reservations in the order in which they come; times in each studio's zone (R4)."""
    studios = {_studio_line(one) for one in reservations}
    several = len(studios) > 1
    ahead = [one for one in reservations if is_ahead(one, now)]
    past = [one for one in reservations if not is_ahead(one, now)]
    return ClassList(
        ahead=[_card(one, now, names_studio=several) for one in ahead],
        past=[_card(one, now, names_studio=several) for one in past],
        studio_line=None if several else next(iter(studios), None),
    )


def is_ahead(reservation: Reservation, now: datetime) -> bool:
    """Tell whether the class is still to come, or runs now with the customer's seat in it."""
    return reservation.reservation_status in OPEN and reservation.ends_at > now


def _card(reservation: Reservation, now: datetime, *, names_studio: bool) -> ClassCard:
    zone = ZoneInfo(reservation.timezone)
    return ClassCard(
        id=reservation.id,
        day=day_title(reservation.starts_at, zone, now),
        time=time_span(reservation.starts_at, reservation.ends_at, zone),
        name=joined(reservation.course_name, reservation.step_title),
        where=joined(
            "Makeup class" if reservation.is_makeup else None,
            reservation.room,
            reservation.instructor,
            _studio_line(reservation) if names_studio else None,
        ),
        tag=standing_of(reservation, now).tag,
    )


def _studio_line(reservation: Reservation) -> str:
    return joined(reservation.studio_name, zone_words(reservation.timezone))
