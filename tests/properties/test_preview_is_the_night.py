"""What the preview says is what the night then does, whoever booked and missed what (R38)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

import pytest

from server.contract.nights import NightPreview
from server.database.write_transaction import write_transaction
from server.rules.vocabulary import PassType, ReservationStatus
from server.services.absence.nights import run_by_hand, run_due_nights
from server.services.absence.preview import preview
from server.services.absence.run import sweep_at
from server.services.absence.settle import settle
from server.services.actor import SYSTEM
from server.services.context import Context
from server.tables.courses import ClassSession
from server.tables.reservations import Reinstatement, SessionReservation
from tests.builders import LONG_AGO, STARTS_AT, add_customer, add_pass, add_reservation, add_session
from tests.movable_clock import MovableClock
from tests.readings import everything
from tests.scene import Scene, open_scene

Touched = dict[int, list[int]]
"""Each absence that acts, and what it releases."""

NOW = STARTS_AT
HALF_AN_HOUR = timedelta(minutes=30)
PASSES = tuple(zip((*PassType, *PassType), (0, 3, 24, 0, 0, None), strict=True))
"""Kind and hours of grace of each."""

STATUSES = (*[ReservationStatus.PENDING] * 6, *[ReservationStatus.NO_SHOW] * 3, *ReservationStatus)
SEEDS = range(25)


@dataclass(frozen=True)
class Booked:
    """A reservation of one of the passes; its class starts so many half hours from now."""

    place: int
    half_hours: int
    hours_long: int
    status: ReservationStatus
    has_acted: bool


def some_booked(chance: Random) -> list[Booked]:
    """Return forty reservations around now."""
    return [
        Booked(
            chance.randrange(len(PASSES)),
            chance.randint(-60, 90),
            chance.choice((1, 2, 4)),
            chance.choice(STATUSES),
            chance.random() < 0.3,
        )
        for _ in range(40)
    ]


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_dry_run_says_what_the_run_by_hand_of_that_instant_then_does(
    database: None, clock: MovableClock, context: Context, seed: int
) -> None:
    """Of the past, in which some classes had not begun that have by now, and of the future."""
    chance = Random(seed)
    await open_studio(chance, clock)
    as_of = NOW + timedelta(hours=chance.randint(-20, 40))
    said = await previewed(as_of, context)
    await run_by_hand(None, as_of, SYSTEM, context)
    assert as_said(said) == await touched_at(as_of)


@pytest.mark.parametrize("seed", SEEDS)
async def test_the_preview_of_tonight_says_what_tonight_then_does(
    database: None, clock: MovableClock, context: Context, seed: int
) -> None:
    await open_studio(Random(seed), clock)
    await run_due_nights(context)  # the night before
    await settle(sweep_at(context.now()))
    said = await previewed(None, context)
    for ends_at in await ends_until(said.as_of):
        clock.set(max(ends_at, NOW))
        await settle(sweep_at(clock.now()))
    clock.set(said.as_of)
    assert len(await run_due_nights(context)) == 1
    assert as_said(said) == await touched_at(said.as_of)


async def open_studio(chance: Random, clock: MovableClock) -> None:
    """Write the rows as they may stand; a NO_SHOW was detected when its class ended, a few are spared by an absence."""
    clock.set(NOW)
    async with write_transaction():
        scene = await open_scene()
        passes = [
            await add_pass(
                await add_customer(scene.studio_id),
                scene.studio_id,
                scene.course_id,
                pass_type=pass_type,
                punches=100,  # each row of the builders has its punch still to take
                absence_grace_period=grace,
            )
            for pass_type, grace in PASSES
        ]
        made = [await write(scene, passes[each.place], each) for each in some_booked(chance)]
        pairs = {(chance.choice(made), chance.choice(made)) for _ in range(40)}
        for reservation_id, no_show_id in pairs:
            await Reinstatement(reservation=reservation_id, no_show=no_show_id, at=LONG_AGO).save()


async def write(scene: Scene, pass_id: int, each: Booked) -> int:
    starts_at, length = NOW + each.half_hours * HALF_AN_HOUR, timedelta(hours=each.hours_long)
    session_id = await add_session(scene.course_id, starts_at, length=length)
    made = await add_reservation(pass_id, session_id, each.status)
    if each.status is ReservationStatus.NO_SHOW:
        await note_absence(made.id, min(starts_at + length, NOW), acted_at=LONG_AGO if each.has_acted else None)
    return made.id


async def note_absence(reservation_id: int, detected_at: datetime, acted_at: datetime | None) -> None:
    table = SessionReservation
    await table.update({table.no_show_detected_at: detected_at, table.absence_acted_at: acted_at}).where(
        table.id == reservation_id
    )


async def previewed(as_of: datetime | None, context: Context) -> NightPreview:
    before = await everything()
    [said] = await preview(None, as_of, context)
    assert await everything() == before
    return said


def as_said(night: NightPreview) -> Touched:
    return {
        absence.reservation_id: sorted(each.reservation_id for each in absence.released) for absence in night.absences
    }


async def touched_at(as_of: datetime) -> Touched:
    """Return what the night of an instant did."""
    rows = await SessionReservation.select()
    return {
        row["id"]: sorted(each["id"] for each in rows if is_released(each, row["id"], as_of))
        for row in rows
        if row["absence_acted_at"] == as_of
    }


def is_released(row: dict[str, object], no_show_id: int, as_of: datetime) -> bool:
    return row["auto_cancelled_at"] == as_of and row["auto_cancelled_by"] == no_show_id


async def ends_until(instant: datetime) -> list[datetime]:
    rows = await ClassSession.select(ClassSession.ends_at).order_by(ClassSession.ends_at)
    return [row["ends_at"] for row in rows if row["ends_at"] <= instant]
