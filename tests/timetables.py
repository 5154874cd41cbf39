"""Timetables in few words: Mondays at 16:00 in New York, and what an answer says of each date."""

from datetime import date, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from server.contract.timetables import MadeTimetable, TimetableRequest
from server.rules.schedule import DateSkip
from server.services.context import Context
from server.services.setup.timetables.make_timetable import make_timetable
from tests import actors

ADMIN: Final = actors.admin(7)
TUESDAY: Final = date(2026, 3, 3)
DAY: Final = timedelta(days=1)
WEEK: Final = timedelta(days=7)
NEW_YORK: Final = ZoneInfo("America/New_York")


def mondays(until: date = date(2026, 3, 30), first: date = TUESDAY, **changed: Any) -> TimetableRequest:
    """Mondays at 16:00, from the week after the scene's own class on: 9, 16, 23 and 30 March."""
    usual: dict[str, Any] = {
        "weekdays": [1],
        "local_start": "16:00",
        "duration_minutes": 120,
        "capacity": 8,
        "first_date": first,
        "last_date": until,
    }
    return TimetableRequest(**{**usual, **changed})


async def made(course_id: int, context: Context, asked: TimetableRequest | None = None) -> MadeTimetable:
    return await make_timetable(course_id, asked or mondays(), ADMIN, context)


def local_starts(answer: MadeTimetable, zone: ZoneInfo = NEW_YORK) -> list[str]:
    return [f"{one.starts_at.astimezone(zone):%m-%d %H:%M}" for one in answer.sessions]


def skips(answer: MadeTimetable) -> list[tuple[int, DateSkip]]:
    return [(one.date.day, one.why) for one in answer.skipped]
