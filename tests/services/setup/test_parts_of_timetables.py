"""A session that a timetable made for one part, and that was given to another part since, alone (R17)."""

from datetime import date

import pytest

from server.contract.sessions import ClassSessionChange
from server.rules.part_windows import PartWindow
from server.rules.schedule import DateSkip
from server.services.context import Context
from server.services.outcomes import InvalidFieldError
from server.services.setup.sessions.change_session import change_session
from server.services.setup.sessions.read_sessions import read_session
from server.services.setup.steps.remove_step import remove_step
from tests.builders import add_course, add_step, add_studio
from tests.later import at, changed, local
from tests.readings import everything
from tests.timetables import ADMIN, made, mondays, skips


async def given_away(context: Context, which: int = 0, last: date | None = None) -> tuple[int, list[int]]:
    """Two parts, four Mondays of the first; one of them is the second's now. Its window may end."""
    course_id = await add_course(await add_studio())
    first, second = await add_step(course_id, 1), await add_step(course_id, 2, window=PartWindow(None, last))
    ids = [one.id for one in (await made(course_id, context, mondays(step_id=first))).sessions]
    await change_session(ids[which], ClassSessionChange(step_id=second), ADMIN, context)
    return first, ids


async def test_its_date_is_not_made_again(database: None, context: Context) -> None:
    first, ids = await given_away(context)
    again = await made((await read_session(ids[0])).course_id, context, mondays(step_id=first))
    assert again.sessions == []
    assert skips(again) == [(day, DateSkip.ALREADY_THERE) for day in (9, 16, 23, 30)]


async def test_it_stays_when_its_first_part_is_deleted(database: None, context: Context) -> None:
    first, ids = await given_away(context)
    assert not (await remove_step(first, context)).archived
    assert (await read_session(ids[0])).timetable_id is None


async def test_with_all_later_ones_it_stays_in_its_own_window(database: None, context: Context) -> None:
    _, ids = await given_away(context, 1, last=date(2026, 3, 17))
    await changed(ids[0], at(local(10, 16)), context)
    before = await everything()
    with pytest.raises(InvalidFieldError, match="outside the window"):
        await changed(ids[0], at(local(11, 16)), context)
    assert await everything() == before
