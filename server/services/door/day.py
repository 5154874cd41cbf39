"""The studio's local day at the desk: its sessions with their counts, and a session's roster."""

from collections import Counter
from datetime import date, datetime
from typing import Any

from server.contract.base import DateSpan
from server.contract.notes import Note
from server.contract.staff import DaySession, RosterEntry
from server.rules.check_in import judge_self_check_in
from server.rules.local_time import local_date
from server.rules.passes import state_on
from server.rules.vocabulary import ReservationStatus
from server.services.actor import Actor
from server.services.booking.availability import instants_of
from server.services.booking.present import present
from server.services.booking.reservation_row import ReservationRow, rows_of_session
from server.services.context import Context
from server.services.notes.read_notes import notes_on_customers, notes_on_sessions
from server.services.outcomes import InvalidFieldError, NotFoundError
from server.services.studio_acts.served_session import studio_of_session
from server.services.studio_facts import zone_of
from server.tables.courses import ClassSession
from server.tables.reservations import SessionReservation
from server.tables.studios import Studio


async def day(studio_id: int | None, asked: date | None, actor: Actor, context: Context) -> list[DaySession]:
    """Return the sessions of one of the studio's local dates (today where none is asked for), by their start.

    `studio_id` may be None where the actor serves one studio (InvalidFieldError else). Raises NotFoundError.
    """
    studio = await _studio(studio_id, actor)
    zone = zone_of(studio["timezone"])
    local = asked or local_date(context.now(), zone)
    since, until = instants_of(DateSpan(local, local), zone)
    sessions = await _sessions(studio["id"], since, until)
    counts = await _counts([row["id"] for row in sessions])
    notes = await notes_on_sessions([row["id"] for row in sessions], actor)
    return [_day_session(row, counts, notes[row["id"]]) for row in sessions]


async def roster(session_id: int, actor: Actor, context: Context) -> list[RosterEntry]:
    """Return everybody who has, or had, a seat in a session, by name. Raises NotFoundError."""
    await studio_of_session(session_id, actor)
    now = context.now()
    people = await rows_of_session(session_id)
    notes = await notes_on_customers({row.customer_id for row in people}, actor)
    return [_entry(row, notes[row.customer_id], actor, context, now) for row in people]


async def _studio(studio_id: int | None, actor: Actor) -> dict[str, Any]:
    rows = await Studio.select(Studio.id, Studio.timezone).where(Studio.archived_at.is_null()).order_by(Studio.id)
    theirs = [row for row in rows if actor.serves(row["id"]) and studio_id in (None, row["id"])]
    if studio_id is None and len(theirs) > 1:
        raise InvalidFieldError("studioId", "there are several studios: say which")
    if not theirs:
        raise NotFoundError("studio")
    return theirs[0]


async def _sessions(studio_id: int, since: datetime, until: datetime) -> list[dict[str, Any]]:
    table = ClassSession
    return (
        await table.select(
            *table.all_columns(), table.course.name.as_alias("course_name"), table.step.title.as_alias("step_title")
        )
        .where(table.course.studio == studio_id, table.starts_at >= since, table.starts_at < until)
        .order_by(table.starts_at, table.id)
    )


async def _counts(session_ids: list[int]) -> Counter[tuple[int, str]]:
    if not session_ids:
        return Counter()
    rows = await SessionReservation.select(SessionReservation.session, SessionReservation.status).where(
        SessionReservation.session.is_in(session_ids)
    )
    return Counter((row["session"], row["status"]) for row in rows)


def _day_session(row: dict[str, Any], counts: Counter[tuple[int, str]], notes: list[Note]) -> DaySession:
    return DaySession(
        session_id=row["id"],
        course_id=row["course"],
        course_name=row["course_name"],
        step_title=row["step_title"],
        is_makeup=row["is_makeup"],
        room=row["room"],
        instructor=row["instructor"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        cancelled_at=row["cancelled_at"],
        capacity=row["capacity"],
        seats_taken=row["seats_taken"],
        pending=counts[row["id"], ReservationStatus.PENDING],
        checked_in=counts[row["id"], ReservationStatus.CHECKED_IN],
        attended=counts[row["id"], ReservationStatus.ATTENDED],
        no_show=counts[row["id"], ReservationStatus.NO_SHOW],
        notes=notes,
    )


def _entry(row: ReservationRow, notes: list[Note], actor: Actor, context: Context, now: datetime) -> RosterEntry:
    return RosterEntry(
        reservation=present(row, actor, context),
        customer_id=row.customer_id,
        customer_name=row.customer_name,
        pass_name=row.pass_name,
        pass_type=row.terms.pass_type,
        sessions_remaining=row.terms.sessions_remaining,
        self_check_in=judge_self_check_in(row.scan_facts(), now).code,
        pass_status=state_on(row.terms, row.local_date),
        notes=notes,
    )
