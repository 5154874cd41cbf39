"""Late scans against themselves, against who gives up, and against the night: one punch, one answer (R26, R35, R37)."""

import asyncio
from collections import Counter
from datetime import datetime

import pytest

from server.contract.uploads import UploadItem, UploadRequest, UploadResults
from server.rules.vocabulary import ReservationStatus, UploadOutcome
from server.services.absence.nights import run_by_hand
from server.services.absence.run import sweep_at
from server.services.absence.settle import settle
from server.services.actor import SYSTEM, Actor
from server.services.booking.cancel import cancel
from server.services.context import Context
from server.services.door.uploads import upload
from server.tables.desk import InboxItem
from server.tables.kiosks import ScanAttempt
from tests import actors
from tests.app_fixtures import AN_HOUR_BEFORE_CLASS
from tests.builders import STARTS_AT, add_kiosk, add_session
from tests.faults.answers import answer_of
from tests.faults.meanwhile import done_meanwhile
from tests.faults.racers import another, booked_anew, shuffled
from tests.faults.test_absence_races import released_by
from tests.invariants import broken_invariants
from tests.movable_clock import MovableClock
from tests.readings import bookings, punches_left, seats_taken, status_of
from tests.scene import Scene, booked, moved, open_scene
from tests.services.absence.aftermath import EVENING, booked_ahead
from tests.uploads import inbox, kept, uploaded_one

ROUNDS = 10
S = ReservationStatus


@pytest.fixture
async def scene(database: None) -> Scene:
    return await open_scene(capacity=1000)


async def send(actor: Actor, context: Context, *items: UploadItem) -> UploadResults:
    return await upload(UploadRequest(items=list(items)), actor, context)


async def back_door_of(scene: Scene) -> Actor:
    return actors.kiosk((await add_kiosk(scene.studio_id, "Back door")).id, scene.studio_id)


async def test_one_batch_that_comes_twice_at_once_has_one_answer(scene: Scene, context: Context) -> None:
    for place in range(ROUNDS):
        actor, pass_id, reservation = await booked_anew(scene, context)
        _, _, gone = await booked_anew(scene, context)
        await moved(gone.id, S.CANCELLED, context.now(), actor)
        items = [kept(reservation.code, f"good{place}"), kept(gone.code, f"gone{place}"), kept("?", f"none{place}")]
        first, *others = await asyncio.gather(*(send(scene.kiosk, context, *items) for _ in range(4)))
        assert [result.outcome.value for result in first.results] == ["checked_in", "inbox", "inbox"]
        assert others == [first] * 3
        assert await punches_left(pass_id) == 7
    assert len(await ScanAttempt.select()) == 3 * ROUNDS
    assert len(await InboxItem.select()) == 2 * ROUNDS
    await agrees(AN_HOUR_BEFORE_CLASS)


async def test_a_scan_online_and_its_own_upload_are_one_scan(scene: Scene, context: Context) -> None:
    for place in range(ROUNDS):
        _, pass_id, reservation = await booked_anew(scene, context)
        item = kept(reservation.code, f"round{place}")
        answers = await asyncio.gather(
            *shuffled(place, send(scene.kiosk, context, item), scene.scan(reservation.code, context, f"round{place}"))
        )
        told = {a.results[0].verdict if isinstance(a, UploadResults) else answer_of(a) for a in answers}
        assert told == {"ok"}
        assert await punches_left(pass_id) == 7
    assert len(await ScanAttempt.select()) == ROUNDS
    await agrees(AN_HOUR_BEFORE_CLASS)


async def test_one_code_kept_by_two_kiosks_is_one_arrival(scene: Scene, context: Context) -> None:
    back_door = await back_door_of(scene)
    for place in range(ROUNDS):
        _, pass_id, reservation = await booked_anew(scene, context)
        item = kept(reservation.code, f"round{place}")
        told = await asyncio.gather(send(scene.kiosk, context, item), send(back_door, context, item))
        assert Counter(each.results[0].outcome for each in told) == {
            UploadOutcome.CHECKED_IN: 1,
            UploadOutcome.ALREADY: 1,
        }
        assert await punches_left(pass_id) == 7
    await agrees(AN_HOUR_BEFORE_CLASS)


