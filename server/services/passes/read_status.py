"""One pass in full: what is left, how far its owner is with the parts, and what they should know."""

from datetime import datetime

from server.contract.passes import PartStatus, RegistrationStatus
from server.rules.local_time import local_date
from server.rules.parts import PartProgress, PartReservation, progress
from server.rules.pass_warnings import pass_warnings
from server.rules.passes import PassState, state_on
from server.rules.verdict import Refused
from server.rules.vocabulary import PartState, Refusal
from server.rules.words import sentence_for_customer
from server.services.actor import Actor
from server.services.booking.booking_facts import PassFacts, read_pass
from server.services.context import Context
from server.services.passes.pass_row import PassRow
from server.services.passes.read_passes import find_pass_row


async def registration_status(registration_id: int, actor: Actor, context: Context) -> RegistrationStatus:
    """Return a pass that is the actor's own, or of a studio that they serve. Raises NotFoundError."""
    now = context.now()
    row = await find_pass_row(registration_id, actor, context)
    parts = [_part(each, row, now) for each in _progress(await read_pass(registration_id, actor), now)]
    today = local_date(now, row.zone)
    state = state_on(row.terms, today)
    return RegistrationStatus(
        id=row.id,
        name=row.name,
        pass_type=row.terms.pass_type,
        status=state,
        sessions_included=row.sessions_included,
        sessions_remaining=row.terms.sessions_remaining,
        sessions_held=row.sessions_held,
        sessions_available=row.sessions_available,
        max_advance_reservations=row.terms.max_advance_reservations,
        open_reservations=row.open_reservations,
        valid_from=row.terms.valid_from,
        valid_until=row.terms.valid_until,
        frozen=state is PassState.FROZEN,
        parts=parts,
        next_step_id=next((part.step_id for part in parts if part.state in (PartState.OPEN, PartState.MISSED)), None),
        warnings=list(pass_warnings(row.terms, row.pending, today)),
    )


def _progress(facts: PassFacts, now: datetime) -> list[PartProgress]:
    """Return the parts of the pass's courses, course by course, each in its order (R17)."""
    reservations = [
        PartReservation(held.part_id, held.status, held.ends_at)
        for held in facts.held
        if held.on_this_pass and held.part_id is not None
    ]
    in_order = facts.terms.requires_sequential_attendance
    return [
        each
        for _, parts in sorted(facts.parts.items())
        for each in progress(parts, reservations, in_order=in_order, now=now)
    ]


def _part(each: PartProgress, row: PassRow, now: datetime) -> PartStatus:
    return PartStatus(step_id=each.part.id, title=each.part.title, state=each.state, why=_why(each, row, now))


def _why(each: PartProgress, row: PassRow, now: datetime) -> str | None:
    """Return why a part is locked, in the words that booking it would be refused with."""
    if each.previous is None:
        return None
    facts = {"part": each.part.title, "previous_part": each.previous.title}
    return sentence_for_customer(Refused(Refusal.PREVIOUS_PART_NOT_ATTENDED, facts), row.zone, now)
