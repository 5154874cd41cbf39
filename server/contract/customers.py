"""A customer as the desk sees them: who they are, what they hold, what they did."""

from typing import Annotated

from msgspec import Meta

from server.contract.base import VISIBLE, Email, Id, Instant, Name, Request, Shape
from server.contract.notes import Note
from server.contract.reservations import Reservation
from server.contract.sales import SoldPass

Phone = Annotated[str, Meta(min_length=1, max_length=40, pattern=VISIBLE)]


class CustomerRequest(Request):
    """A customer of a studio; a known e-mail address is linked to it and stays as it is."""

    studio_id: Id
    email: Email
    name: Name
    phone: Phone | None = None


class Customer(Shape):
    """A person who books; `email` is null for who has walked in and given none."""

    id: int
    email: str | None
    name: str
    phone: str | None
    locale: str | None
    created_at: Instant


class CustomerRecord(Shape):
    """A customer with passes, reservations and notes of the studios that the reader serves, the newest first."""

    customer: Customer
    passes: list[SoldPass]
    history: list[Reservation]
    notes: list[Note]
