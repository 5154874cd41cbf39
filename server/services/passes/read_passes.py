"""The passes of a customer, one or all."""

import msgspec

from server.contract.passes import Registration
from server.contract.sales import SoldPass
from server.rules.local_time import local_date
from server.rules.passes import state_on
from server.services.actor import Actor
from server.services.context import Context
from server.services.outcomes import NotFoundError
from server.services.passes.pass_row import PassRow, read_pass_rows
from server.tables.passes import ClassRegistration


async def registrations_of(actor: Actor, context: Context) -> list[Registration]:
    """Return the passes of the customer who asks, of every studio, the newest first."""
    rows = await read_pass_rows([ClassRegistration.customer == actor.customer_id], context.now())
    return [present(row, context) for row in rows]


async def find_pass_row(registration_id: int, actor: Actor, context: Context) -> PassRow:
    """Return one pass that is the actor's own, or of a studio that they serve. Raises NotFoundError."""
    conditions = [ClassRegistration.id == registration_id]
    if not actor.is_staff:
        conditions.append(ClassRegistration.customer == actor.customer_id)
    rows = await read_pass_rows(conditions, context.now())
    if not rows or (actor.is_staff and not actor.serves(rows[0].studio_id)):
        raise NotFoundError("class registration")
    return rows[0]


def present(row: PassRow, context: Context) -> Registration:
    """Return a pass as the wire shows it; its status is that of the studio's today."""
    return Registration(
        id=row.id,
        studio_id=row.studio_id,
        studio_name=row.studio_name,
        timezone=row.zone.key,
        name=row.name,
        pass_type=row.terms.pass_type,
        status=state_on(row.terms, local_date(context.now(), row.zone)),
        sessions_included=row.sessions_included,
        sessions_remaining=row.terms.sessions_remaining,
        sessions_held=row.sessions_held,
        sessions_available=row.sessions_available,
        max_advance_reservations=row.terms.max_advance_reservations,
        open_reservations=row.open_reservations,
        valid_from=row.terms.valid_from,
        valid_until=row.terms.valid_until,
        course_ids=list(row.courses),
        course_names=list(row.courses.values()),
    )


def present_sold(row: PassRow, context: Context) -> SoldPass:
    """Return a pass as staff see it: its price, how it was paid and its freeze are nobody else's."""
    sale = row.sale
    return SoldPass(
        **msgspec.structs.asdict(present(row, context)),
        price_cents=sale.price_cents,
        currency=sale.currency,
        payment=sale.payment,
        payment_note=sale.payment_note,
        sold_at=sale.sold_at,
        sold_by=sale.sold_by,
        frozen_from=row.terms.frozen_from,
        frozen_until=row.terms.frozen_until,
    )
