"""A customer as the desk sees them."""

from server.contract import customers as shapes
from server.services.customers.address import address_of
from server.tables.people import Customer


def present(row: Customer) -> shapes.Customer:
    """Return a customer."""
    return shapes.Customer(
        id=row.id,
        email=address_of(row.email),
        name=row.name,
        phone=row.phone,
        locale=row.locale,
        created_at=row.created_at,
    )
