"""What a late scan leaves to a person: the booking is corrected, or it is left at that (R37)."""

from typing import Final

import pytest

from server.contract.inbox import InboxItem, ResolveRequest
from server.rules.pass_code import derive
from server.rules.vocabulary import InboxAction, InboxKind, ReservationStatus
from server.services.booking.cancel import cancel
from server.services.context import Context
from server.services.inbox.resolve_item import resolve_item
from server.services.outcomes import InvalidFieldError
from tests.absences import ATTENDED, AUTO_CANCELLED, HOUR, NIGHT, PENDING
from tests.builders import KEYS, STARTS_AT
from tests.invariants import broken_invariants
from tests.movable_clock import MovableClock
from tests.readings import WrittenAct, acts, bookings, everything, punches_left, seats_taken, status_of
from tests.scene import Scene, refusal
from tests.services.absence.aftermath import Aftermath, an_admin, night_after
from tests.uploads import SCANNED_AT, inbox, kept, uploaded_one

CORRECT: Final = ResolveRequest(action=InboxAction.ATTENDED, reason="She was there")
LEAVE: Final = ResolveRequest(action=InboxAction.DISMISS, reason="Phoned her")
RETRY: Final = ResolveRequest(action=InboxAction.RETRY, reason="Again")


async def too_old(after: Aftermath, context: Context, clock: MovableClock) -> InboxItem:
    """The scan of the missed class comes four days later, when nobody may judge it any more."""
    clock.set(SCANNED_AT + 100 * HOUR)
    await uploaded_one(after.scene, context, kept(after.code))
    [item] = await inbox(after.scene)
    return item


@pytest.fixture
async def after(scene: Scene, context: Context, clock: MovableClock) -> Aftermath:
    """Monday's class was missed, and the night has released what was booked for Tuesday and for next week."""
    return await night_after(scene, context, clock, ahead=2)


async def test_it_says_whom_it_is_about_when_it_was_scanned_and_what_can_be_done(
    after: Aftermath, context: Context, clock: MovableClock
) -> None:
    item = await too_old(after, context, clock)
    assert (item.kind, item.reservation_id, item.scanned_at) == (InboxKind.LATE_UPLOAD, after.missed, SCANNED_AT)
    assert (item.customer_name, item.course_name, item.starts_at) == ("Ana Ruiz", "Pottery", STARTS_AT)
    assert item.actions == [InboxAction.ATTENDED, InboxAction.DISMISS]


async def test_an_admin_corrects_it_and_the_absence_is_undone(
    after: Aftermath, context: Context, clock: MovableClock
) -> None:
    """What has begun by then stays released."""
    item = await too_old(after, context, clock)
    resolved = await resolve_item(item.id, CORRECT, after.admin, context)
    assert isinstance(resolved, InboxItem)
    assert (resolved.resolution, resolved.resolved_by, resolved.actions) == (InboxAction.ATTENDED, "Ada", [])
    assert await status_of(after.missed) is ATTENDED
    assert await punches_left(after.scene.pass_id) == 7
    assert await inbox(after.scene) == []
    [act] = await acts()
    assert act == WrittenAct(
        "INBOX_RESOLVED",
        "INBOX_ITEM",
        item.id,
        after.admin.label,
        "API",
        "She was there",
        {"action": "attended"},
    )
    assert broken_invariants(await bookings(), context.now()) == []


async def test_a_correction_in_time_gives_the_later_bookings_back(
    after: Aftermath, context: Context, clock: MovableClock
) -> None:
    """The kiosk's clock was a week off, so that its scan could not be judged though it came at 02:00."""
    clock.set(NIGHT + HOUR)
    await uploaded_one(after.scene, context, kept(after.code, clock_offset_ms=-7 * 24 * 3_600_000))
    [item] = await inbox(after.scene)
    await resolve_item(item.id, CORRECT, after.admin, context)
    assert await after.standing() == [PENDING, PENDING]


