"""Reserve a whole course with the pass that was sold for it: all of its sessions, or none (R12).

The number of statements is the same for one session and for hundreds.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from server.rules.eligibility import SessionFacts
from server.rules.full_course import judge_course_sale, sessions_of_course
from server.rules.passes import PassTerms
from server.rules.verdict import Refused
from server.rules.words import WORDS
from server.services.booking.booking_facts import session_facts
from server.services.booking.locks import lock_sessions
from server.services.booking.move_status import Move
from server.services.booking.place_reservation import NewReservation, place_reservations
from server.services.context import Context
from server.services.messages.about import Addressee, course_booked_of
from server.services.messages.outbox import enqueue
from server.services.outcomes import ConflictError
from server.tables.courses import ClassSession, ClassStep
from server.tables.reservations import SessionReservation
from server.tables.sql_lists import SEATED_STATUSES, placeholders


@dataclass(frozen=True)
class CourseBuyer:
    """Who gets the seats, on which pass, and where the mail goes."""

    customer_id: int
    registration_id: int
    to: Addressee


async def courses_without_parts(course_ids: Collection[int]) -> frozenset[int]:
    """Return those of some courses that have no part: they are taken as a whole (R12)."""
    rows = await ClassStep.select(ClassStep.course).where(
        ClassStep.course.is_in(sorted(course_ids)), ClassStep.archived_at.is_null()
    )
    return frozenset(course_ids) - {row["course"] for row in rows}


async def hold_course(
    customer_id: int, terms: PassTerms, zone: ZoneInfo, now: datetime, *others: int
) -> tuple[SessionFacts, ...]:
    """Hold and return the sessions that come with a pass for courses without parts; `terms` name those alone.

    Belongs inside the transaction of the sale, before anything is written. A session that is added meanwhile is booked
    by the customer, like any that is added later. `others` are sessions that the caller needs as well: they are held
    with these in the order of their ids (R35). Raises ConflictError `session_full` and `already_reserved` with the
    ids of such sessions: the sale as a whole is refused.
    """
    if not terms.course_ids:
        return ()
    seen = sessions_of_course(await _sessions_ahead(terms.course_ids, now), terms, zone, now)
    await lock_sessions({session.id for session in seen} | set(others))
    stand = await _sessions_of({session.id for session in seen})
    sessions = sessions_of_course(stand, terms, zone, now)
    verdict = judge_course_sale(sessions, await _seated_in(customer_id, [session.id for session in sessions]))
    if isinstance(verdict, Refused):
        raise ConflictError(verdict.code, WORDS[verdict.reason].staff, verdict.facts)
    return sessions


async def reserve_course(sessions: Sequence[SessionFacts], buyer: CourseBuyer, move: Move, context: Context) -> None:
    """Reserve held sessions on the new pass, and confirm them all in one message."""
    if not sessions:
        return
    wanted = [NewReservation(buyer.registration_id, buyer.customer_id, session.id) for session in sessions]
    reservation_ids = await place_reservations(wanted, move, context)
    await enqueue(course_booked_of(buyer.registration_id, reservation_ids, buyer.to), move.at)


async def _sessions_ahead(course_ids: Collection[int], now: datetime) -> list[SessionFacts]:
    rows: list[dict[str, Any]] = await ClassSession.raw(
        f"SELECT * FROM class_session WHERE course IN {placeholders(course_ids)} AND starts_at > {{}} ORDER BY id",
        *sorted(course_ids),
        now,
    )
    return [session_facts(row) for row in rows]


async def _sessions_of(session_ids: Collection[int]) -> list[SessionFacts]:
    if not session_ids:
        return []
    rows: list[dict[str, Any]] = await ClassSession.raw(
        f"SELECT * FROM class_session WHERE id IN {placeholders(session_ids)} ORDER BY starts_at, id",
        *sorted(session_ids),
    )
    return [session_facts(row) for row in rows]


async def _seated_in(customer_id: int, session_ids: Collection[int]) -> frozenset[int]:
    """R14 looks at all of the customer's passes."""
    if not session_ids:
        return frozenset()
    rows = await SessionReservation.raw(
        f"SELECT session FROM session_reservation WHERE customer = {{}} AND session IN {placeholders(session_ids)}"
        f" AND status IN {SEATED_STATUSES}",
        customer_id,
        *session_ids,
    )
    return frozenset(row["session"] for row in rows)
