"""Which dates of a weekly pattern get a session, and at which instant (R3)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from server.contract.base import WrongDateError
from server.contract.timetables import SkippedDate
from server.rules.schedule import ClockChange, DateSkip
from server.services.context import Context
from server.services.outcomes import InvalidFieldError
from server.services.setup.timetables.make_timetable import MOST_SESSIONS
from server.tables.courses import ClassStep, Timetable
from server.tables.studios import Closure
from tests.builders import (
    STARTS_AT,
    TWO_HOURS,
    add_closure,
    add_course,
    add_step,
    add_studio,
)
from tests.movable_clock import MovableClock
from tests.readings import everything
from tests.scene import Scene
from tests.timetables import DAY, TUESDAY, local_starts, made, mondays, skips


async def test_four_in_the_afternoon_stays_four_when_the_clocks_change(scene: Scene, context: Context) -> None:
    """R3: New York's clocks change on 8 March."""
    answer = await made(scene.course_id, context, mondays(first=date(2026, 3, 1)))
    assert local_starts(answer) == ["03-09 16:00", "03-16 16:00", "03-23 16:00", "03-30 16:00"]
    assert {one.starts_at.hour for one in answer.sessions} == {20}
    assert (STARTS_AT.hour, skips(answer)) == (21, [(2, DateSkip.ALREADY_THERE)])


async def test_a_closed_date_is_passed_over_and_made_once_it_is_open(scene: Scene, context: Context) -> None:
    await add_closure(scene.studio_id, date(2026, 3, 16))
    await add_closure(await add_studio("Elsewhere"), date(2026, 3, 23))
    answer = await made(scene.course_id, context)
    closed = SkippedDate(date=date(2026, 3, 16), why=DateSkip.CLOSED, reason="Easter")
    assert (len(answer.sessions), answer.skipped) == (3, [closed])
    await Closure.delete(force=True)
    assert local_starts(await made(scene.course_id, context)) == ["03-16 16:00"]


async def test_dates_that_have_begun_are_passed_over(scene: Scene, context: Context, clock: MovableClock) -> None:
    """To the second: a class that begins now is not made any more."""
    clock.set(datetime(2026, 3, 16, 20, tzinfo=UTC))
    answer = await made(scene.course_id, context)
    assert skips(answer) == [(9, DateSkip.STARTED), (16, DateSkip.STARTED)]
    clock.set(datetime(2026, 3, 22, 20, tzinfo=UTC) + DAY - timedelta(seconds=1))
    assert len((await made(scene.course_id, context, mondays(capacity=9))).sessions) == 0
    evening = mondays(local_start="16:30")
    clock.set(datetime(2026, 3, 23, 20, 29, 59, tzinfo=UTC))
    assert local_starts(await made(scene.course_id, context, evening)) == ["03-23 16:30", "03-30 16:30"]


async def test_the_answer_says_where_the_clocks_bend_the_hour(scene: Scene, context: Context) -> None:
    """R3: decision 0008."""
    spring = mondays(date(2026, 3, 8), date(2026, 3, 7), weekdays=[6, 7], local_start="02:30")
    answer = await made(scene.course_id, context, spring)
    assert local_starts(answer) == ["03-07 02:30", "03-08 03:30"]
    assert [one.clock_change for one in answer.sessions] == [None, ClockChange.SKIPPED]
    autumn = mondays(date(2026, 11, 1), date(2026, 11, 1), weekdays=[7], local_start="01:30")
    [session] = (await made(scene.course_id, context, autumn)).sessions
    assert (session.starts_at.hour, session.clock_change) == (5, ClockChange.REPEATED)
    assert session.ends_at - session.starts_at == TWO_HOURS
    assert (await made(scene.course_id, context, spring)).sessions == []
    assert (await made(scene.course_id, context, autumn)).sessions == []


async def test_a_date_that_the_clocks_skipped_has_no_class(context: Context, clock: MovableClock) -> None:
    """Samoa had no 30 December 2011."""
    clock.set(datetime(2011, 12, 1, tzinfo=UTC))
    course_id = await add_course(await add_studio(timezone="Pacific/Apia"))
    asked = mondays(date(2011, 12, 31), date(2011, 12, 29), weekdays=[4, 5, 6])
    answer = await made(course_id, context, asked)
    assert local_starts(answer, ZoneInfo("Pacific/Apia")) == ["12-29 16:00", "12-31 16:00"]
    assert skips(answer) == [(30, DateSkip.NO_SUCH_DATE)]
    alone = await made(course_id, context, mondays(date(2011, 12, 30), date(2011, 12, 30), weekdays=[5]))
    assert (alone.sessions, skips(alone)) == ([], [(30, DateSkip.NO_SUCH_DATE)])


async def test_a_course_with_parts_names_one_or_is_a_makeup(database: None, context: Context) -> None:
    """R17: as for a single session."""
    course_id = await add_course(await add_studio())
    step_id, foreign = await add_step(course_id, 1), await add_step(await add_course(1, "Drawing"), 1)
    before = await everything()
    refused: list[dict[str, Any]] = [
        {},
        {"step_id": foreign},
        {"step_id": 9999},
        {"step_id": step_id, "is_makeup": True},
    ]
    for wrong in refused:
        with pytest.raises(InvalidFieldError, match="stepId"):
            await made(course_id, context, mondays(**wrong))
    assert await everything() == before
    part, makeup = mondays(step_id=step_id), mondays(is_makeup=True)
    assert [len((await made(course_id, context, one)).sessions) for one in (part, makeup, part, makeup)] == [4, 4, 0, 0]


async def test_a_part_is_taught_within_its_window(database: None, context: Context) -> None:
    """R17: both ends of the window count."""
    course_id = await add_course(await add_studio())
    step_id = await add_step(course_id, 1)
    window = {"window_start": date(2026, 3, 16), "window_end": date(2026, 3, 23)}
    await ClassStep.update(window).where(ClassStep.id == step_id)  # type: ignore[arg-type]  # columns by their names
    answer = await made(course_id, context, mondays(step_id=step_id))
    assert local_starts(answer) == ["03-16 16:00", "03-23 16:00"]
    assert skips(answer) == [(9, DateSkip.OUTSIDE_WINDOW), (30, DateSkip.OUTSIDE_WINDOW)]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"last_date": date(2026, 3, 2)}, "until"),
        ({"weekdays": [1, 1]}, "weekdays"),
        ({"weekdays": [2], "first_date": date(2026, 3, 4), "last_date": date(2026, 3, 9)}, "weekdays"),
        ({"weekdays": list(range(1, 8)), "last_date": TUESDAY + DAY * MOST_SESSIONS}, "until"),
    ],
)
async def test_a_pattern_that_cannot_be_is_refused_whole(
    scene: Scene, context: Context, changed: dict[str, Any], field: str
) -> None:
    before = await everything()
    with pytest.raises(InvalidFieldError, match=field):
        await made(scene.course_id, context, mondays(**changed))
    assert await everything() == before


async def test_a_class_that_would_end_after_the_last_year_is_refused(scene: Scene, context: Context) -> None:
    last = date(2100, 12, 31)
    with pytest.raises(WrongDateError):
        await made(scene.course_id, context, mondays(last, last - DAY, weekdays=[4, 5], local_start="18:00"))
    assert await Timetable.count() == 0
