"""Somebody without a reservation at the desk (R31)."""

from msgspec import UNSET, UnsetType

from server.contract.base import Email, Id, LocalDate, Name, Reason, Request
from server.contract.customers import Phone
from server.contract.sales import PaymentNote
from server.rules.vocabulary import PaymentMethod


class WalkInSale(Request):
    """The pass that is sold with the walk-in, as at `POST /api/staff/registrations`.

    `validFrom` is the session's date where it is absent.
    """

    pass_product_id: Id
    course_id: Id | None = None
    valid_from: LocalDate | UnsetType | None = UNSET
    payment: PaymentMethod | None = None
    payment_note: PaymentNote | None = None


class WalkInCustomer(Request):
    """Who comes for the first time; without an e-mail address nobody can be written to, nor sign in."""

    name: Name
    email: Email | None = None
    phone: Phone | None = None


class WalkInRequest(Request):
    """Let somebody in: on a pass of theirs, or on one `sale` to a customer who is known or new.

    Either `registrationId` or `sale`, and with a sale either `customerId` or `customer`. `force` and `reason` as when
    booking (R19), `stepId` for a makeup session (R17).
    """

    registration_id: Id | None = None
    sale: WalkInSale | None = None
    customer_id: Id | None = None
    customer: WalkInCustomer | None = None
    step_id: Id | None = None
    force: bool = False
    reason: Reason | None = None
