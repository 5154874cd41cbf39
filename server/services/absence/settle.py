"""The sweep: settle who came and who did not, once their class has ended (R32)."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from server.database.write_transaction import write_transaction
from server.rules.absence import SETTLED_AS, is_to_settle
from server.rules.vocabulary import OPEN, ReservationStatus
from server.services.absence.batches import in_batches
from server.services.absence.run import Run, Tally
from server.services.absence.silent_kiosks import Silences, is_row_held_back, read_silences
from server.services.actor import SYSTEM
from server.services.booking.locks import lock_registrations
from server.services.booking.move_status import Move, StatusMove, move_all
from server.services.booking.reservation_row import ReservationRow, rows_where
from server.services.messages.about import Addressee, missed_of
from server.services.messages.outbox import Message, enqueue_all
from server.tables.reservations import SessionReservation
from server.tables.sql_lists import placeholders, sql_list

_OPEN = sql_list(ReservationStatus, OPEN)
_ENDED = f"r.status IN {_OPEN} AND s.ends_at <= {{}} AND s.cancelled_at IS NULL"


async def settle(run: Run, studio_id: int | None = None) -> list[int]:
    """Settle every PENDING and CHECKED_IN reservation of sessions that have ended, of one studio or of all.

    PENDING becomes NO_SHOW and costs what the studio says, CHECKED_IN becomes ATTENDED. Who has a grace is told until
    when the studio can be (R39). A class during which a kiosk was silent is left alone for a while (R37). Returns the
    registrations on which it failed.

    The plus signs do nothing but keep SQLite from other indexes: it would go through all reservations in the order of
    their passes, or through all sessions of the studio, where `open_reservations` holds what is left to settle.
    """
    condition = f"{_ENDED} AND +c.studio = {{}}" if studio_id is not None else _ENDED
    rows = await SessionReservation.raw(
        "SELECT DISTINCT +r.registration AS registration FROM session_reservation r"
        f" JOIN class_session s ON s.id = r.session JOIN course c ON c.id = s.course WHERE {condition} ORDER BY 1",
        *(run.as_of, studio_id) if studio_id is not None else (run.as_of,),
    )
    if not rows:
        return []
    settling = partial(_settle, run=run, silences=await read_silences(run.clock()))
    return await in_batches([row["registration"] for row in rows], settling)


async def _settle(registration_ids: Sequence[int], run: Run, silences: Silences) -> None:
    async with write_transaction():
        await lock_registrations(registration_ids)
        rows = await rows_where(
            f"WHERE r.registration IN {placeholders(registration_ids)} AND {_ENDED} ORDER BY s.ends_at, r.id",
            *registration_ids,
            run.as_of,
        )
        await _write([row for row in rows if _is_to_settle(row, silences, run.as_of)], run)


async def _write(rows: Sequence[ReservationRow], run: Run) -> None:
    moves: list[StatusMove] = [(row, Move(SETTLED_AS[row.status], SYSTEM, run.as_of)) for row in rows]
    await move_all(moves)
    missed = [row for row, move in moves if move.to_status is ReservationStatus.NO_SHOW and row.absence_grace_hours]
    await enqueue_all([_message(row, run) for row in missed], run.told_at)
    counts = Counter(move.to_status for _, move in moves)
    await run.note(Tally(attended=counts[ReservationStatus.ATTENDED], no_shows=counts[ReservationStatus.NO_SHOW]))


def _message(row: ReservationRow, run: Run) -> Message:
    return missed_of(row.id, run.as_of, row.window.closes_at, Addressee(row.customer_email, row.studio_id))


def _is_to_settle(row: ReservationRow, silences: Silences, now: datetime) -> bool:
    return is_to_settle(
        row.status, row.ends_at, now, is_session_cancelled=row.is_session_cancelled
    ) and not is_row_held_back(row, silences, now)
