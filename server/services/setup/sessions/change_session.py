"""Change a class session; another time is a move of the class, until it starts (R38)."""

from datetime import UTC, datetime
from typing import Any, Final

from msgspec import UNSET, UnsetType

from server.contract import sessions as shapes
from server.contract.setup import given_fields
from server.database.write_transaction import write_transaction
from server.rules.moving_class import judge_move_class
from server.rules.verdict import Refused
from server.rules.vocabulary import ReservationStatus
from server.services.actor import Actor
from server.services.audit.record_act import Act, record_act
from server.services.booking.move_status import Move
from server.services.context import Context
from server.services.outcomes import ConflictError, Declined, InvalidFieldError
from server.services.setup.rows import change, hold
from server.services.setup.schedule_lock import hold_course
from server.services.setup.sessions.checked_session import check_part, check_span, check_window
from server.services.setup.sessions.present import present
from server.services.studio_acts.change_capacity import capacity_act
from server.services.studio_acts.move_class import ClassMove, move_people, reminding
from server.services.studio_acts.served_session import studio_of_session
from server.tables.courses import ClassSession
from server.tables.reservations import SessionReservation

PROMISED: Final = frozenset({"step", "is_makeup"})
"""What the people who reserved a session took it for; its time moves with them."""


async def change_session(
    session_id: int, asked: shapes.ClassSessionChange, actor: Actor, context: Context
) -> shapes.ClassSession | Declined:
    """Return the session as it is now; another capacity and another time are recorded with the reason.

    A move is declined with `session_cancelled` or `session_started`. Raises NotFoundError, InvalidFieldError for a span
    that is none, a start in the past, a part that does not fit or a date outside the part's window (R17), ConflictError
    `capacity_below_seats`, and `session_has_reservations` for another part of a session that somebody has reserved.
    """
    back = Move(ReservationStatus.PENDING, actor, context.now(), reason=asked.reason or None)
    studio = await studio_of_session(session_id, actor)
    async with write_transaction():
        row = await hold(ClassSession, session_id)
        moved = _move(row, studio.id, asked)
        await _check(row, moved, asked)
        if moved.changes:
            verdict = judge_move_class(row.starts_at, back.at, is_cancelled=row.cancelled_at is not None)
            if isinstance(verdict, Refused):
                return Declined(verdict, studio.zone)
            _refuse_past(moved, back.at)
        act = _capacity_act(row, studio.id, asked)
        changed = await change(row, _columns(asked) | reminding(moved, studio.zone, back.at))
        if moved.changes:
            await move_people([moved], back)
        if act is not None:
            await record_act(act, actor, back.at)
        return await present(changed)


def _columns(asked: shapes.ClassSessionChange) -> dict[str, Any]:  # Any: a column's own type
    values = given_fields(asked)
    for name in ("reason", "scope"):
        values.pop(name, None)
    if "step_id" in values:
        values["step"] = values.pop("step_id")
    return values


def _move(row: ClassSession, studio_id: int, asked: shapes.ClassSessionChange) -> ClassMove:
    return ClassMove(
        session_id=row.id,
        studio_id=studio_id,
        old_starts_at=row.starts_at,
        old_ends_at=row.ends_at,
        starts_at=_given(asked.starts_at, row.starts_at),
        ends_at=_given(asked.ends_at, row.ends_at),
    )


def _given(asked: datetime | UnsetType, stands: datetime) -> datetime:
    return stands if asked is UNSET else asked.astimezone(UTC)


async def _check(row: ClassSession, moved: ClassMove, asked: shapes.ClassSessionChange) -> None:
    check_span(moved.starts_at, moved.ends_at)
    await _check_promises(row, _columns(asked))
    step_id = row.step if asked.step_id is UNSET else asked.step_id
    if asked.step_id is not UNSET or asked.is_makeup is not UNSET:
        await check_part(row.course, step_id, is_makeup=row.is_makeup if asked.is_makeup is UNSET else asked.is_makeup)
    if moved.changes_start or step_id != row.step:
        await hold_course(row.course)
        await check_window(step_id, [moved.starts_at])


async def _check_promises(row: ClassSession, values: dict[str, Any]) -> None:
    """A field that is sent as it stands breaks no promise."""
    is_broken = any(name in values and values[name] != getattr(row, name) for name in PROMISED)
    if is_broken and await SessionReservation.exists().where(SessionReservation.session == row.id):
        raise ConflictError(
            "session_has_reservations", "People have reserved this class: its part cannot be changed here."
        )


def _refuse_past(moved: ClassMove, now: datetime) -> None:
    if moved.starts_at <= now:
        raise InvalidFieldError("startsAt", "lies in the past")


def _capacity_act(row: ClassSession, studio_id: int, asked: shapes.ClassSessionChange) -> Act | None:
    if asked.capacity is UNSET:
        return None
    return capacity_act(row, studio_id, asked.capacity, asked.reason or None)
