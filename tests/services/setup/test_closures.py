"""A studio that is closed on a date: nothing unasked, everything at once, everybody told once (§6, R39)."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest

from server.contract.closures import ClosureChange, ClosureMade, ClosureRequest, SessionToCancel
from server.contract.paging import Paging
from server.rules.schedule import DateSkip
from server.rules.vocabulary import AuditAction, ReservationStatus
from server.services.absence.nights import run_by_hand
from server.services.actor import SYSTEM
from server.services.context import Context
from server.services.outcomes import ConflictError, InvalidFieldError, NotFoundError
from server.services.setup.closures.change_closure import change_closure
from server.services.setup.closures.create_closure import create_closure
from server.services.setup.closures.read_closures import list_closures, read_closure
from server.services.setup.closures.remove_closure import remove_closure
from server.tables.studios import Closure
from tests import actors
from tests.builders import STARTS_AT, TWO_HOURS, add_course, add_customer, add_pass, add_session, add_studio
from tests.invariants import broken_invariants
from tests.movable_clock import MovableClock
from tests.readings import acts, bookings, everything, messages, punches_left, seats_taken, statements, status_of
from tests.scene import Scene, booked, moved
from tests.timetables import ADMIN, DAY, made, mondays

THE_DAY: Final = date(2026, 3, 2)
HOUR: Final = timedelta(hours=1)


def closing(scene: Scene, day: date = THE_DAY, *, confirm: bool = True, reason: str = "Burst pipe") -> ClosureRequest:
    return ClosureRequest(studio_id=scene.studio_id, date=day, reason=reason, confirm=confirm)


async def closed(scene: Scene, context: Context, day: date = THE_DAY) -> ClosureMade:
    return await create_closure(closing(scene, day), ADMIN, context)


async def someone(scene: Scene, context: Context, session_id: int, *moves: ReservationStatus) -> int:
    customer_id = await add_customer(scene.studio_id, "Cleo Adler")
    pass_id = await add_pass(customer_id, scene.studio_id, scene.course_id)
    made_one = await booked(pass_id, session_id, actors.customer(customer_id), context)
    for status in moves:
        await moved(made_one.id, status, context.now())
    return made_one.id


async def told() -> list[str]:
    return sorted(message["kind"] for message in await messages() if message["kind"] != "CONFIRMATION")


async def test_a_date_without_classes_is_closed_at_once(scene: Scene, context: Context) -> None:
    asked = closing(scene, THE_DAY + DAY, confirm=False)
    closure = await create_closure(asked, ADMIN, context)
    assert (closure.date, closure.reason, closure.created_at) == (THE_DAY + DAY, "Burst pipe", context.now())
    assert (closure.cancelled_session_ids, closure.told) == ([], 0)
    assert await told() == []


async def test_nothing_is_cancelled_before_it_is_confirmed(scene: Scene, context: Context) -> None:
    await scene.book(context)
    empty = await add_session(scene.course_id, STARTS_AT + HOUR)
    before = await everything()
    with pytest.raises(ConflictError) as refused:
        await create_closure(closing(scene, confirm=False), ADMIN, context)
    assert refused.value.code == "would_cancel"
    assert "2 classes, in which 1 seat is taken" in refused.value.message
    assert refused.value.facts == {
        "sessions": [
            SessionToCancel(session_id=scene.session_id, course_name="Pottery", starts_at=STARTS_AT, seats_taken=1),
            SessionToCancel(session_id=empty, course_name="Pottery", starts_at=STARTS_AT + HOUR, seats_taken=0),
        ]
    }
    assert await everything() == before


async def test_a_class_that_nobody_has_reserved_is_shown_first_too(scene: Scene, context: Context) -> None:
    with pytest.raises(ConflictError, match="a class, in which nobody has a seat"):
        await create_closure(closing(scene, confirm=False), ADMIN, context)


async def test_every_class_of_the_date_is_cancelled_and_everybody_is_told(scene: Scene, context: Context) -> None:
    """§6: seats and punches come back, of those who came and those who were missed too."""
    later = await add_session(await add_course(scene.studio_id, "Drawing"), STARTS_AT + 3 * HOUR)
    evening = await add_session(scene.course_id, STARTS_AT + 4 * HOUR)
    people = [
        await someone(scene, context, scene.session_id),
        await someone(scene, context, scene.session_id, ReservationStatus.CHECKED_IN),
        await someone(scene, context, scene.session_id, ReservationStatus.NO_SHOW),
        await someone(scene, context, evening),
    ]
    closure = await closed(scene, context)
    assert (closure.cancelled_session_ids, closure.told) == ([scene.session_id, later, evening], 4)
    assert {await status_of(one) for one in people} == {ReservationStatus.CANCELLED}
    assert [await seats_taken(one) for one in (scene.session_id, later, evening)] == [0, 0, 0]
    rows = (await bookings())["class_registration"]
    assert {await punches_left(row["id"]) for row in rows} == {8}
    assert await told() == ["CLASS_CANCELLED"] * 4
    assert broken_invariants(await bookings(), context.now()) == []


async def test_whoever_has_two_classes_that_day_gets_both_back(scene: Scene, context: Context) -> None:
    evening = await add_session(scene.course_id, STARTS_AT + 4 * HOUR)
    for session_id in (scene.session_id, evening):
        one = await scene.book(context, session_id)
        await moved(one.id, ReservationStatus.CHECKED_IN, context.now())
    assert await punches_left(scene.pass_id) == 6
    assert (await closed(scene, context)).told == 2
    assert await punches_left(scene.pass_id) == 8
    assert broken_invariants(await bookings(), context.now()) == []


async def test_the_neighbouring_days_and_the_other_studio_stay_open(scene: Scene, context: Context) -> None:
    """R1: the studio's own date, from its midnight to the next."""
    last, first = datetime(2026, 3, 3, 4, 59, tzinfo=UTC), datetime(2026, 3, 3, 5, tzinfo=UTC)
    inside, outside = await add_session(scene.course_id, last), await add_session(scene.course_id, first)
    elsewhere = await add_session(await add_course(await add_studio("Elsewhere")))
    assert (await closed(scene, context)).cancelled_session_ids == [scene.session_id, inside]
    cancelled = {row["id"] for row in (await bookings())["class_session"] if row["cancelled_at"] is not None}
    assert cancelled.isdisjoint({outside, elsewhere})


