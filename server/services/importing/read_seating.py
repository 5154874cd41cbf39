"""Read what a batch of reservations leans on; sessions and passes are held meanwhile, in that order (R35)."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any, Final

from server.rules.vocabulary import ImportKind
from server.services.booking.locks import lock_registrations, lock_sessions
from server.services.importing.cells import Numbered
from server.services.importing.judge_reservation import Seating
from server.services.importing.lookups import own_ids, read_passes, read_sessions, read_steps, with_parts
from server.services.importing.rows import ReservationRow
from server.services.importing.run import Run
from server.tables.reservations import SessionReservation
from server.tables.sql_lists import OPEN_STATUSES, SEATED_STATUSES, placeholders

Pairs = set[tuple[int, int]]


async def read_seating(rows: Sequence[Numbered[ReservationRow]], run: Run) -> Seating:
    """Return it for a whole batch with a dozen statements; where the run writes, nobody changes it meanwhile."""
    sessions = await own_ids(ImportKind.SESSION, {each.row.session_id for each in rows}, run)
    passes = await own_ids(ImportKind.REGISTRATION, {each.row.pass_id for each in rows}, run)
    steps = await own_ids(ImportKind.STEP, {each.row.step_id for each in rows if each.row.step_id}, run)
    session_ids, pass_ids = set(sessions.values()), set(passes.values())
    if run.plans is None:
        await lock_sessions(session_ids)
        await lock_registrations(pass_ids)
    session_facts, pass_facts = await read_sessions(session_ids, run), await read_passes(pass_ids, run)
    customer_ids = {each.customer_id for each in pass_facts.values()}
    makeups = {each.course_id for each in session_facts.values() if each.is_makeup}
    return Seating(
        sessions={key: session_facts[own_id] for key, own_id in sessions.items()},
        passes={key: pass_facts[own_id] for key, own_id in passes.items()},
        steps=steps,
        course_of_step=await read_steps(set(steps.values()), run),
        courses_with_parts=await with_parts(makeups, run),
        seated=await _seated(session_ids, customer_ids, run),
        open_parts=await _open_parts(pass_ids, run),
        seats=Counter() if run.plans is None else run.plans.seats,
    )


_SEATED: Final = (
    "SELECT customer AS who, session AS what FROM session_reservation WHERE status IN " + SEATED_STATUSES + " AND "
)
_OPEN_PARTS: Final = (
    "SELECT registration AS who, step AS what FROM session_reservation WHERE status IN "
    + OPEN_STATUSES
    + " AND step IS NOT NULL AND "
)


async def _seated(session_ids: Collection[int], customer_ids: Collection[int], run: Run) -> Pairs:
    """A dry run's plans are its own set, so that a row finds what the rows before it would have taken."""
    customers, sessions = _real(customer_ids), _real(session_ids)
    found: Pairs = set()
    if customers and sessions:
        found = await _pairs(
            f"{_SEATED} customer IN {placeholders(customers)} AND session IN {placeholders(sessions)}",
            [*customers, *sessions],
        )
    return found if run.plans is None else _with(run.plans.seated, found)


async def _open_parts(pass_ids: Collection[int], run: Run) -> Pairs:
    passes = _real(pass_ids)
    found: Pairs = set()
    if passes:
        found = await _pairs(f"{_OPEN_PARTS} registration IN {placeholders(passes)}", passes)
    return found if run.plans is None else _with(run.plans.open_parts, found)


async def _pairs(statement: str, values: Sequence[int]) -> Pairs:
    rows: list[dict[str, Any]] = await SessionReservation.raw(statement, *values)
    return {(row["who"], row["what"]) for row in rows}


def _with(planned: Pairs, found: Pairs) -> Pairs:
    planned |= found
    return planned


def _real(ids: Collection[int]) -> list[int]:
    return sorted(each for each in ids if each > 0)
