"""Selling a pass at the desk."""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from server.contract.base import VISIBLE, Id, LocalDate, Request

Payment = Annotated[str, Meta(min_length=1, max_length=32, pattern=VISIBLE, description="how it was paid: cash, card")]


class SaleRequest(Request):
    """Sell a product to a customer: for one of its courses only where `courseId` names it.

    `validFrom` is the studio's today where it is absent; null is a pass that has always begun (R6).
    """

    customer_id: Id
    pass_product_id: Id
    course_id: Id | None = None
    valid_from: LocalDate | UnsetType | None = UNSET
    payment: Payment | None = None