async def test_the_same_correction_again_does_nothing_more(
    after: Aftermath, context: Context, clock: MovableClock
) -> None:
    item = await too_old(after, context, clock)
    first = await resolve_item(item.id, CORRECT, after.admin, context)
    before = await everything()
    clock.advance(HOUR)
    assert await resolve_item(item.id, CORRECT, after.admin, context) == first
    assert await everything() == before


async def test_staff_cannot_correct_another_day_and_the_item_waits_on(
    after: Aftermath, context: Context, clock: MovableClock
) -> None:
    """R23."""
    item = await too_old(after, context, clock)
    before = await everything()
    assert refusal(await resolve_item(item.id, CORRECT, after.scene.staff, context)) == "not_class_day"
    assert await everything() == before


async def test_staff_correct_on_the_class_day(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    await uploaded_one(scene, context, kept(reservation.code, clock_offset_ms=24 * 3_600_000))
    [item] = await inbox(scene)
    assert isinstance(await resolve_item(item.id, CORRECT, scene.staff, context), InboxItem)
    assert await status_of(reservation.id) is ATTENDED


async def test_a_booking_that_was_cancelled_cannot_be_corrected(scene: Scene, context: Context) -> None:
    """§6: CANCELLED is the end."""
    reservation = await scene.book(context)
    await cancel(reservation.id, scene.customer, context)
    await uploaded_one(scene, context, kept(reservation.code))
    [item] = await inbox(scene)
    before = await everything()
    admin = await an_admin()
    assert refusal(await resolve_item(item.id, CORRECT, admin, context)) == "illegal_transition"
    assert {**await everything(), "staff_member": before["staff_member"]} == before


async def test_a_released_booking_takes_its_seat_again(after: Aftermath, context: Context, clock: MovableClock) -> None:
    clock.set(STARTS_AT + 27 * HOUR)
    code = derive(KEYS.pass_code, after.released[0], 0)
    await uploaded_one(after.scene, context, kept(code, at=STARTS_AT + 23 * HOUR))
    [item] = await inbox(after.scene)
    await resolve_item(item.id, CORRECT, after.admin, context)
    assert await after.standing() == [ATTENDED, AUTO_CANCELLED]
    assert await seats_taken(after.sessions[0]) == 1


async def test_who_was_put_right_meanwhile_is_left_alone(
    after: Aftermath, context: Context, clock: MovableClock
) -> None:
    item = await too_old(after, context, clock)
    again = await uploaded_one(after.scene, context, kept(after.code, "again"))
    [_, second] = await inbox(after.scene)
    assert again.reservation_id == second.reservation_id
    await resolve_item(item.id, CORRECT, after.admin, context)
    moves = (await bookings())["reservation_event"]
    assert isinstance(await resolve_item(second.id, CORRECT, after.admin, context), InboxItem)
    assert (await bookings())["reservation_event"] == moves


async def test_it_can_be_left_at_that_and_there_is_nothing_to_send_again(
    after: Aftermath, context: Context, clock: MovableClock
) -> None:
    item = await too_old(after, context, clock)
    before = await everything()
    with pytest.raises(InvalidFieldError, match="attended or dismiss"):
        await resolve_item(item.id, RETRY, after.scene.staff, context)
    assert await everything() == before
    resolved = await resolve_item(item.id, LEAVE, after.scene.staff, context)
    assert isinstance(resolved, InboxItem)
    assert resolved.resolution is InboxAction.DISMISS
    assert await status_of(after.missed) is ReservationStatus.NO_SHOW


async def test_nobodys_code_has_no_booking_to_correct(scene: Scene, context: Context) -> None:
    await uploaded_one(scene, context, kept("BCDEFGHIJKLNPRSTUVXBCDEFG", verdict="kept"))
    [item] = await inbox(scene)
    assert item.actions == [InboxAction.DISMISS]
    with pytest.raises(InvalidFieldError, match="takes dismiss"):
        await resolve_item(item.id, CORRECT, await an_admin(), context)