async def test_who_gives_up_while_the_scan_comes_is_checked_in_or_a_person_looks(
    scene: Scene, context: Context
) -> None:
    for place in range(ROUNDS):
        actor, pass_id, reservation = await booked_anew(scene, context)
        item = kept(reservation.code, f"round{place}")
        waiting = len(await inbox(scene))
        await asyncio.gather(*shuffled(place, send(scene.kiosk, context, item), cancel(reservation.id, actor, context)))
        status, left = await status_of(reservation.id), await punches_left(pass_id)
        looks = len(await inbox(scene)) - waiting
        assert (status, left, looks) in {(S.CHECKED_IN, 7, 0), (S.CANCELLED, 8, 1)}
    await agrees(AN_HOUR_BEFORE_CLASS)


async def test_a_scan_that_comes_while_the_night_acts_gives_back_what_it_released(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """R35: the look before the locks saw nothing, so all is let go and held anew."""
    after = await booked_ahead(scene, context)
    clock.set(EVENING)
    await moved(after.missed, S.NO_SHOW, context.now())
    result = await done_meanwhile(
        lambda: uploaded_one(scene, context, kept(after.code)),
        lambda: run_by_hand(None, EVENING, SYSTEM, context),
    )
    assert result.outcome is UploadOutcome.ATTENDED
    assert await after.standing() == [S.PENDING, S.PENDING]
    await agrees(EVENING)


async def test_the_night_that_comes_while_a_scan_is_settled_finds_nobody_absent(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    after = await booked_ahead(scene, context)
    clock.set(EVENING)
    await moved(after.missed, S.NO_SHOW, context.now())
    await done_meanwhile(
        lambda: run_by_hand(None, EVENING, SYSTEM, context),
        lambda: uploaded_one(scene, context, kept(after.code)),
    )
    assert (await status_of(after.missed), await after.standing()) == (S.ATTENDED, [S.PENDING, S.PENDING])
    await agrees(EVENING)


async def test_a_scan_that_comes_while_the_sweep_settles_has_attended(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    after = await booked_ahead(scene, context)
    clock.set(EVENING)
    result = await done_meanwhile(
        lambda: uploaded_one(scene, context, kept(after.code)), lambda: settle(sweep_at(context.now()))
    )
    assert result.outcome is UploadOutcome.ATTENDED
    assert await punches_left(scene.pass_id) == 7
    await agrees(EVENING)


async def test_scan_sweep_and_night_at_once(scene: Scene, context: Context, clock: MovableClock) -> None:
    """Whoever comes first: the customer was there, has what is ahead, and has paid once."""
    for place in range(ROUNDS):
        clock.set(AN_HOUR_BEFORE_CLASS)
        scene = await open_scene()
        after = await booked_ahead(scene, context)
        clock.set(EVENING)
        await asyncio.gather(
            *shuffled(
                place,
                settle(sweep_at(context.now())),
                run_by_hand(scene.studio_id, EVENING, SYSTEM, context),
                send(scene.kiosk, context, kept(after.code)),
                send(scene.kiosk, context, kept(after.code)),
            )
        )
        await settle(sweep_at(context.now()))
        assert (await status_of(after.missed), await after.standing()) == (S.ATTENDED, [S.PENDING, S.PENDING])
        assert await punches_left(scene.pass_id) == 7
    await agrees(EVENING)


async def test_two_kiosks_whose_scans_give_back_seats_in_each_others_class(scene: Scene, context: Context) -> None:
    """Each holds its class and what its absence released before the pass: nobody waits in a circle (R35)."""
    back_door = await back_door_of(scene)
    for place in range(ROUNDS):
        classes = [await add_session(scene.course_id, STARTS_AT) for _ in range(2)]
        scans: list[list[UploadItem]] = [[], []]
        for who in range(4):
            actor, pass_id = await another(scene)
            missed, ahead = [await booked(pass_id, classes[(who + n) % 2], actor, context) for n in range(2)]
            await released_by(missed.id, ahead.id, context)
            scans[who % 2].append(kept(missed.code, f"{place}-of-{who}"))
        told = await asyncio.gather(
            *shuffled(place, send(scene.kiosk, context, *scans[0]), send(back_door, context, *scans[1]))
        )
        outcomes = [result.outcome for each in told if isinstance(each, UploadResults) for result in each.results]
        assert outcomes == [UploadOutcome.ATTENDED] * 4
        assert [await seats_taken(each) for each in classes] == [4, 4]
    await agrees(AN_HOUR_BEFORE_CLASS)


async def agrees(now: datetime) -> None:
    assert broken_invariants(await bookings(), now) == []
