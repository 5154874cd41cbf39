"""How classes were used: counted by status, in the studio's own days and hours, without what was cancelled."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest

from server.contract.base import DateSpan
from server.contract.reports import GroupBy, Utilization
from server.contract.studio_acts import ClassCancelRequest
from server.rules.vocabulary import ReservationStatus
from server.services.context import Context
from server.services.outcomes import NotFoundError
from server.services.reports.utilization import utilization
from server.services.setup.studios.remove_studio import remove_studio
from server.services.studio_acts.cancel_class import cancel_class
from server.tables.reservations import SessionReservation
from tests import actors
from tests.builders import STARTS_AT, add_course, add_customer, add_pass, add_reservation, add_session, add_studio
from tests.readings import statements
from tests.scene import Scene

DAY: Final = timedelta(days=1)
MARCH: Final = DateSpan(date(2026, 3, 1), date(2026, 3, 31))
S = ReservationStatus


async def seated(scene: Scene, session_id: int, status: ReservationStatus, *, is_walk_in: bool = False) -> None:
    """Another customer in a class."""
    pass_id = await add_pass(await add_customer(scene.studio_id), scene.studio_id, scene.course_id)
    made = await add_reservation(pass_id, session_id, status)
    table = SessionReservation
    await table.update({table.is_walk_in: is_walk_in}).where(table.id == made.id)


async def used(scene: Scene, group_by: GroupBy = GroupBy.COURSE, span: DateSpan = MARCH) -> list[Utilization]:
    return await utilization(scene.studio_id, span, group_by)


async def test_every_status_is_counted_once(scene: Scene) -> None:
    for status in S:
        await seated(scene, scene.session_id, status)
    await seated(scene, scene.session_id, S.ATTENDED, is_walk_in=True)
    await seated(scene, scene.session_id, S.CANCELLED, is_walk_in=True)
    [row] = await used(scene, GroupBy.SESSION)
    assert row == Utilization(
        key=str(scene.session_id),
        label="Pottery, Mon 2 Mar 2026, 16:00",
        studio_id=scene.studio_id,
        course_id=scene.course_id,
        session_id=scene.session_id,
        starts_at=STARTS_AT,
        sessions=1,
        capacity=10,
        reserved=5,
        pending=1,
        checked_in=1,
        attended=2,
        no_show=1,
        cancelled=2,
        auto_cancelled=1,
        walk_ins=1,
        fill_rate=0.5,
        attendance_rate=0.75,
        no_show_rate=0.25,
    )


async def test_an_empty_class_counts_with_its_seats_and_has_no_rate_of_attendance(scene: Scene) -> None:
    [row] = await used(scene)
    assert (row.sessions, row.capacity, row.reserved, row.fill_rate) == (1, 10, 0, 0)
    assert (row.attendance_rate, row.no_show_rate) == (None, None)


async def test_a_span_without_classes_has_no_rows(scene: Scene) -> None:
    for group_by in GroupBy:
        assert await used(scene, group_by, DateSpan(date(2026, 4, 1), date(2026, 4, 1))) == []


async def test_classes_of_a_course_add_up(scene: Scene) -> None:
    second = await add_session(scene.course_id, STARTS_AT + DAY, capacity=5)
    await add_session(await add_course(scene.studio_id, "Drawing"), STARTS_AT)
    for session_id in (scene.session_id, second, second):
        await seated(scene, session_id, S.ATTENDED)
    drawing, pottery = await used(scene)
    assert (drawing.label, drawing.sessions, drawing.reserved) == ("Drawing", 1, 0)
    assert (pottery.key, pottery.label) == (str(scene.course_id), "Pottery")
    assert (pottery.sessions, pottery.capacity, pottery.reserved, pottery.fill_rate) == (2, 15, 3, 0.2)
    assert (pottery.session_id, pottery.starts_at) == (None, None)


async def test_weekdays_and_hours_are_the_studios_own(scene: Scene) -> None:
    """R1: half past three on Tuesday, UTC, is Monday at 22:30 in New York."""
    await add_session(scene.course_id, datetime(2026, 3, 3, 3, 30, tzinfo=UTC))
    await add_session(scene.course_id, datetime(2026, 3, 8, 20, tzinfo=UTC))
    assert [(row.key, row.label, row.sessions) for row in await used(scene, GroupBy.WEEKDAY)] == [
        ("1", "Mon", 2),
        ("7", "Sun", 1),
    ]
    assert [(row.key, row.label, row.sessions) for row in await used(scene, GroupBy.HOUR)] == [
        ("16", "16:00", 2),
        ("22", "22:00", 1),
    ]


async def test_an_hour_is_the_same_on_both_sides_of_the_change_of_clocks(scene: Scene) -> None:
    """R3: 16:00 in New York is 21:00 and then 20:00, UTC."""
    await add_session(scene.course_id, datetime(2026, 3, 9, 20, tzinfo=UTC))
    [row] = await used(scene, GroupBy.HOUR)
    assert (row.label, row.sessions) == ("16:00", 2)


async def test_a_span_is_of_the_studios_dates(scene: Scene) -> None:
    for at in (datetime(2026, 3, 3, 4, 59, 59, tzinfo=UTC), datetime(2026, 3, 3, 5, tzinfo=UTC)):
        await add_session(scene.course_id, at)
    monday, tuesday = date(2026, 3, 2), date(2026, 3, 3)
    for first, last, sessions in ((monday, monday, 2), (tuesday, tuesday, 1), (monday, tuesday, 3)):
        [row] = await used(scene, GroupBy.STUDIO, DateSpan(first, last))
        assert row.sessions == sessions


async def test_a_class_that_the_studio_has_cancelled_is_left_out(scene: Scene, context: Context) -> None:
    cancelled = await add_session(scene.course_id, STARTS_AT + DAY)
    await scene.book(context, cancelled)
    await cancel_class(cancelled, ClassCancelRequest(reason="Flu"), actors.admin(7), context)
    [row] = await used(scene)
    assert (row.sessions, row.cancelled) == (1, 0)


async def test_studios_are_compared_each_by_its_own_clock(scene: Scene, context: Context) -> None:
    tokyo = await add_studio("Tokyo", timezone="Asia/Tokyo")
    await add_session(await add_course(tokyo), datetime(2026, 3, 2, 7, tzinfo=UTC))  # 16:00 there
    await add_customer(tokyo)
    await remove_studio(tokyo, context)
    rows = await utilization(None, MARCH, GroupBy.STUDIO)
    assert [(row.key, row.label, row.sessions) for row in rows] == [
        (str(scene.studio_id), "Kiln & Co", 1),
        (str(tokyo), "Tokyo", 1),
    ]
    [hour] = await utilization(None, MARCH, GroupBy.HOUR)
    assert (hour.label, hour.sessions, hour.studio_id) == ("16:00", 2, None)
    assert [row.sessions for row in await utilization(tokyo, MARCH, GroupBy.HOUR)] == [1]


async def test_a_studio_that_is_not_there_is_not_found(scene: Scene) -> None:
    with pytest.raises(NotFoundError, match="studio"):
        await utilization(4711, MARCH, GroupBy.COURSE)


async def test_many_classes_cost_no_more_statements_than_one(scene: Scene) -> None:
    with statements() as for_one:
        await used(scene, GroupBy.SESSION)
    for place in range(20):
        await add_session(scene.course_id, STARTS_AT + place * timedelta(hours=3))
    with statements() as for_many:
        assert len(await used(scene, GroupBy.SESSION)) == 21
    assert len(for_many) == len(for_one)
