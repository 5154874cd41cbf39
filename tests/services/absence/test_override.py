"""An admin puts right what an absence has done: reinstate, excuse, attended (R36)."""

from datetime import timedelta

import pytest

from server.rules.vocabulary import OverrideAction, ReservationStatus
from server.services.absence.nights import run_by_hand, run_due_nights
from server.services.actor import SYSTEM
from server.services.booking.cancel import cancel
from server.services.booking.new_code import issue_new_code
from server.services.context import Context
from server.services.outcomes import NotFoundError
from server.tables.passes import ClassRegistration
from tests.builders import STARTS_AT, add_session
from tests.invariants import broken_invariants
from tests.movable_clock import MovableClock
from tests.readings import (
    Event,
    bookings,
    events_of,
    everything,
    ledger_of,
    punches_left,
    reservation_row,
    seats_taken,
    status_of,
)
from tests.scene import Scene, booked, moved, refusal
from tests.services.absence.aftermath import (
    DAY,
    NIGHT,
    Aftermath,
    an_admin,
    answers,
    done,
    fill,
    last_note,
    night_after,
    spared,
    told_of_return,
)

REINSTATE, EXCUSE, ATTENDED = OverrideAction
PENDING = ReservationStatus.PENDING
AUTO_CANCELLED = ReservationStatus.AUTO_CANCELLED
MISSED = "Missed Pottery, Mon 2 Mar 2026, 16:00"


@pytest.fixture
async def after(scene: Scene, context: Context, clock: MovableClock) -> Aftermath:
    """Monday's class was missed, Tuesday's and Wednesday's were released; it is 01:00 on Tuesday."""
    return await night_after(scene, context, clock)


async def test_a_reinstated_booking_has_its_seat_its_code_and_a_message(after: Aftermath, context: Context) -> None:
    """R36; R43: the code is the same one."""
    tuesday, wednesday = after.released
    code = (await reservation_row(tuesday))["code_hash"]
    answer = done(await after.override(tuesday, REINSTATE, context))
    assert (answer.reservation.id, answer.reservation.reservation_status, answer.cascade) == (tuesday, "PENDING", [])
    row = await reservation_row(tuesday)
    assert (row["auto_cancelled_at"], row["auto_cancelled_by"], row["code_hash"]) == (None, after.missed, code)
    assert await seats_taken(after.sessions[0]) == 1
    assert await told_of_return() == [[tuesday]]
    who = after.admin.label
    assert (await events_of(tuesday))[-1] == Event("AUTO_CANCELLED", "PENDING", who, "API", "was ill")
    assert await last_note() == (who, "Booked again: Pottery, Tue 3 Mar 2026, 16:00.")
    assert [await status_of(each) for each in (after.missed, wednesday)] == ["NO_SHOW", "AUTO_CANCELLED"]
    assert broken_invariants(await bookings(), NIGHT) == []


async def test_what_an_admin_reinstated_the_same_absence_never_cancels_again(
    after: Aftermath, context: Context, clock: MovableClock
) -> None:
    """R36, R34: an absence acts once, and where it comes to act again, what was reinstated is spared."""
    tuesday, wednesday = after.released
    done(await after.override(tuesday, REINSTATE, context))
    assert await spared() == [(tuesday, after.missed)]
    await moved(after.missed, ReservationStatus.ATTENDED, context.now())
    await moved(after.missed, ReservationStatus.NO_SHOW, context.now())
    again = await booked(after.scene.pass_id, after.sessions[1], after.scene.customer, context)
    clock.set(NIGHT + timedelta(minutes=5))
    await run_by_hand(None, clock.now(), SYSTEM, context)
    assert [await status_of(each) for each in (tuesday, wednesday, again.id)] == [
        PENDING,
        AUTO_CANCELLED,
        AUTO_CANCELLED,
    ]


async def test_another_absence_cancels_a_reinstated_booking(
    after: Aftermath, context: Context, clock: MovableClock
) -> None:
    """R36: only the same absence is bound."""
    tuesday, wednesday = after.released
    for each in after.released:
        done(await after.override(each, REINSTATE, context))
    clock.set(NIGHT + DAY)
    await run_due_nights(context)
    assert [await status_of(each) for each in (tuesday, wednesday)] == [ReservationStatus.NO_SHOW, AUTO_CANCELLED]
    assert (await reservation_row(wednesday))["auto_cancelled_by"] == tuesday


