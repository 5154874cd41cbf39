"""The courses of the design's own use cases, in March 2026 in New York, whose clocks go forward on Sunday the 8th.

"Mug Building": three parts in three weeks, any weekday, and a makeup week. "Beginner Wheel Throwing": Monday to Friday,
16:00 to 18:00, three booked ahead, released after a missed class. And the pass of eight punches.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from server.rules.part_windows import PartWindow
from server.rules.vocabulary import PassType
from tests.builders import add_course, add_pass, add_session, add_step

NEW_YORK: Final = ZoneInfo("America/New_York")
FIRST_MONDAY: Final = date(2026, 3, 2)
MUG_PARTS: Final = ("Throw the body", "Pull the handle", "Glaze")
WEEKDAYS: Final = range(5)
WEEK: Final = timedelta(days=7)


@dataclass(frozen=True)
class MugBuilding:
    """The course: its parts in their order, and each week's classes from Monday to Friday at 18:30; week 4 makes up."""

    course_id: int
    parts: tuple[int, ...]
    weeks: tuple[tuple[int, ...], ...]

    def class_of(self, week: int, weekday: int) -> int:
        """Return the class of a week, from 1 to 4, and a weekday, 0 for Monday."""
        return self.weeks[week - 1][weekday]


def window_of(week: int) -> PartWindow:
    """Return the dates of a week of Mug Building, from Monday to Sunday; the first week is 1."""
    monday = FIRST_MONDAY + (week - 1) * WEEK
    return PartWindow(monday, monday + timedelta(days=6))


def evening(week: int, weekday: int, at: time = time(18, 30)) -> datetime:
    """Return the instant of a wall time in New York, by week and weekday (0 for Monday)."""
    day = FIRST_MONDAY + (week - 1) * WEEK + timedelta(days=weekday)
    return datetime.combine(day, at, NEW_YORK).astimezone(ZoneInfo("UTC"))


async def add_mug_building(
    studio_id: int, *, required_sequence: bool = False, makeup_capacity: int = 10
) -> MugBuilding:
    """Mug Building; with `required_sequence` each part asks for the one before."""
    course_id = await add_course(studio_id, "Mug Building")
    parts = [
        await add_step(course_id, number, title, required_sequence=required_sequence, window=window_of(number))
        for number, title in enumerate(MUG_PARTS, 1)
    ]
    weeks = [
        tuple([await add_session(course_id, evening(week, day), step_id=part) for day in WEEKDAYS])
        for week, part in enumerate(parts, 1)
    ]
    makeups = [
        await add_session(course_id, evening(4, day), capacity=makeup_capacity, is_makeup=True) for day in WEEKDAYS
    ]
    return MugBuilding(course_id, tuple(parts), (*weeks, tuple(makeups)))


async def add_mug_pass(customer_id: int, studio_id: int, mugs: MugBuilding, *, in_order: bool = False) -> int:
    """What is sold for it: every part once; `in_order` is the registration's own `requires_sequential_attendance`."""
    return await add_pass(
        customer_id,
        studio_id,
        mugs.course_id,
        pass_type=PassType.FULL_COURSE,
        max_advance_reservations=None,
        requires_sequential_attendance=in_order,
    )


async def add_wheel_throwing(studio_id: int, weeks: int = 2) -> tuple[int, list[int]]:
    """Beginner Wheel Throwing: the course, and its classes from Monday to Friday at 16:00."""
    course_id = await add_course(studio_id, "Beginner Wheel Throwing")
    days = [(week, day) for week in range(1, weeks + 1) for day in WEEKDAYS]
    return course_id, [await add_session(course_id, evening(week, day, time(16))) for week, day in days]


async def add_series_pass(customer_id: int, studio_id: int, course_id: int) -> int:
    """What is sold for it: any class, three booked ahead, a missed one releases the rest."""
    return await add_pass(customer_id, studio_id, course_id, pass_type=PassType.UNLIMITED_SERIES)


async def add_eight_punches(customer_id: int, studio_id: int, course_id: int) -> int:
    """The pass of eight punches, three booked ahead."""
    return await add_pass(customer_id, studio_id, course_id, punches=8)
