"""A pass as it is after an admin has changed it."""

from collections.abc import Sequence

import msgspec

from server.contract.pass_acts import BookingOfPass, ChangedPass
from server.services.actor import Actor
from server.services.context import Context
from server.services.passes.read_passes import find_pass_row, present_sold


async def changed_pass(
    registration_id: int, cancelled: Sequence[BookingOfPass], actor: Actor, context: Context
) -> ChangedPass:
    """Return the pass, with the bookings that the change has cancelled. Raises NotFoundError."""
    row = await find_pass_row(registration_id, actor, context)
    return ChangedPass(**msgspec.structs.asdict(present_sold(row, context)), cancelled=list(cancelled))
