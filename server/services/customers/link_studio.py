"""Make a customer known to a studio."""

from server.tables.people import CustomerStudio


async def link_studio(customer_id: int, studio_id: int) -> None:
    """Link a customer to a studio, in the caller's transaction; a link that is there stays."""
    link = CustomerStudio(customer=customer_id, studio=studio_id)
    await CustomerStudio.insert(link).on_conflict(action="DO NOTHING")
