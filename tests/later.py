"""Four Mondays of a timetable at 16:00 in New York, and changes that reach all later ones."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from server.contract.sessions import ChangedSession, ClassSessionChange, SessionRemoval
from server.contract.timetables import MadeTimetable
from server.rules.schedule import ChangeScope
from server.services.context import Context
from server.services.setup.sessions.in_scope import change_in_scope, remove_in_scope
from server.services.setup.sessions.read_sessions import read_session
from tests.builders import (
    TWO_HOURS,
)
from tests.scene import Scene
from tests.timetables import ADMIN, NEW_YORK, made

HOUR: Final = timedelta(hours=1)
LATER: Final = ChangeScope.THIS_AND_LATER


async def four_mondays(scene: Scene, context: Context) -> MadeTimetable:
    """Four Mondays at 16:00, over which the clocks do not change: 9, 16, 23 and 30 March."""
    return await made(scene.course_id, context)


async def ids_of(scene: Scene, context: Context) -> list[int]:
    return [one.id for one in (await four_mondays(scene, context)).sessions]


def later(**changed: Any) -> ClassSessionChange:
    return ClassSessionChange(scope=LATER, **changed)


def at(starts_at: datetime, length: timedelta = TWO_HOURS, **changed: Any) -> ClassSessionChange:
    return later(starts_at=starts_at, ends_at=starts_at + length, **changed)


def local(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=NEW_YORK).astimezone(UTC)


async def changed(session_id: int, asked: ClassSessionChange, context: Context) -> ChangedSession:
    outcome = await change_in_scope(session_id, asked, ADMIN, context)
    assert isinstance(outcome, ChangedSession), outcome
    return outcome


async def removed(session_id: int, context: Context) -> SessionRemoval:
    outcome = await remove_in_scope(session_id, LATER, ADMIN, context)
    assert isinstance(outcome, SessionRemoval), outcome
    return outcome


async def wall_times(ids: list[int]) -> list[str]:
    return [f"{(await read_session(one)).starts_at.astimezone(NEW_YORK):%a %m-%d %H:%M}" for one in ids]
