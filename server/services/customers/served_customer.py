"""Which customers an actor at the desk may see: those of the studios that they serve (R41)."""

from piccolo.columns.combination import Where

from server.services.actor import Actor
from server.services.outcomes import NotFoundError
from server.tables.people import Customer, CustomerStudio


async def served_customer(customer_id: int, actor: Actor) -> Customer:
    """Return a customer of a studio that the actor serves. Raises NotFoundError."""
    served = await Customer.objects().where(Customer.id == customer_id, *served_by(actor)).first()
    if served is None:
        raise NotFoundError("customer")
    return served


def served_by(actor: Actor) -> list[Where]:
    """Return the condition that holds for the customers whom an actor may see; admins see all."""
    if actor.studio_ids is None:
        return []
    if not actor.studio_ids:
        return [Customer.id.is_null()]
    links = CustomerStudio.select(CustomerStudio.customer).where(CustomerStudio.studio.is_in(sorted(actor.studio_ids)))
    return [Customer.id.is_in(links)]
