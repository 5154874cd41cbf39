"""Act on absences: release the bookings after them, say why on the pass, tell each customer once (R34, R35)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial

from server.database.write_transaction import write_transaction
from server.rules.local_time import dated_moment
from server.rules.vocabulary import ReservationStatus
from server.services.absence.batches import in_batches
from server.services.absence.effects import Effect, read_facts
from server.services.absence.run import Run, Tally
from server.services.actor import SYSTEM
from server.services.booking.locks import lock_registrations, lock_sessions
from server.services.booking.move_status import Move, StatusMove, move_all
from server.services.booking.reservation_row import ReservationRow
from server.services.messages.about import Addressee, auto_cancellation_of
from server.services.messages.outbox import Message, enqueue_all
from server.tables.desk import StaffNote
from server.tables.reservations import SessionReservation
from server.tables.sql_lists import insert_rows, placeholders


async def act_on_absences(run: Run, studio_id: int) -> list[int]:
    """Act on every absence of a studio that is due and was not acted on, whenever it happened (R33).

    Returns the registrations on which it failed.

    The plus sign keeps SQLite from going through all passes of the studio, where `absences_to_act_on` holds the few.
    """
    rows = await SessionReservation.raw(
        "SELECT DISTINCT r.registration FROM session_reservation r JOIN class_registration g ON g.id = r.registration"
        " WHERE r.status = 'NO_SHOW' AND r.absence_acted_at IS NULL AND g.absence_grace_period IS NOT NULL"
        " AND +g.studio = {} ORDER BY r.registration",
        studio_id,
    )
    return await in_batches([row["registration"] for row in rows], partial(_act, run=run))


async def _act(registration_ids: Sequence[int], run: Run) -> None:
    """A booking that comes between the look and the locks brings a session that is not held: look again then."""
    while not await _acted(registration_ids, await _sessions_ahead(registration_ids, run.ahead_of), run):
        pass


async def _sessions_ahead(registration_ids: Sequence[int], now: datetime) -> list[int]:
    """Their seats may be freed, so they are locked before the registrations (R35)."""
    rows = await SessionReservation.raw(
        "SELECT DISTINCT r.session FROM session_reservation r JOIN class_session s ON s.id = r.session"
        f" WHERE r.registration IN {placeholders(registration_ids)} AND r.status = 'PENDING' AND s.starts_at > {{}}",
        *registration_ids,
        now,
    )
    return [row["session"] for row in rows]


async def _acted(registration_ids: Sequence[int], sessions: Collection[int], run: Run) -> bool:
    async with write_transaction():
        await lock_sessions(sessions)
        await lock_registrations(registration_ids)
        effects = (await read_facts(registration_ids, run.ahead_of)).effects_at(run.as_of)
        released = [row for effect in effects for row in effect.released]
        if not {row.session_id for row in released} <= set(sessions):
            return False
        await _write(effects, run)
        await run.note(Tally(absences=len(effects), auto_cancelled=len(released)))
        return True


async def _write(effects: Sequence[Effect], run: Run) -> None:
    moves: list[StatusMove] = [
        (row, _release(effect.absence, run.as_of)) for effect in effects for row in effect.released
    ]
    await move_all(moves)
    await _mark_acted([effect.absence.id for effect in effects], run.as_of)
    telling = [effect for effect in effects if effect.released]
    await _write_notes(telling, run.told_at)
    await enqueue_all([_message(effect, run.as_of) for effect in telling], run.told_at)


def _release(absence: ReservationRow, now: datetime) -> Move:
    reason = reason_of(absence)
    return Move(ReservationStatus.AUTO_CANCELLED, SYSTEM, now, reason=reason, caused_by=absence.id)


def reason_of(absence: ReservationRow) -> str:
    """Return why a booking was released, for its history and for staff: "Missed Wheels, Mon 2 Mar 2026, 16:00"."""
    return f"Missed {absence.course_name}, {dated_moment(absence.starts_at, absence.zone)}"


async def _mark_acted(no_show_ids: Sequence[int], now: datetime) -> None:
    if no_show_ids:
        await SessionReservation.raw(
            f"UPDATE session_reservation SET absence_acted_at = {{}} WHERE id IN {placeholders(no_show_ids)}",
            now,
            *no_show_ids,
        )


async def _write_notes(effects: Sequence[Effect], now: datetime) -> None:
    rows = [
        (e.absence.studio_id, e.absence.customer_id, e.absence.registration_id, SYSTEM.label, _note_on(e), now)
        for e in effects
    ]
    await insert_rows(StaffNote, "studio, customer, registration, author, text, at", rows)


def _note_on(effect: Effect) -> str:
    """Say why, in the studio's own time: this is read whenever the customer asks (R34)."""
    released = "; ".join(f"{row.course_name}, {dated_moment(row.starts_at, row.zone)}" for row in effect.released)
    return f"{reason_of(effect.absence)}. Released because of it: {released}."


def _message(effect: Effect, now: datetime) -> Message:
    absence = effect.absence
    released = [row.id for row in effect.released]
    to = Addressee(absence.customer_email, absence.studio_id)
    return auto_cancellation_of(absence.id, absence.no_show_detected_at or now, released, to)
