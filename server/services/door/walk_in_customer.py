"""Whose pass a walk-in comes on: theirs, or one that is sold to them on the spot, new as they may be (R31)."""

from dataclasses import dataclass

from msgspec import UNSET

from server.contract.customers import CustomerRequest
from server.contract.sales import SaleRequest
from server.contract.walk_ins import WalkInCustomer, WalkInRequest, WalkInSale
from server.rules.eligibility import SessionFacts
from server.rules.local_time import local_date
from server.services.actor import Actor
from server.services.context import Context
from server.services.customers.add_customer import add_customer, add_without_address
from server.services.outcomes import InvalidFieldError
from server.services.passes.sell_pass import sell_pass
from server.services.studio_acts.served_session import ServedStudio
from server.tables.passes import ClassRegistration


@dataclass(frozen=True)
class OwnPass:
    """A pass that is there; its owner where the desk has named one."""

    registration_id: int
    customer_id: int | None


@dataclass(frozen=True)
class NewPass:
    """A pass to be sold, to a known customer by their id or to a new one."""

    sale: WalkInSale
    buyer: int | WalkInCustomer


def asked_pass(asked: WalkInRequest) -> OwnPass | NewPass:
    """Return the pass on which somebody walks in.

    Raises InvalidFieldError where there is none, or two, or no customer for a sale, or two.
    """
    if asked.registration_id is not None and asked.sale is None:
        if asked.customer is not None:
            raise InvalidFieldError("customer", "is for a sale: a pass that is there has its customer")
        return OwnPass(asked.registration_id, asked.customer_id)
    if asked.sale is not None and asked.registration_id is None:
        buyers = [each for each in (asked.customer_id, asked.customer) if each is not None]
        if len(buyers) != 1:
            raise InvalidFieldError("customer", "give either customerId, who is known, or customer, who is new")
        return NewPass(asked.sale, buyers[0])
    raise InvalidFieldError("sale", "give either registrationId, a pass that is there, or sale, a pass to sell")


async def own_pass(asked: OwnPass, studio_id: int) -> int:
    """Return the pass that is there. Raises InvalidFieldError where it is another customer's than was named.

    Another studio's pass does not exist here, which is said when it is to be used (R41).
    """
    table = ClassRegistration
    is_others = table.exists().where(
        table.id == asked.registration_id, table.studio == studio_id, table.customer != asked.customer_id
    )
    if asked.customer_id is not None and await is_others:
        raise InvalidFieldError("customerId", "is not whose pass this is")
    return asked.registration_id


async def sold_pass(asked: NewPass, studio: ServedStudio, session: SessionFacts, actor: Actor, context: Context) -> int:
    """Return the pass that is sold in the caller's transaction, after whoever is new was added.

    Raises what selling and adding raise.
    """
    who = asked.buyer
    customer_id = who if isinstance(who, int) else await _added(who, studio.id, actor, context)
    return (await sell_pass(_sale(asked.sale, customer_id, studio, session), actor, context, session.id)).id


async def _added(who: WalkInCustomer, studio_id: int, actor: Actor, context: Context) -> int:
    """A known address is a known customer (R41)."""
    if who.email is None:
        return await add_without_address(who.name, who.phone, studio_id, context)
    asked = CustomerRequest(studio_id=studio_id, email=who.email, name=who.name, phone=who.phone)
    return (await add_customer(asked, actor, context)).customer.id


def _sale(sale: WalkInSale, customer_id: int, studio: ServedStudio, session: SessionFacts) -> SaleRequest:
    """After midnight the class is yesterday's, and a pass from today on would not cover it (R7)."""
    class_date = local_date(session.starts_at, studio.zone)
    return SaleRequest(
        customer_id=customer_id,
        pass_product_id=sale.pass_product_id,
        course_id=sale.course_id,
        valid_from=class_date if sale.valid_from is UNSET else sale.valid_from,
        payment=sale.payment,
        payment_note=sale.payment_note,
    )
