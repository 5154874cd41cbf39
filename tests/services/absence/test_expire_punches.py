"""The punches of a pass that has ended run out in the night after no late scan can need them, and come back (R9)."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest

from server.contract.overrides import OverrideRequest
from server.contract.uploads import UploadResult
from server.rules.vocabulary import OverrideAction, PassType, ReservationStatus, UploadOutcome
from server.services.absence.batches import REGISTRATIONS_A_BATCH
from server.services.absence.nights import run_by_hand
from server.services.absence.override import override
from server.services.absence.preview import preview
from server.services.actor import SYSTEM
from server.services.context import Context
from server.tables.passes import ClassRegistration
from server.tables.studios import Studio
from tests.absences import DAY, night_at
from tests.builders import STARTS_AT, TWO_HOURS, add_customer, add_pass, add_session
from tests.invariants import broken_invariants
from tests.movable_clock import MovableClock
from tests.readings import Punch, bookings, everything, ledger_of, punches_left, statements
from tests.scene import Scene, booked, moved
from tests.services.passes.changes import ADMIN, WHY, adjust, cancel, done, extend, give_until
from tests.uploads import inbox, kept, uploaded_one

LAST: Final = date(2026, 3, 2)
FIRST_NIGHT: Final = datetime(2026, 3, 6, 6, tzinfo=UTC)
"""01:00 in New York: 73 hours after the pass has ended at midnight."""

REASON: Final = "The pass ended on 2026-03-02"
EXPIRED: Final = Punch("EXPIRE", -8, None, "system", REASON, live=True)


async def night(instant: datetime, clock: MovableClock, context: Context) -> None:
    """Let the night come, and insist that every ledger is sound after it."""
    for run in await night_at(instant, clock, context):
        assert run["failed_ids"] == "[]"
    assert broken_invariants(await bookings(), clock.now()) == []


async def test_the_first_night_more_than_72_hours_after_the_end_writes_it(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    await give_until(scene.pass_id, LAST)
    await night(FIRST_NIGHT - DAY, clock, context)
    assert await ledger_of(scene.pass_id) == []
    await night(FIRST_NIGHT, clock, context)
    assert (await ledger_of(scene.pass_id), await punches_left(scene.pass_id)) == ([EXPIRED], 0)


async def test_a_second_night_and_a_run_by_hand_write_nothing(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    await give_until(scene.pass_id, LAST)
    await night(FIRST_NIGHT, clock, context)
    await run_by_hand(None, clock.now(), SYSTEM, context)
    await night(FIRST_NIGHT + DAY, clock, context)
    assert await ledger_of(scene.pass_id) == [EXPIRED]


async def test_the_hours_are_the_studios(scene: Scene, context: Context, clock: MovableClock) -> None:
    """Without any, the night after the end; the day itself is never the pass's last too early."""
    await Studio.update({Studio.settings: '{"offline_max_hours": 0}'}).where(Studio.id == scene.studio_id)
    await give_until(scene.pass_id, LAST)
    await night(datetime(2026, 3, 2, 6, tzinfo=UTC), clock, context)
    assert await ledger_of(scene.pass_id) == []
    await night(datetime(2026, 3, 3, 6, tzinfo=UTC), clock, context)
    assert await ledger_of(scene.pass_id) == [EXPIRED]


