"""What a pass can book in a span of dates, and why not where it cannot: the answer that booking would give now.

The number of statements is the same for a day and for a year.
"""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from server.contract.base import DateSpan
from server.contract.reservations import AvailableSession, Calendar
from server.rules.eligibility import SessionFacts, booking_opens_at, judge_by_customer, judge_by_staff
from server.rules.local_time import local_date, spoken_time, start_of_day
from server.rules.verdict import ALLOWED, Refused, Verdict
from server.rules.vocabulary import Refusal
from server.rules.words import sentence_for_customer, sentence_for_staff
from server.services.actor import Actor
from server.services.booking.booking_facts import PassFacts, read_pass, session_facts
from server.services.booking.present import present
from server.services.booking.reservation_row import rows_of_registration
from server.services.context import Context
from server.tables.courses import ClassSession


async def available(registration_id: int, span: DateSpan, actor: Actor, context: Context) -> list[AvailableSession]:
    """Return the sessions of the pass's courses in a span of the studio's dates. Raises NotFoundError."""
    facts = await read_pass(registration_id, actor)
    return await _sessions(facts, span, actor, context.now())


async def calendar(registration_id: int, span: DateSpan, actor: Actor, context: Context) -> Calendar:
    """Return a pass's sessions and reservations in a span of the studio's dates. Raises NotFoundError."""
    facts = await read_pass(registration_id, actor)
    since, until = instants_of(span, facts.zone)
    rows = await rows_of_registration(registration_id, since, until)
    return Calendar(
        sessions=await _sessions(facts, span, actor, context.now()),
        reservations=[present(row, actor, context) for row in rows],
    )


def instants_of(span: DateSpan, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the instants (UTC) at which a span of local dates begins and has ended."""
    return start_of_day(span.first, zone), start_of_day(span.last + timedelta(days=1), zone)


async def _sessions(facts: PassFacts, span: DateSpan, actor: Actor, now: datetime) -> list[AvailableSession]:
    if not facts.terms.course_ids:
        return []
    since, until = instants_of(span, facts.zone)
    table = ClassSession
    rows = (
        await table.select(
            *table.all_columns(), table.course.name.as_alias("course_name"), table.step.title.as_alias("step_title")
        )
        .where(table.course.is_in(sorted(facts.terms.course_ids)), table.starts_at >= since, table.starts_at < until)
        .order_by(table.starts_at, table.id)
    )
    return [_session(row, facts, actor, now) for row in rows]


def _session(row: dict[str, Any], facts: PassFacts, actor: Actor, now: datetime) -> AvailableSession:
    session = session_facts(row)
    verdict = _judge(session, facts, actor, now)
    refused = verdict if isinstance(verdict, Refused) else None
    sentence = sentence_for_staff if actor.is_staff else sentence_for_customer
    return AvailableSession(
        session_id=session.id,
        course_id=session.course_id,
        course_name=row["course_name"],
        step_id=session.part_id,
        step_title=row["step_title"],
        is_makeup=session.is_makeup,
        room=row["room"],
        instructor=row["instructor"],
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        local_date=local_date(session.starts_at, facts.zone),
        local_start=spoken_time(session.starts_at, facts.zone),
        capacity=session.capacity,
        seats_left=session.capacity - session.seats_taken,
        reservable=refused is None,
        refusal=refused.code if refused else None,
        opens_at=booking_opens_at(session.starts_at, facts.settings),
        refusal_message=sentence(refused, facts.zone, now) if refused else None,
    )


def _judge(session: SessionFacts, facts: PassFacts, actor: Actor, now: datetime) -> Verdict:
    """A makeup session can be booked when one of the course's parts can be made up in it (R17)."""
    judge = judge_by_staff if actor.is_staff else judge_by_customer
    if not session.is_makeup:
        return judge(facts.booking(session, session.part_id), now)
    without_part = judge(facts.booking(session, None), now)
    if not isinstance(without_part, Refused) or without_part.reason is not Refusal.PART_REQUIRED:
        return without_part
    verdicts = [judge(facts.booking(session, part.id), now) for part in facts.parts.get(session.course_id, ())]
    return ALLOWED if ALLOWED in verdicts else next(iter(verdicts), without_part)
