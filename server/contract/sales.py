"""Selling a pass at the desk, and what only the desk sees of a pass that was sold."""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from server.contract.base import VISIBLE, Id, Instant, LocalDate, Request
from server.contract.passes import Registration
from server.rules.vocabulary import PaymentMethod

PaymentNote = Annotated[str, Meta(min_length=1, max_length=500, pattern=VISIBLE)]


class SaleRequest(Request):
    """Sell a product to a customer: for one of its courses only where `courseId` names it.

    `validFrom` is the studio's today where it is absent; null is a pass that has always begun (R6). The price is the
    product's, also where the pass is given for `free`: what was agreed is kept.
    """

    customer_id: Id
    pass_product_id: Id
    course_id: Id | None = None
    valid_from: LocalDate | UnsetType | None = UNSET
    payment: PaymentMethod | None = None
    payment_note: PaymentNote | None = None


class SoldPass(Registration):
    """A pass as staff see it: its price in cents, how it was paid, who sold it, and its freeze.

    `soldBy` is the seller's name, null where no person sold it.
    """

    price_cents: int | None
    currency: str | None
    payment: str | None
    payment_note: str | None
    sold_at: Instant
    sold_by: str | None
    frozen_from: LocalDate | None
    frozen_until: LocalDate | None
