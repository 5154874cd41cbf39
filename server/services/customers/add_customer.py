"""Add a customer at the desk."""

from dataclasses import dataclass

from server.contract import customers as shapes
from server.database.write_transaction import write_transaction
from server.services.actor import Actor
from server.services.context import Context
from server.services.customers.address import no_address
from server.services.customers.link_studio import link_studio
from server.services.customers.present import present
from server.services.outcomes import NotFoundError
from server.tables.people import Customer
from server.tables.studios import Studio


@dataclass(frozen=True)
class AddedCustomer:
    """A customer who is linked to the studio now, and whether this server has not known them before."""

    customer: shapes.Customer
    is_new: bool


async def add_customer(asked: shapes.CustomerRequest, actor: Actor, context: Context) -> AddedCustomer:
    """Return the customer with that e-mail address: a new one, or the one known, unchanged but for the link (R41).

    Raises NotFoundError for a studio that the actor does not serve.
    """
    row = Customer(email=asked.email.lower(), name=asked.name, phone=asked.phone, created_at=context.now())
    async with write_transaction():
        if not actor.serves(asked.studio_id) or not await _is_living(asked.studio_id):
            raise NotFoundError("studio")
        is_new = bool(await Customer.insert(row).on_conflict(action="DO NOTHING"))
        customer = (await Customer.objects().where(Customer.email == row.email))[0]
        await link_studio(customer.id, asked.studio_id)
    return AddedCustomer(present(customer), is_new)


async def add_without_address(name: str, phone: str | None, studio_id: int, context: Context) -> int:
    """Add a customer who has given no e-mail address, in the caller's transaction (R31); return the id."""
    row = Customer(email=no_address(), name=name, phone=phone, created_at=context.now())
    await row.save()
    await link_studio(row.id, studio_id)
    return row.id


async def _is_living(studio_id: int) -> bool:
    return await Studio.exists().where(Studio.id == studio_id, Studio.archived_at.is_null())