async def test_passes_that_last_and_passes_without_punches_stay(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """R11."""
    season = await add_pass(
        scene.customer_id, scene.studio_id, scene.course_id, pass_type=PassType.UNLIMITED_SERIES, valid_until=LAST
    )
    _, lasting = await scene.add_neighbour()
    await give_until(lasting, LAST + DAY)
    before = await everything()
    await night(FIRST_NIGHT, clock, context)
    after = await everything()
    assert (await ledger_of(season), await punches_left(lasting)) == ([], 8)
    assert after["punch_entry"] == before["punch_entry"]


async def test_a_cancelled_pass_runs_out_like_any_other(scene: Scene, context: Context, clock: MovableClock) -> None:
    await give_until(scene.pass_id, LAST)
    await cancel(scene.pass_id, context)
    await night(FIRST_NIGHT, clock, context)
    assert await punches_left(scene.pass_id) == 0


async def test_a_punch_that_a_booking_holds_is_spared_until_that_is_settled(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """R10, R38: its class may stand past the end of the pass, where the studio has moved it."""
    held = await scene.book(context, await add_session(scene.course_id, FIRST_NIGHT + 2 * DAY))
    await give_until(scene.pass_id, LAST)
    await night(FIRST_NIGHT, clock, context)
    assert (await punches_left(scene.pass_id), len(await ledger_of(scene.pass_id))) == (1, 1)
    await night(FIRST_NIGHT + DAY, clock, context)
    assert await punches_left(scene.pass_id) == 1
    await moved(held.id, ReservationStatus.CANCELLED, clock.now())
    await night(FIRST_NIGHT + 2 * DAY, clock, context)
    assert [(punch.kind, punch.delta) for punch in await ledger_of(scene.pass_id)] == [("EXPIRE", -7), ("EXPIRE", -1)]


async def test_a_punch_that_comes_back_later_runs_out_in_the_next_night(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """R36: an excuse after the pass has run out."""
    missed = (await scene.book(context)).id
    await give_until(scene.pass_id, LAST)
    await night(FIRST_NIGHT, clock, context)
    asked = OverrideRequest(action=OverrideAction.EXCUSE, reason=WHY)
    await override(missed, asked, ADMIN, context)
    assert await punches_left(scene.pass_id) == 1
    await night(FIRST_NIGHT + DAY, clock, context)
    kinds = [(punch.kind, punch.delta) for punch in await ledger_of(scene.pass_id)]
    assert kinds == [("NO_SHOW", -1), ("EXPIRE", -7), ("REVERSAL", 1), ("EXPIRE", -1)]


async def test_an_extension_brings_everything_back(scene: Scene, context: Context, clock: MovableClock) -> None:
    await give_until(scene.pass_id, LAST)
    await night(FIRST_NIGHT, clock, context)
    await adjust(scene.pass_id, 2, context)
    await night(FIRST_NIGHT + DAY, clock, context)
    extended = done(await extend(scene.pass_id, LAST + 30 * DAY, context))
    assert (extended.status, extended.sessions_remaining) == ("active", 10)
    assert [(punch.kind, punch.delta, punch.live) for punch in await ledger_of(scene.pass_id)] == [
        ("EXPIRE", -8, False),
        ("ADJUST", 2, True),
        ("EXPIRE", -2, False),
        ("REVERSAL", 8, True),
        ("REVERSAL", 2, True),
    ]
    await night(FIRST_NIGHT + 2 * DAY, clock, context)
    assert await punches_left(scene.pass_id) == 10


async def test_what_was_brought_back_runs_out_again_and_comes_back_again(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    await give_until(scene.pass_id, LAST)
    for times in (1, 2):
        await night(FIRST_NIGHT + 10 * times * DAY, clock, context)
        assert await punches_left(scene.pass_id) == 0
        done(await extend(scene.pass_id, clock.now().date(), context))
        assert await punches_left(scene.pass_id) == 8
    assert [punch.delta for punch in await ledger_of(scene.pass_id)] == [-8, 8, -8, 8]


@pytest.mark.parametrize(("days", "left"), [(0, 0), (1, 8)])
async def test_an_extension_into_the_past_brings_back_only_what_has_not_run_out(
    scene: Scene, context: Context, clock: MovableClock, days: int, left: int
) -> None:
    """The next night would only write it again."""
    await give_until(scene.pass_id, LAST - DAY)
    await night(FIRST_NIGHT, clock, context)
    done(await extend(scene.pass_id, LAST + days * DAY, context))
    assert await punches_left(scene.pass_id) == left


async def test_a_freeze_and_a_shortening_do_not_touch_what_has_run_out(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    await give_until(scene.pass_id, LAST)
    await night(FIRST_NIGHT, clock, context)
    done(await extend(scene.pass_id, LAST - DAY, context))
    assert await ledger_of(scene.pass_id) == [EXPIRED]


async def test_an_arrival_of_the_last_day_that_is_undone_and_done_again_leaves_a_sound_ledger(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """R37: a late upload turns the no-show into an arrival, its punch is the no-show's."""
    missed = (await scene.book(context)).id
    await give_until(scene.pass_id, LAST)
    clock.set(STARTS_AT + TWO_HOURS)
    await night(FIRST_NIGHT, clock, context)
    await moved(missed, ReservationStatus.ATTENDED, clock.now())
    assert (await punches_left(scene.pass_id), broken_invariants(await bookings(), clock.now())) == (0, [])


async def test_many_passes_run_out_with_few_statements(scene: Scene, context: Context, clock: MovableClock) -> None:
    """R35: a batch of whole registrations at a time."""
    for _ in range(REGISTRATIONS_A_BATCH):
        customer_id = await add_customer(scene.studio_id, "Ben Ode")
        await add_pass(customer_id, scene.studio_id, scene.course_id, valid_until=LAST)
    with statements() as collected:
        await night_at(FIRST_NIGHT, clock, context)
    assert len([one for one in collected if "punch_entry" in one]) == 1
    assert broken_invariants(await bookings(), clock.now()) == []


LATE_CLASS: Final = datetime(2026, 3, 3, 4, 45, tzinfo=UTC)
"""23:45 on the pass's last day: its self window reaches to 01:45."""


async def late_scan(scene: Scene, context: Context, clock: MovableClock) -> UploadResult:
    """Be let in by a kiosk without a network at 01:30, and heard of 72 hours later, after the night of the end."""
    reservation = await scene.book(context, await add_session(scene.course_id, LATE_CLASS))
    await give_until(scene.pass_id, LAST)
    scanned_at = LATE_CLASS + timedelta(minutes=105)
    await night(FIRST_NIGHT, clock, context)
    clock.set(scanned_at + timedelta(hours=72))
    result = await uploaded_one(scene, context, kept(reservation.code, at=scanned_at))
    assert broken_invariants(await bookings(), clock.now()) == []
    return result


async def test_a_scan_that_comes_after_the_end_takes_the_punch_of_its_no_show(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """R37."""
    assert (await late_scan(scene, context, clock)).outcome is UploadOutcome.ATTENDED
    ledger = [(punch.kind, punch.delta) for punch in await ledger_of(scene.pass_id)]
    assert ledger == [("NO_SHOW", -1), ("EXPIRE", -7), ("REVERSAL", 1), ("CHECK_IN", -1)]


async def test_where_a_no_show_costs_nothing_such_a_scan_needs_a_person(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """R37: nothing is left for it, so it lands in the inbox; an admin extends the pass, and marks the arrival."""
    await Studio.update({Studio.settings: '{"no_show_deducts": false}'}).where(Studio.id == scene.studio_id)
    result = await late_scan(scene, context, clock)
    assert (result.verdict, await ledger_of(scene.pass_id)) == ("no_punches_left", [EXPIRED])
    assert [item.reservation_id for item in await inbox(scene)] == [result.reservation_id]
    done(await extend(scene.pass_id, clock.now().date(), context))
    asked = OverrideRequest(action=OverrideAction.ATTENDED, reason=WHY)
    await override(result.reservation_id or 0, asked, ADMIN, context)
    assert await punches_left(scene.pass_id) == 7


async def foreseen(context: Context) -> list[tuple[int, int]]:
    """Return the passes and punches that the next night would let run out, and insist that asking changed nothing."""
    before = await everything()
    [night_ahead] = await preview(None, None, context)
    assert await everything() == before
    return [(each.registration_id, each.punches) for each in night_ahead.expiring]


async def test_the_dry_run_says_what_would_run_out(scene: Scene, context: Context, clock: MovableClock) -> None:
    """R38: the same as the night does, and nothing the night before."""
    _, lasting = await scene.add_neighbour()
    await give_until(scene.pass_id, LAST)
    clock.set(FIRST_NIGHT - DAY - timedelta(hours=1))
    assert await foreseen(context) == []
    clock.set(FIRST_NIGHT - timedelta(hours=1))
    assert await foreseen(context) == [(scene.pass_id, 8)]
    await night(FIRST_NIGHT, clock, context)
    assert (await punches_left(scene.pass_id), await punches_left(lasting)) == (0, 8)
    assert await foreseen(context) == []


@pytest.mark.parametrize("settings", ["{}", '{"no_show_deducts": false}'])
async def test_the_dry_run_counts_what_a_missed_class_takes_first_and_what_bookings_hold(
    scene: Scene, context: Context, clock: MovableClock, settings: str
) -> None:
    """One class is missed, which releases one booking, and one on a pass that never releases is held."""
    await Studio.update({Studio.settings: settings}).where(Studio.id == scene.studio_id)
    neighbour, other = await scene.add_neighbour()
    await ClassRegistration.update({ClassRegistration.absence_grace_period: None}).where(ClassRegistration.id == other)
    ahead = await add_session(scene.course_id, FIRST_NIGHT + DAY)
    for actor, pass_id in ((scene.customer, scene.pass_id), (neighbour, other)):
        for session_id in (scene.session_id, ahead):
            await booked(pass_id, session_id, actor, context)
        await give_until(pass_id, LAST)
    clock.set(FIRST_NIGHT - timedelta(hours=1))
    expected = await foreseen(context)
    await night(FIRST_NIGHT, clock, context)
    written = {each: await ledger_of(each) for each in (scene.pass_id, other)}
    assert expected == [
        (pass_id, -punch.delta) for pass_id, ledger in written.items() for punch in ledger if punch.kind == "EXPIRE"
    ]
    assert [await punches_left(each) for each in written] == [0, 1]
