"""Remind people of their classes: find the sessions whose instant has come, and write their reminders (R39)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from server.database.write_transaction import for_update, write_transaction
from server.rules.reminders import LONGEST_AHEAD, is_reminded, reminder_at
from server.services.context import Context
from server.services.messages.about import Addressee, reminder_of
from server.services.messages.outbox import Message, enqueue_all
from server.services.studio_facts import zone_of
from server.tables.courses import ClassSession
from server.tables.reservations import SessionReservation
from server.tables.sql_lists import placeholders

SESSIONS_A_TRANSACTION: Final = 25
"""Bookings of these sessions wait for the transaction, and on SQLite every other write does."""


@dataclass(frozen=True, slots=True)
class _Due:
    """A session whose reminders are due."""

    starts_at: datetime
    zone: ZoneInfo
    studio_id: int


async def remind(context: Context) -> None:
    """Write the reminders that are due, and late ones too as long as their class has not begun.

    A session that is moved meanwhile is looked at again by the next run; of two servers one writes.
    """
    now = context.now()
    due = await _due_sessions(now)
    session_ids = sorted(due)
    for begin in range(0, len(session_ids), SESSIONS_A_TRANSACTION):
        batch = {session_id: due[session_id] for session_id in session_ids[begin : begin + SESSIONS_A_TRANSACTION]}
        await _remind(batch, now)


async def _due_sessions(now: datetime) -> dict[int, _Due]:
    """Which day the day before is depends on the zone, so the last word is the rule's and not the statement's."""
    rows = await ClassSession.raw(
        "SELECT s.id, s.starts_at, c.studio, o.timezone FROM class_session s JOIN course c ON c.id = s.course"
        " JOIN studio o ON o.id = c.studio WHERE s.starts_at > {} AND s.starts_at <= {}"
        " AND s.reminded_at IS NULL AND s.cancelled_at IS NULL",
        now,
        now + LONGEST_AHEAD,
    )
    found = {row["id"]: _Due(row["starts_at"], zone_of(row["timezone"]), row["studio"]) for row in rows}
    return {key: session for key, session in found.items() if reminder_at(session.starts_at, session.zone) <= now}


async def _remind(due: Mapping[int, _Due], now: datetime) -> None:
    """Bookings take the session's lock first (R35), so none slips in between the reading and the mark."""
    async with write_transaction():
        session_ids = await _locked(due)
        if session_ids:
            await enqueue_all(await _messages(session_ids, due), now)
            await ClassSession.raw(
                f"UPDATE class_session SET reminded_at = {{}} WHERE id IN {placeholders(session_ids)}",
                now,
                *session_ids,
            )


async def _locked(due: Mapping[int, _Due]) -> list[int]:
    """Return those that still wait for their reminders at the start that was read, held until the transaction ends."""
    rows = await ClassSession.raw(
        f"SELECT id, starts_at FROM class_session WHERE id IN {placeholders(due)}"
        f" AND reminded_at IS NULL AND cancelled_at IS NULL ORDER BY id{for_update()}",
        *due,
    )
    return [row["id"] for row in rows if row["starts_at"] == due[row["id"]].starts_at]


async def _messages(session_ids: Sequence[int], due: Mapping[int, _Due]) -> list[Message]:
    rows = await SessionReservation.raw(
        "SELECT r.id, r.session, r.reserved_at, u.email FROM session_reservation r JOIN customer u ON u.id = r.customer"
        f" WHERE r.session IN {placeholders(session_ids)} AND r.status = 'PENDING' ORDER BY r.id",
        *session_ids,
    )
    messages = []
    for row in rows:
        session = due[row["session"]]
        if is_reminded(row["reserved_at"], session.starts_at, session.zone):
            messages.append(reminder_of(row["id"], session.starts_at, Addressee(row["email"], session.studio_id)))
    return messages