async def test_an_excuse_returns_the_punch_and_frees_the_seat_and_leaves_the_rest(
    after: Aftermath, context: Context
) -> None:
    """R36, §6: without `cascade` what the absence caused stays."""
    assert await punches_left(after.scene.pass_id) == 7
    answer = done(await after.override(after.missed, EXCUSE, context))
    assert (answer.reservation.reservation_status, answer.cascade) == ("CANCELLED", [])
    assert await punches_left(after.scene.pass_id) == 8
    assert await seats_taken(after.scene.session_id) == 0
    assert (await reservation_row(after.missed))["absence_acted_at"] == NIGHT
    assert (await ledger_of(after.scene.pass_id))[-1].reason == "was ill"
    assert set(await after.standing()) == {AUTO_CANCELLED}
    assert (await spared(), await told_of_return()) == ([], [])


async def test_an_excuse_with_cascade_brings_all_back_in_one_message(after: Aftermath, context: Context) -> None:
    """R36."""
    tuesday, wednesday = after.released
    outcome = await after.override(after.missed, EXCUSE, context, cascade=True)
    assert answers(outcome) == [(tuesday, "ok"), (wednesday, "ok")]
    assert await after.standing() == [PENDING, PENDING]
    assert await told_of_return() == [[tuesday, wednesday]]
    assert await spared() == [(tuesday, after.missed), (wednesday, after.missed)]
    assert [await seats_taken(each) for each in after.sessions] == [1, 1]
    assert [(await events_of(each))[-1].reason for each in after.released] == ["was ill"] * 2
    assert await last_note() == (
        after.admin.label,
        f"Undone: {MISSED}. Booked again: Pottery, Tue 3 Mar 2026, 16:00; Pottery, Wed 4 Mar 2026, 16:00.",
    )


async def test_of_a_cascade_each_is_answered_and_a_full_class_stays_released(
    after: Aftermath, context: Context
) -> None:
    """R36: each item with its refusal."""
    tuesday, wednesday = after.released
    await fill(after, after.sessions[0], context)
    outcome = await after.override(after.missed, EXCUSE, context, cascade=True)
    assert answers(outcome) == [(tuesday, "session_full"), (wednesday, "ok")]
    assert await after.standing() == [AUTO_CANCELLED, PENDING]
    assert await told_of_return() == [[wednesday]]
    assert await spared() == [(wednesday, after.missed)]
    assert (await last_note())[1].endswith(
        "Booked again: Pottery, Wed 4 Mar 2026, 16:00. Still released: Pottery, Tue 3 Mar 2026, 16:00."
    )
    assert broken_invariants(await bookings(), NIGHT) == []


async def test_of_a_booking_that_came_back_and_was_missed_itself_only_its_own_absence_is_put_right(
    after: Aftermath, context: Context, clock: MovableClock
) -> None:
    """R36: that another absence once released it is history, and nothing that an admin has decided about."""
    tuesday, _ = after.released
    await moved(tuesday, PENDING, context.now())
    clock.set(STARTS_AT + 2 * DAY)
    await moved(tuesday, ReservationStatus.NO_SHOW, context.now())
    done(await after.override(tuesday, EXCUSE, context, cascade=True))
    assert await spared() == []


async def test_where_nothing_comes_back_nobody_is_told(after: Aftermath, context: Context) -> None:
    for session in after.sessions:
        await fill(after, session, context)
    outcome = await after.override(after.missed, EXCUSE, context, cascade=True)
    assert [code for _, code in answers(outcome)] == ["session_full"] * 2
    assert (await told_of_return(), await spared()) == ([], [])
    assert "Booked again" not in (await last_note())[1]


async def test_attended_makes_the_no_shows_punch_the_check_ins_and_always_brings_back(
    after: Aftermath, context: Context
) -> None:
    """R36, §6: every move out of NO_SHOW but an excuse alone."""
    tuesday, wednesday = after.released
    outcome = await after.override(after.missed, ATTENDED, context, cascade=False)
    assert done(outcome).reservation.reservation_status == "ATTENDED"
    assert answers(outcome) == [(tuesday, "ok"), (wednesday, "ok")]
    ledger = await ledger_of(after.scene.pass_id)
    assert [punch.kind for punch in ledger] == ["NO_SHOW", "REVERSAL", "CHECK_IN"]
    assert await punches_left(after.scene.pass_id) == 7
    row = await reservation_row(after.missed)
    assert (row["no_show_detected_at"], row["absence_acted_at"], row["attended_at"]) == (None, None, NIGHT)
    assert len(await spared()) == 2


