"""What the sweep and the night ask while nothing is due: only the indexes of what is left to do (R32, R34)."""

from collections.abc import Awaitable, Callable

import pytest

from server.database.write_transaction import write_transaction
from server.services.absence.act_on_absences import act_on_absences
from server.services.absence.expire_punches import expire_punches
from server.services.absence.run import sweep_at
from server.services.absence.settle import settle
from server.tables.reservations import SessionReservation
from tests.movable_clock import MovableClock
from tests.parts.engine import Engine, chosen_engine
from tests.readings import statements

Ask = Callable[[MovableClock], Awaitable[object]]

ASKED: dict[str, tuple[Ask, str]] = {
    "sweep": (lambda clock: settle(sweep_at(clock.now())), "open_reservations"),
    "sweep of a studio": (lambda clock: settle(sweep_at(clock.now()), 1), "open_reservations"),
    "absences": (lambda clock: act_on_absences(sweep_at(clock.now()), 1), "absences_to_act_on"),
    "punches of passes that ended": (lambda clock: expire_punches(sweep_at(clock.now()), 1), "punches_to_expire"),
}


@pytest.mark.parametrize("asked", ASKED)
async def test_only_what_is_left_to_do_is_looked_at(asked: str, database: None, clock: MovableClock) -> None:
    """A million reservations of the past cost nothing: a statement that goes through them would take a second."""
    ask, index = ASKED[asked]
    with statements() as collected:
        await ask(clock)
    [statement] = collected
    plan = await plan_of(statement)
    assert index in plan
    assert "reservations_of_" not in plan


async def plan_of(statement: str) -> str:
    """Return how the engine would run it; PostgreSQL would read a table that is empty from end to end."""
    if chosen_engine() is Engine.SQLITE:
        rows = await SessionReservation.raw("EXPLAIN QUERY PLAN " + statement)
        return "\n".join(row["detail"] for row in rows)
    async with write_transaction():
        await SessionReservation.raw("SET LOCAL enable_seqscan = off")
        rows = await SessionReservation.raw("EXPLAIN " + statement)
    return "\n".join(row["QUERY PLAN"] for row in rows)
