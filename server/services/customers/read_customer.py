"""One customer as the desk needs them: passes, history, notes."""

from typing import Final

from piccolo.custom_types import Combinable

from server.contract import customers as shapes
from server.contract.reservations import Reservation
from server.services.actor import Actor
from server.services.booking.present import present as present_reservation
from server.services.booking.reservation_row import rows_of_customer
from server.services.context import Context
from server.services.customers.present import present
from server.services.customers.served_customer import served_customer
from server.services.notes.read_notes import notes_on_customers
from server.services.passes.pass_row import PassRow, read_pass_rows
from server.services.passes.read_passes import present_sold
from server.tables.passes import ClassRegistration

LONGEST_HISTORY: Final = 200


async def read_customer(customer_id: int, actor: Actor, context: Context) -> shapes.CustomerRecord:
    """Return a customer with what they hold and did at the studios that the actor serves, the newest first.

    The history ends after 200 reservations. Raises NotFoundError.
    """
    customer = await served_customer(customer_id, actor)
    passes = await _passes(customer_id, actor, context)
    return shapes.CustomerRecord(
        customer=present(customer),
        passes=[present_sold(row, context) for row in passes],
        history=await _history(customer_id, actor, context),
        notes=(await notes_on_customers([customer_id], actor))[customer_id],
    )


async def _passes(customer_id: int, actor: Actor, context: Context) -> list[PassRow]:
    conditions: list[Combinable] = [ClassRegistration.customer == customer_id]
    if actor.studio_ids is not None:
        conditions.append(ClassRegistration.studio.is_in(sorted(actor.studio_ids)))
    return await read_pass_rows(conditions, context.now())


async def _history(customer_id: int, actor: Actor, context: Context) -> list[Reservation]:
    rows = [row for row in await rows_of_customer(customer_id) if actor.serves(row.studio_id)]
    return [present_reservation(row, actor, context) for row in rows[:LONGEST_HISTORY]]
