"""The book page: the chosen pass, the week, and the classes of the chosen day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from server.contract.passes import Registration
from server.contract.reservations import AvailableSession, Calendar
from server.pages.views.pass_card import OVER, PassCard, in_order, pass_card
from server.pages.views.reservation_page import is_of_use_at_the_door
from server.pages.views.session_card import OF_THE_WHOLE_PASS, OwnSeat, SessionCard, session_card
from server.pages.views.spoken import spoken_date, weekday_of
from server.pages.views.week import Week, book_address, week_strip
from server.rules.local_time import local_date
from server.rules.vocabulary import SEATED


@dataclass(frozen=True)
class PassChoice:
    """One of several passes to book with."""

    name: str
    href: str
    is_chosen: bool


@dataclass(frozen=True)
class Complaint:
    """Why the last booking was refused, and what was asked for: it stays in the form."""

    sentence: str
    session_id: int
    step_id: int | None


@dataclass(frozen=True)
class BookPage:
    """Everything that the book page shows; `notice` is a reason that holds for all of the day's classes."""

    card: PassCard
    choices: Sequence[PassChoice]
    week: Week
    day: date
    day_title: str
    sessions: Sequence[SessionCard]
    notice: str | None
    complaint: Complaint | None


def book_page(
    passes: Sequence[Registration],
    chosen: Registration,
    calendar: Calendar,
    day: date,
    now: datetime,
    complaint: Complaint | None = None,
) -> BookPage:
    """Return the page for one day of a week's calendar, without classes that are over; in the studio's zone (R4)."""
    zone = ZoneInfo(chosen.timezone)
    today = local_date(now, zone)
    booked = _booked(calendar, now)
    shown = [one for one in calendar.sessions if one.ends_at > now or one.session_id in booked]
    of_day = [one for one in shown if one.local_date == day]
    return BookPage(
        card=pass_card(chosen, now),
        choices=_choices(passes, chosen, day),
        week=week_strip(chosen.id, day, shown, today),
        day=day,
        day_title="Today" if day == today else f"{weekday_of(day)} {spoken_date(day, today)}",
        sessions=[session_card(one, zone, booked.get(one.session_id)) for one in of_day],
        notice=_notice(of_day),
        complaint=complaint,
    )


def pass_to_book_with(passes: Sequence[Registration]) -> Registration | None:
    """Return the pass that the page opens with, None where there is no pass at all."""
    return next(iter(in_order(passes)), None)


def _booked(calendar: Calendar, now: datetime) -> Mapping[int, OwnSeat]:
    """Return the seat in each session that the pass has one in (R14: one at most)."""
    return {
        one.session_id: OwnSeat(one.id, "Your QR" if is_of_use_at_the_door(one, now) else "Your class")
        for one in calendar.reservations
        if one.reservation_status in SEATED
    }


def _choices(passes: Sequence[Registration], chosen: Registration, day: date) -> Sequence[PassChoice]:
    """Return the passes to choose from; one alone is no choice, and what is over books nothing."""
    offered = [one for one in in_order(passes) if one.id == chosen.id or one.status not in OVER]
    if len(offered) < 2:
        return ()
    return [PassChoice(one.name, book_address(one.id, day=day), one.id == chosen.id) for one in offered]


def _notice(sessions: Sequence[AvailableSession]) -> str | None:
    return next((one.refusal_message for one in sessions if one.refusal in OF_THE_WHOLE_PASS), None)
