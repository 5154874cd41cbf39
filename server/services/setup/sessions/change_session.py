"""Change a class session."""

from typing import Final

from msgspec import UNSET

from server.contract import sessions as shapes
from server.contract.setup import given_fields
from server.database.write_transaction import write_transaction
from server.services.actor import Actor
from server.services.audit.record_act import Act, record_act
from server.services.context import Context
from server.services.outcomes import ConflictError
from server.services.setup.rows import change, hold
from server.services.setup.sessions.checked_session import check_part, check_span
from server.services.setup.sessions.present import present
from server.services.studio_acts.change_capacity import capacity_act
from server.services.studio_acts.served_session import studio_of_session
from server.tables.courses import ClassSession
from server.tables.reservations import SessionReservation

PROMISED: Final = frozenset({"starts_at", "ends_at", "step", "is_makeup"})
"""What the people who reserved a session were told."""


async def change_session(
    session_id: int, asked: shapes.ClassSessionChange, actor: Actor, context: Context
) -> shapes.ClassSession:
    """Return the session as it is now; another capacity is recorded with the reason.

    Raises NotFoundError, InvalidFieldError for a span that is none or a part that does not fit, ConflictError
    `capacity_below_seats`, and `session_has_reservations` for another time or part of a session that somebody has
    reserved.
    """
    now = context.now()
    studio = await studio_of_session(session_id, actor)
    values = given_fields(asked)
    values.pop("reason", None)
    if "step_id" in values:
        values["step"] = values.pop("step_id")
    async with write_transaction():
        row = await hold(ClassSession, session_id)
        await _check_promises(row, values)
        await _check_as_changed(row, asked)
        act = _capacity_act(row, studio.id, asked)
        if act is not None:
            await record_act(act, actor, now)
        return await present(await change(row, values))


def _capacity_act(row: ClassSession, studio_id: int, asked: shapes.ClassSessionChange) -> Act | None:
    if asked.capacity is UNSET:
        return None
    return capacity_act(row, studio_id, asked.capacity, None if asked.reason is UNSET else asked.reason)


async def _check_promises(row: ClassSession, values: dict[str, object]) -> None:
    """A field that is sent as it stands breaks no promise."""
    is_broken = any(name in values and values[name] != getattr(row, name) for name in PROMISED)
    if is_broken and await SessionReservation.exists().where(SessionReservation.session == row.id):
        raise ConflictError(
            "session_has_reservations", "People have reserved this class: its time and its part cannot be changed here."
        )


async def _check_as_changed(row: ClassSession, asked: shapes.ClassSessionChange) -> None:
    check_span(
        row.starts_at if asked.starts_at is UNSET else asked.starts_at,
        row.ends_at if asked.ends_at is UNSET else asked.ends_at,
    )
    if asked.step_id is not UNSET or asked.is_makeup is not UNSET:
        step_id = row.step if asked.step_id is UNSET else asked.step_id
        await check_part(row.course, step_id, is_makeup=row.is_makeup if asked.is_makeup is UNSET else asked.is_makeup)
