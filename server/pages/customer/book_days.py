"""Read what the book page needs: the passes, and a week of the chosen one's calendar."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from server.contract.base import refuse_far_date
from server.contract.passes import Registration
from server.contract.reservations import Calendar
from server.pages.customer.own_passes import own_pass
from server.pages.views.book_page import BookPage, Complaint, book_page, pass_to_book_with
from server.pages.views.week import WEEK, first_day, first_day_with_class, week_of
from server.rules.local_time import local_date
from server.services.actor import Actor
from server.services.booking.availability import calendar
from server.services.context import Context
from server.services.passes.read_passes import registrations_of


@dataclass(frozen=True)
class Asked:
    """Which pass, and which day or week of the studio's dates; None leaves it to the page.

    Raises WrongDateError for a date outside the years 2000 to 2100.
    """

    pass_id: int | None = None
    day: date | None = None
    week: date | None = None

    def __post_init__(self) -> None:
        """Check the dates."""
        refuse_far_date(self.day)
        refuse_far_date(self.week)


async def booking_page(
    asked: Asked, actor: Actor, context: Context, complaint: Complaint | None = None
) -> BookPage | None:
    """Return the book page, None for a customer without a pass. Raises NotFoundError for a pass that is not theirs."""
    passes = await registrations_of(actor, context)
    chosen = pass_to_book_with(passes) if asked.pass_id is None else own_pass(asked.pass_id, passes)
    if chosen is None:
        return None
    day, week = await _day_and_week(asked, chosen, actor, context)
    return book_page(passes, chosen, week, day, context.now(), complaint)


async def _day_and_week(asked: Asked, chosen: Registration, actor: Actor, context: Context) -> tuple[date, Calendar]:
    """Return the day to show and its week: what was asked for, else the next day with a class, in a week or two."""
    now = context.now()
    today = local_date(now, ZoneInfo(chosen.timezone))
    span = week_of(asked.day or asked.week or today)
    week = await calendar(chosen.id, span, actor, context)
    day = asked.day or first_day_with_class(week.sessions, now)
    if day is None and asked.week is None:
        next_week = await calendar(chosen.id, week_of(today + WEEK), actor, context)
        next_day = first_day_with_class(next_week.sessions, now)
        if next_day is not None:
            return next_day, next_week
    return day or first_day(span, today), week