async def test_a_class_that_has_ended_or_is_cancelled_stays_as_it_is(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """§6: a class that has ended is not cancelled; one that is running is."""
    running = await add_session(scene.course_id, STARTS_AT + TWO_HOURS - HOUR)
    clock.set(STARTS_AT + TWO_HOURS)
    assert (await closed(scene, context)).cancelled_session_ids == [running]


async def test_an_absence_of_that_day_is_undone_but_never_into_a_closed_class(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """§6: nobody was absent from a class that was cancelled. The class goes on past the night that acts."""
    night_class = await add_session(scene.course_id, datetime(2026, 3, 3, 5, tzinfo=UTC), length=timedelta(hours=24))
    same_day = await add_session(scene.course_id, STARTS_AT + DAY)
    next_week = await add_session(scene.course_id, STARTS_AT + 7 * DAY)
    missed = await scene.book(context, night_class)
    released = [(await scene.book(context, one)).id for one in (same_day, next_week)]
    clock.set(datetime(2026, 3, 3, 8, tzinfo=UTC))
    await moved(missed.id, ReservationStatus.NO_SHOW, context.now())
    await run_by_hand(None, context.now(), SYSTEM, context)
    assert {await status_of(one) for one in released} == {ReservationStatus.AUTO_CANCELLED}
    await closed(scene, context, THE_DAY + DAY)
    assert [await status_of(one) for one in released] == [ReservationStatus.AUTO_CANCELLED, ReservationStatus.PENDING]
    assert await seats_taken(same_day) == 0
    assert broken_invariants(await bookings(), context.now()) == []


async def test_today_can_be_closed_and_yesterday_not(scene: Scene, context: Context, clock: MovableClock) -> None:
    clock.set(datetime(2026, 3, 3, 4, 59, tzinfo=UTC))
    assert (await closed(scene, context)).date == THE_DAY
    clock.set(datetime(2026, 3, 3, 5, tzinfo=UTC))
    before = await everything()
    with pytest.raises(InvalidFieldError, match="date: lies in the past"):
        await closed(scene, context)
    assert await everything() == before


async def test_a_date_is_closed_once_and_what_was_put_there_since_goes_too(scene: Scene, context: Context) -> None:
    first = await closed(scene, context)
    before = await everything()
    again = await create_closure(closing(scene, reason="Another one", confirm=False), ADMIN, context)
    assert (again.id, again.reason, again.cancelled_session_ids) == (first.id, "Burst pipe", [])
    assert await everything() == before
    by_hand = await add_session(scene.course_id)
    with pytest.raises(ConflictError):
        await create_closure(closing(scene, confirm=False), ADMIN, context)
    assert (await closed(scene, context)).cancelled_session_ids == [by_hand]


async def test_an_open_date_brings_no_class_back_but_the_timetable_can(scene: Scene, context: Context) -> None:
    closure = await closed(scene, context, date(2026, 3, 9))
    first = await made(scene.course_id, context)
    cancelled_day = date(2026, 3, 16)
    other = await closed(scene, context, cancelled_day)
    for one in (closure, other):
        assert not (await remove_closure(one.id, ADMIN, context)).archived
    sixteenth = next(one for one in first.sessions if one.date == cancelled_day)
    again = await made(scene.course_id, context)
    assert [one.date for one in again.sessions] == [date(2026, 3, 9)]
    assert (sixteenth.id, DateSkip.CANCELLED) in [(one.session_id, one.why) for one in again.skipped]


async def test_another_reason_is_told_to_nobody_again(scene: Scene, context: Context) -> None:
    await scene.book(context)
    closure = await closed(scene, context)
    assert (await change_closure(closure.id, ClosureChange(), ADMIN, context)).reason == "Burst pipe"
    changed = await change_closure(closure.id, ClosureChange(reason="Flood"), ADMIN, context)
    assert (changed.reason, await read_closure(closure.id)) == ("Flood", changed)
    assert await told() == ["CLASS_CANCELLED"]


async def test_closures_are_written_down(scene: Scene, context: Context) -> None:
    await scene.book(context)
    closure = await closed(scene, context)
    await change_closure(closure.id, ClosureChange(reason="Flood"), ADMIN, context)
    await remove_closure(closure.id, ADMIN, context)
    cancelled, added, changed, removed = await acts()
    assert (cancelled.action, cancelled.facts) == (AuditAction.CLASS_CANCELLED, {"told": 1})
    assert (added.action, added.subject_id, added.reason, added.actor) == (
        AuditAction.CLOSURE_ADDED,
        closure.id,
        "Burst pipe",
        ADMIN.label,
    )
    assert added.facts == {"date": "2026-03-02", "sessions": 1, "told": 1}
    assert (changed.action, changed.reason, changed.facts) == (
        AuditAction.CLOSURE_CHANGED,
        "Flood",
        {"date": "2026-03-02", "oldReason": "Burst pipe"},
    )
    assert (removed.action, removed.facts["oldReason"]) == (AuditAction.CLOSURE_REMOVED, "Flood")


async def test_closures_are_listed_by_their_date(scene: Scene, context: Context) -> None:
    later, sooner = [await closed(scene, context, THE_DAY + days * DAY) for days in (9, 3)]
    ids = [later.id, sooner.id]
    assert [one.id for one in (await list_closures(None, None, None, Paging())).items] == ids[::-1]
    page = await list_closures(scene.studio_id, None, None, Paging(1))
    rest = await list_closures(scene.studio_id, None, None, Paging(1, page.next_cursor))
    assert [one.id for one in (*page.items, *rest.items)] == ids[::-1]
    between = await list_closures(scene.studio_id, sooner.date + DAY, later.date, Paging())
    assert [one.id for one in between.items] == [later.id]
    assert (await list_closures(scene.studio_id + 1, None, None, Paging())).items == []


async def test_a_closure_or_a_studio_that_is_not_there_is_told(scene: Scene, context: Context) -> None:
    for attempt in (
        read_closure(9),
        change_closure(9, ClosureChange(reason="x"), ADMIN, context),
        remove_closure(9, ADMIN, context),
    ):
        with pytest.raises(NotFoundError, match="closure"):
            await attempt
    with pytest.raises(InvalidFieldError, match="studioId"):
        await create_closure(ClosureRequest(studio_id=9, date=THE_DAY, reason="x"), ADMIN, context)
    assert await Closure.count() == 0


async def test_ten_classes_are_cancelled_with_the_statements_of_one(scene: Scene, context: Context) -> None:
    await someone(scene, context, scene.session_id)
    tomorrow = [await add_session(scene.course_id, STARTS_AT + DAY + HOUR * place) for place in range(5)]
    for session_id in tomorrow:
        await someone(scene, context, session_id)
        await someone(scene, context, session_id)
    with statements() as for_one:
        await closed(scene, context)
    with statements() as for_many:
        assert (await closed(scene, context, THE_DAY + DAY)).told == 10
    assert len(for_many) == len(for_one)


async def test_mondays_pass_a_closed_monday_over(scene: Scene, context: Context) -> None:
    await closed(scene, context, date(2026, 3, 23))
    answer = await made(scene.course_id, context, mondays())
    assert [(one.date.day, one.why, one.reason) for one in answer.skipped] == [(23, DateSkip.CLOSED, "Burst pipe")]