async def test_what_was_released_can_be_marked_attended_with_seat_and_punch(
    after: Aftermath, context: Context, clock: MovableClock
) -> None:
    """§6: AUTO_CANCELLED to ATTENDED, by an admin."""
    tuesday, wednesday = after.released
    clock.set(STARTS_AT + 2 * DAY)
    answer = done(await after.override(tuesday, ATTENDED, context, cascade=True))
    assert (answer.reservation.reservation_status, answer.cascade) == ("ATTENDED", [])
    assert (await punches_left(after.scene.pass_id), await seats_taken(after.sessions[0])) == (6, 1)
    assert await status_of(wednesday) is AUTO_CANCELLED
    assert broken_invariants(await bookings(), context.now()) == []


async def test_another_action_than_the_status_takes_is_illegal_and_changes_nothing(
    after: Aftermath, context: Context
) -> None:
    """§6: also the same one again."""
    tuesday, _ = after.released
    done(await after.override(tuesday, REINSTATE, context))
    before = await everything()
    for reservation, action in [
        (tuesday, REINSTATE),
        (tuesday, EXCUSE),
        (tuesday, ATTENDED),
        (after.missed, REINSTATE),
        (after.released[1], EXCUSE),
    ]:
        assert refusal(await after.override(reservation, action, context)) == "illegal_transition"
    assert await everything() == before


async def test_an_excuse_again_is_illegal_and_what_it_left_is_reinstated_one_by_one(
    after: Aftermath, context: Context
) -> None:
    """§6: CANCELLED is the end."""
    done(await after.override(after.missed, EXCUSE, context))
    assert refusal(await after.override(after.missed, EXCUSE, context, cascade=True)) == "illegal_transition"
    done(await after.override(after.released[0], REINSTATE, context))


async def test_an_absence_that_is_excused_before_it_acts_never_acts(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """R34: grace, and an excuse while it runs."""
    await ClassRegistration.update({ClassRegistration.absence_grace_period: 24}).where(
        ClassRegistration.id == scene.pass_id
    )
    ahead = await scene.book(context, await add_session(scene.course_id, STARTS_AT + 5 * DAY))
    missed = await scene.book(context)
    clock.set(NIGHT)
    await run_due_nights(context)
    after = Aftermath(scene, missed.id, (ahead.id,), (), await an_admin(), "")
    assert answers(await after.override(missed.id, EXCUSE, context, cascade=True)) == []
    clock.set(NIGHT + 2 * DAY)
    await run_due_nights(context)
    assert await status_of(ahead.id) is PENDING


async def test_what_the_customer_gave_up_since_stays_given_up(after: Aftermath, context: Context) -> None:
    """§6: a booking that was reinstated and then cancelled is not the absence's any more."""
    tuesday, wednesday = after.released
    done(await after.override(tuesday, REINSTATE, context))
    await cancel(tuesday, after.scene.customer, context)
    assert answers(await after.override(after.missed, EXCUSE, context, cascade=True)) == [(wednesday, "ok")]
    assert await status_of(tuesday) is ReservationStatus.CANCELLED


async def test_a_code_that_was_renewed_scans_after_the_reinstatement_and_the_old_one_does_not(
    after: Aftermath, context: Context, clock: MovableClock
) -> None:
    """R43."""
    tuesday, _ = after.released
    renewed = await issue_new_code(tuesday, after.scene.customer, context)
    done(await after.override(tuesday, REINSTATE, context))
    clock.set(STARTS_AT + DAY)
    assert (await after.scene.scan(renewed.code, context, "again")).verdict == "ok"


async def test_a_released_code_says_so_until_it_is_reinstated(
    after: Aftermath, context: Context, clock: MovableClock
) -> None:
    """R43: then it works again."""
    tuesday, _ = after.released
    code = done(await after.override(after.released[1], REINSTATE, context)).reservation.code
    assert code is not None
    clock.set(STARTS_AT + 2 * DAY)
    assert (await after.scene.scan(code, context, "wednesday")).verdict == "ok"
    assert await status_of(tuesday) is AUTO_CANCELLED


async def test_others_reservations_do_not_exist(after: Aftermath, context: Context) -> None:
    """R41."""
    with pytest.raises(NotFoundError, match="session reservation"):
        await after.override(9999, EXCUSE, context)
