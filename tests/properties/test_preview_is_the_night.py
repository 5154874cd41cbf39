"""What the preview says is what the night then does, whoever booked and missed what (R38)."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.contract.nights import NightPreview
from server.database.write_transaction import write_transaction
from server.rules.vocabulary import PassType, ReservationStatus
from server.services.absence.nights import run_by_hand, run_due_nights
from server.services.absence.preview import preview
from server.services.absence.run import sweep_at
from server.services.absence.settle import settle
from server.services.actor import SYSTEM
from server.services.context import Context
from server.settings import Settings
from server.tables.courses import ClassSession
from server.tables.reservations import Reinstatement, SessionReservation
from tests.app_fixtures import PUBLIC_URL, empty_database
from tests.builders import KEYS, LONG_AGO, STARTS_AT, add_customer, add_pass, add_reservation, add_session
from tests.movable_clock import MovableClock
from tests.readings import everything
from tests.scene import Scene, open_scene

Touched = dict[int, list[int]]
"""Each absence that acts, and what it releases."""

NOW = STARTS_AT
HALF_AN_HOUR = timedelta(minutes=30)
GRACES = (0, 0, 3, 24, None)
KINDS = tuple(PassType)


@dataclass(frozen=True)
class Booked:
    """A reservation of one of the passes; its class starts so many half hours from now."""

    place: int
    half_hours: int
    hours_long: int
    status: ReservationStatus
    has_acted: bool
    spares: int


BOOKED = st.builds(
    Booked,
    st.integers(0, 9),
    st.integers(-60, 90),
    st.sampled_from((1, 2, 4)),
    st.sampled_from((*[ReservationStatus.PENDING] * 4, *[ReservationStatus.NO_SHOW] * 2, *ReservationStatus)),
    st.booleans(),
    st.integers(0, 40),
)
STUDIOS = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@STUDIOS
@given(all_booked=st.lists(BOOKED, min_size=10, max_size=40), hours=st.integers(-20, 40))
def test_a_dry_run_says_what_the_run_by_hand_of_that_instant_then_does(
    app_settings: Settings, all_booked: list[Booked], hours: int
) -> None:
    async def check(context: Context, _: MovableClock) -> None:
        as_of = NOW + timedelta(hours=hours)
        [said] = await previewed(as_of, context)
        await run_by_hand(None, as_of, SYSTEM, context)
        assert as_said(said) == await touched_at(as_of)

    asyncio.run(in_a_studio(app_settings, all_booked, check))


@STUDIOS
@given(all_booked=st.lists(BOOKED, min_size=10, max_size=40))
def test_the_preview_of_tonight_says_what_tonight_then_does(app_settings: Settings, all_booked: list[Booked]) -> None:
    async def check(context: Context, clock: MovableClock) -> None:
        await run_due_nights(context)  # the night before
        await settle(sweep_at(context.now()))
        [said] = await previewed(None, context)
        for ends_at in await ends_until(said.as_of):
            clock.set(max(ends_at, NOW))
            await settle(sweep_at(clock.now()))
        clock.set(said.as_of)
        assert len(await run_due_nights(context)) == 1
        assert as_said(said) == await touched_at(said.as_of)

    asyncio.run(in_a_studio(app_settings, all_booked, check))


async def in_a_studio(
    given_settings: Settings, all_booked: list[Booked], check: Callable[[Context, MovableClock], Awaitable[None]]
) -> None:
    clock = MovableClock(NOW)
    async with empty_database(given_settings):
        async with write_transaction():
            await write(await open_scene(), all_booked)
        await check(Context(clock, KEYS, PUBLIC_URL), clock)


async def write(scene: Scene, all_booked: list[Booked]) -> None:
    """Write the rows as they may stand; a NO_SHOW was detected when its class ended."""
    passes = []
    for place in range(10):
        customer_id = await add_customer(scene.studio_id)
        passes.append(
            await add_pass(
                customer_id,
                scene.studio_id,
                scene.course_id,
                pass_type=KINDS[place % 3],
                punches=2,
                absence_grace_period=GRACES[place % 5],
            )
        )
    made: list[int] = []
    for each in all_booked:
        starts_at, length = NOW + each.half_hours * HALF_AN_HOUR, timedelta(hours=each.hours_long)
        session_id = await add_session(scene.course_id, starts_at, length=length)
        made.append((await add_reservation(passes[each.place], session_id, each.status)).id)
        if each.status is ReservationStatus.NO_SHOW:
            await note_absence(made[-1], min(starts_at + length, NOW), acted_at=LONG_AGO if each.has_acted else None)
    await spare({(made[each.spares % len(made)], no_show) for each, no_show in zip(all_booked, made, strict=True)})


async def spare(pairs: Collection[tuple[int, int]]) -> None:
    for reservation_id, no_show_id in pairs:
        await Reinstatement(reservation=reservation_id, no_show=no_show_id, at=LONG_AGO).save()


async def note_absence(reservation_id: int, detected_at: datetime, acted_at: datetime | None) -> None:
    table = SessionReservation
    await table.update({table.no_show_detected_at: detected_at, table.absence_acted_at: acted_at}).where(
        table.id == reservation_id
    )


async def previewed(as_of: datetime | None, context: Context) -> list[NightPreview]:
    before = await everything()
    said = await preview(None, as_of, context)
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
