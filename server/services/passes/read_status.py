"""One pass in full: what is left, how far its owner is with the parts, and what they should know."""

from server.contract.passes import RegistrationStatus
from server.rules.local_time import local_date
from server.rules.pass_warnings import pass_warnings
from server.rules.passes import PassState, state_on
from server.services.actor import Actor
from server.services.booking.booking_facts import read_pass, sessions_ahead
from server.services.context import Context
from server.services.passes.read_parts import next_step, part_statuses
from server.services.passes.read_passes import find_pass_row


async def registration_status(registration_id: int, actor: Actor, context: Context) -> RegistrationStatus:
    """Return a pass that is the actor's own, or of a studio that they serve. Raises NotFoundError."""
    now = context.now()
    row = await find_pass_row(registration_id, actor, context)
    parts = await part_statuses(await read_pass(registration_id, actor, sessions_ahead(registration_id, now)), now)
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
        next_step_id=next_step(parts),
        warnings=list(pass_warnings(row.terms, row.pending, today)),
    )
