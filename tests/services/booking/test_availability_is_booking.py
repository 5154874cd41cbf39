"""For every class of made-up studios: what availability says is what booking would answer at that instant."""

from contextlib import suppress
from datetime import date, timedelta
from random import Random

import pytest

from server.contract.base import DateSpan
from server.contract.reservations import AvailableSession, ReserveRequest
from server.database.write_transaction import write_transaction
from server.rules.vocabulary import OPEN, PassType, Refusal, ReservationStatus
from server.services.actor import Actor
from server.services.booking.availability import available
from server.services.booking.reserve import reserve
from server.services.context import Context
from server.services.outcomes import Declined
from server.tables.courses import ClassSession
from server.tables.passes import ClassRegistration
from server.tables.reservations import SessionReservation
from tests.builders import STARTS_AT, add_pass, add_reservation, add_session, add_step
from tests.movable_clock import MovableClock
from tests.scene import Scene, open_scene

STUDIOS = 24
MONTH = DateSpan(date(2026, 2, 16), date(2026, 3, 15))


class TakenBack(Exception):
    """Ends a transaction that is not to stand."""


@pytest.mark.parametrize("seed", range(STUDIOS))
async def test_availability_says_what_booking_would(
    database: None, context: Context, clock: MovableClock, seed: int
) -> None:
    chance = Random(seed)
    scene = await studio_of_chance(chance)
    clock.advance(timedelta(minutes=chance.randint(-300, 300)))
    for actor in (scene.customer, scene.staff):
        for session in await available(scene.pass_id, MONTH, actor, context):
            assert answer_of(session) == await answer_of_booking(session, scene, actor, context)


def answer_of(session: AvailableSession) -> tuple[str | None, list[int]]:
    assert session.reservable == (session.refusal is None) == (session.refusal_message is None)
    return session.refusal, [part.step_id for part in session.part_choices]


async def answer_of_booking(
    session: AvailableSession, scene: Scene, actor: Actor, context: Context
) -> tuple[str | None, list[int]]:
    """A makeup is asked for part by part once booking wants one named; the refusal that came last in §4 speaks."""
    at_once = await would_answer(session.session_id, None, scene, actor, context)
    if not session.is_makeup or at_once != "part_required":
        return at_once, []
    rows = await ClassSession.raw("SELECT id FROM class_step ORDER BY position")
    answers = {row["id"]: await would_answer(session.session_id, row["id"], scene, actor, context) for row in rows}
    choices = [part for part, answer in answers.items() if answer is None]
    refused = [Refusal(answer) for answer in answers.values() if answer is not None]
    return (None if choices else max(refused, key=list(Refusal).index)), choices


async def would_answer(
    session_id: int, step_id: int | None, scene: Scene, actor: Actor, context: Context
) -> str | None:
    """Book, and take it all back: a transaction inside another is a part of it."""
    asked = ReserveRequest(registration_id=scene.pass_id, session_id=session_id, step_id=step_id)
    answers = []
    with suppress(TakenBack):
        async with write_transaction():
            answers.append(await reserve(asked, actor, context))
            raise TakenBack
    return answers[0].refused.code if isinstance(answers[0], Declined) else None


async def studio_of_chance(chance: Random) -> Scene:
    scene = await open_scene(
        settings={
            "booking_opens_days": chance.choice([None, 3]),
            "booking_closes_minutes": chance.choice([0, 90]),
        },
        pass_type=chance.choice(list(PassType)),
        punches=chance.randint(0, 3),
        max_advance_reservations=chance.choice([None, 1, 2]),
        valid_until=chance.choice([None, None, date(2026, 3, 4)]),
    )
    await ClassRegistration.update(
        {
            ClassRegistration.requires_sequential_attendance: chance.random() < 0.5,
            ClassRegistration.frozen_from: chance.choice([None, None, date(2026, 3, 3)]),
            ClassRegistration.frozen_until: date(2026, 3, 3),
        }
    ).where(ClassRegistration.id == scene.pass_id)
    parts = [
        await add_step(scene.course_id, position, required_sequence=chance.random() < 0.3)
        for position in range(1, chance.choice([1, 4]))
    ]
    passes = [
        scene.pass_id,
        await add_pass(scene.customer_id, scene.studio_id, scene.course_id),
        (await scene.add_neighbour())[1],
    ]
    for day in range(-3, 12):
        await class_of_chance(scene, parts, passes, day, chance)
    return scene


async def class_of_chance(scene: Scene, parts: list[int], passes: list[int], day: int, chance: Random) -> None:
    is_makeup = chance.random() < 0.3
    part = chance.choice(parts) if parts else None
    session_id = await add_session(
        scene.course_id,
        STARTS_AT + timedelta(days=day, hours=chance.randint(-3, 0)),
        capacity=chance.choice([1, 1, 5]),
        step_id=None if is_makeup else part,
        is_makeup=is_makeup,
    )
    if chance.random() < 0.5:
        await reservation_of_chance(chance.choice(passes), session_id, part, chance)
    if chance.random() < 0.1:
        await ClassSession.update({ClassSession.cancelled_at: STARTS_AT}).where(ClassSession.id == session_id)


async def reservation_of_chance(pass_id: int, session_id: int, part: int | None, chance: Random) -> None:
    """A pass has one open reservation of a part at most (R17)."""
    table = SessionReservation
    is_open_already = await table.exists().where(
        table.registration == pass_id, table.step == part, table.status.is_in(sorted(OPEN))
    )
    statuses = [status for status in ReservationStatus if not (part and is_open_already and status in OPEN)]
    await add_reservation(pass_id, session_id, chance.choice(statuses), step_id=part)
