"""What a timetable makes once all later classes were changed or taken out: nothing twice (R3)."""

from datetime import date

import pytest

from server.contract.paging import Paging
from server.contract.sessions import ClassSessionChange
from server.rules.schedule import DateSkip
from server.rules.vocabulary import AuditAction, ReservationStatus
from server.services.context import Context
from server.services.outcomes import ConflictError
from server.services.setup.sessions.change_session import change_session
from server.services.setup.sessions.read_sessions import read_session
from server.services.setup.sessions.remove_session import remove_session
from server.services.setup.timetables.read_timetables import list_timetables
from server.tables.courses import ClassSession
from tests.builders import (
    add_note,
    add_reservation,
)
from tests.later import at, changed, four_mondays, ids_of, later, local, removed, wall_times
from tests.readings import acts, bookings, everything
from tests.scene import Scene
from tests.timetables import ADMIN, local_starts, made, mondays


async def test_another_weekday_moves_each_by_as_many_days(scene: Scene, context: Context) -> None:
    both = mondays(weekdays=[1, 7])
    sessions = (await made(scene.course_id, context, both)).sessions
    ids = [one.id for one in sessions]
    assert await wall_times(ids[:3]) == ["Sun 03-08 16:00", "Mon 03-09 16:00", "Sun 03-15 16:00"]
    answer = await changed(ids[1], at(local(10, 16)), context)
    assert await wall_times(ids[:4]) == ["Sun 03-08 16:00", "Tue 03-10 16:00", "Mon 03-16 16:00", "Tue 03-17 16:00"]
    old, new = (await list_timetables(scene.course_id, Paging())).items
    assert (old.weekdays, old.last_date, new.weekdays, new.first_date) == (
        [1, 7],
        date(2026, 3, 8),
        [1, 2],
        date(2026, 3, 10),
    )
    assert answer.timetable_id == new.id


async def test_either_pattern_asked_for_again_makes_nothing(scene: Scene, context: Context) -> None:
    """R3: neither the old hour nor the new one, on no date, whatever became of it."""
    ids = await ids_of(scene, context)
    await ClassSession.update({ClassSession.cancelled_at: context.now()}).where(ClassSession.id == ids[2])
    await changed(ids[1], at(local(17, 17)), context)
    alone = ClassSessionChange(starts_at=local(1, 9, month=4), ends_at=local(1, 11, month=4))
    await change_session(ids[3], alone, ADMIN, context)
    old = await made(scene.course_id, context)
    new = await made(
        scene.course_id, context, mondays(date(2026, 3, 31), date(2026, 3, 16), weekdays=[2], local_start="17:00")
    )
    assert (old.sessions, new.sessions) == ([], [])
    assert [(one.session_id, one.why) for one in old.skipped] == [
        (ids[0], DateSkip.ALREADY_THERE),
        (ids[1], DateSkip.ALREADY_THERE),
        (ids[2], DateSkip.CANCELLED),
        (ids[3], DateSkip.ALREADY_THERE),
    ]
    assert [(one.session_id, one.why) for one in new.skipped] == [
        (ids[1], DateSkip.ALREADY_THERE),
        (ids[2], DateSkip.CANCELLED),
        (ids[3], DateSkip.ALREADY_THERE),
    ]


async def test_a_pattern_that_has_changed_twice_is_known_by_all_its_hours(scene: Scene, context: Context) -> None:
    ids = await ids_of(scene, context)
    await changed(ids[1], at(local(16, 17)), context)
    await changed(ids[2], at(local(25, 18)), context)
    await changed(ids[0], at(local(9, 15)), context)
    assert await wall_times(ids) == ["Mon 03-09 15:00", "Mon 03-16 17:00", "Wed 03-25 18:00", "Wed 04-01 18:00"]
    patterns = [
        mondays(),
        mondays(first=date(2026, 3, 16), local_start="17:00"),
        mondays(date(2026, 4, 1), date(2026, 3, 25), weekdays=[3], local_start="18:00"),
        mondays(date(2026, 3, 9), local_start="15:00"),
    ]
    for asked in patterns:
        assert (await made(scene.course_id, context, asked)).sessions == []


async def test_a_longer_timetable_goes_on_with_the_new_hour(scene: Scene, context: Context) -> None:
    ids = await ids_of(scene, context)
    first = await changed(ids[1], at(local(16, 17)), context)
    longer = await made(scene.course_id, context, mondays(date(2026, 4, 13), date(2026, 3, 16), local_start="17:00"))
    assert local_starts(longer) == ["04-06 17:00", "04-13 17:00"]
    assert longer.timetable.id == first.timetable_id
    again = await changed(ids[3], later(room="2"), context)
    assert again.changed_session_ids == [ids[3], *(one.id for one in longer.sessions)]


async def test_a_week_later_is_a_week_later_for_all(scene: Scene, context: Context) -> None:
    ids = await ids_of(scene, context)
    await changed(ids[2], at(local(30, 16)), context)
    assert await wall_times(ids) == ["Mon 03-09 16:00", "Mon 03-16 16:00", "Mon 03-30 16:00", "Mon 04-06 16:00"]
    assert (await four_mondays(scene, context)).sessions == []


async def test_later_classes_are_taken_out_and_the_timetable_ends(scene: Scene, context: Context) -> None:
    ids = await ids_of(scene, context)
    await add_note(scene.studio_id, "The kiln is on", session_id=ids[2])
    await add_reservation(scene.pass_id, ids[3], ReservationStatus.CANCELLED)
    answer = await removed(ids[1], context)
    assert (answer.archived, answer.removed_session_ids, answer.kept_session_ids) == (False, [ids[1]], ids[2:])
    stands = {row["id"]: row for row in (await bookings())["class_session"]}
    assert ids[1] not in stands
    assert [stands[one]["cancelled_at"] for one in (ids[0], *ids[2:])] == [None, context.now(), context.now()]
    [timetable] = (await list_timetables(scene.course_id, Paging())).items
    assert timetable.last_date == date(2026, 3, 15)
    act = (await acts())[-1]
    assert (act.action, act.facts["removed"], act.facts["kept"]) == (AuditAction.TIMETABLE_ENDED, 1, 2)


async def test_what_was_taken_out_comes_back_when_it_is_asked_for(scene: Scene, context: Context) -> None:
    ids = await ids_of(scene, context)
    await changed(ids[1], at(local(16, 17)), context)
    await removed(ids[1], context)
    assert local_starts(await four_mondays(scene, context)) == ["03-16 16:00", "03-23 16:00", "03-30 16:00"]


async def test_people_in_one_later_class_keep_all_of_them(scene: Scene, context: Context) -> None:
    ids = await ids_of(scene, context)
    await scene.book(context, ids[3])
    before = await everything()
    with pytest.raises(ConflictError) as refused:
        await removed(ids[1], context)
    assert (refused.value.code, refused.value.facts) == ("session_has_reservations", {"session_ids": [ids[3]]})
    assert await everything() == before


async def test_a_class_of_a_timetable_taken_out_alone_stays_out(scene: Scene, context: Context) -> None:
    """R3: deleted, its date would be made again."""
    ids = await ids_of(scene, context)
    assert (await remove_session(ids[1], context)).archived
    assert (await read_session(ids[1])).cancelled_at == context.now()
    assert (await four_mondays(scene, context)).sessions == []
