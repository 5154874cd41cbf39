"""Do something about an item of the inbox, once; recorded with its reason."""

from datetime import datetime
from typing import Any

from piccolo.columns import Column

from server.contract import inbox as shapes
from server.database.write_transaction import write_transaction
from server.rules.verdict import Refused
from server.rules.vocabulary import AuditAction, AuditSubject, InboxAction, ReservationStatus
from server.services.actor import Actor
from server.services.audit.record_act import Act, record_act
from server.services.booking.move_status import Move
from server.services.context import Context
from server.services.inbox.correct_booking import hold_booking, mark_attended
from server.services.inbox.read_inbox import actions_for, present_all
from server.services.outcomes import ConflictError, Declined, InvalidFieldError, NotFoundError
from server.services.setup.rows import change, find, hold
from server.tables.desk import InboxItem
from server.tables.outbox import OutboxMessage
from server.tables.reservations import SessionReservation


async def resolve_item(
    item_id: int, asked: shapes.ResolveRequest, actor: Actor, context: Context
) -> shapes.InboxItem | Declined:
    """Return the item, resolved. The same action again is the same answer and does nothing more.

    Declined where its booking cannot be marked attended; the item waits on then. Raises NotFoundError for an item of a
    studio that the actor does not serve, InvalidFieldError for an action that is not one of the item's, and
    ConflictError `already_resolved` where somebody has done something else about it.
    """
    now = context.now()
    row = await _theirs(item_id, asked, actor)
    async with write_transaction():
        declined = await _resolve(row, asked, actor, now)
    return declined or (await present_all([await find(InboxItem, item_id)]))[0]


async def _theirs(item_id: int, asked: shapes.ResolveRequest, actor: Actor) -> InboxItem:
    row = await find(InboxItem, item_id)
    if not actor.serves(row.studio):
        raise NotFoundError("inbox item")
    actions = actions_for(row)
    if asked.action not in actions and not _is_done(row, asked.action):
        raise InvalidFieldError("action", f"takes {' or '.join(actions)} for this item")
    return row


def _is_done(row: InboxItem, action: InboxAction) -> bool:
    resolution: str | None = row.resolution  # Piccolo types a nullable column as if it were not
    if resolution is not None and resolution != action:
        raise ConflictError("already_resolved", "Somebody has done something else about this already.")
    return resolution is not None


async def _resolve(row: InboxItem, asked: shapes.ResolveRequest, actor: Actor, now: datetime) -> Declined | None:
    """A booking is held before its item, as all that has a class and a pass comes first (R35)."""
    booking = await hold_booking(row.reservation) if asked.action is InboxAction.ATTENDED else None
    row = await hold(InboxItem, row.id)
    if _is_done(row, asked.action):
        return None
    if booking is not None:
        verdict = await mark_attended(booking, Move(ReservationStatus.ATTENDED, actor, now, reason=asked.reason))
        if isinstance(verdict, Refused):
            return Declined(verdict, booking.zone)
    if asked.action is InboxAction.RETRY:
        await _send_again(row, now)
    await _note(row, asked, actor, now)
    return None


async def _note(row: InboxItem, asked: shapes.ResolveRequest, actor: Actor, now: datetime) -> None:
    values = {
        "resolved_at": now,
        "resolved_by": actor.label,
        "resolution": asked.action.value,
        "resolution_reason": asked.reason,
    }
    await change(row, values)
    act = Act(
        row.studio,
        AuditAction.INBOX_RESOLVED,
        AuditSubject.INBOX_ITEM,
        row.id,
        asked.reason,
        facts={"action": asked.action.value},
    )
    await record_act(act, actor, now)


async def _send_again(row: InboxItem, now: datetime) -> None:
    """The message is due as if it were new, at the address that its customer has now: that may have been the trouble.

    It is known by its id and its dedupe key as before, so nothing is told twice.
    """
    table = OutboxMessage
    values: dict[Column | str, Any] = {  # Any: a column's own type
        table.failed_at: None,
        table.attempts: 0,
        table.claimed_until: None,
        table.due_at: now,
    }
    address = await _address_of(row.reservation)
    if address is not None:
        values[table.recipient] = address
    await table.update(values).where(table.id == row.message, table.failed_at.is_not_null())


async def _address_of(reservation_id: int | None) -> str | None:
    if reservation_id is None:
        return None
    table = SessionReservation
    rows = await table.select(table.customer.email.as_alias("email")).where(table.id == reservation_id)
    return str(rows[0]["email"])
