"""Selling a pass (`api.md`, R6)."""

from datetime import date

import pytest
from msgspec import UNSET

from server.contract.sales import PaymentNote, SaleRequest, SoldPass
from server.rules.vocabulary import PaymentMethod
from tests.contract.wire import is_taken, lengths_taken, names_of, sent

SALE = {"customerId": 1, "passProductId": 2}


def test_a_sale_names_customer_and_product_and_maybe_more() -> None:
    """`api.md`: `{customerId, passProductId, courseId?, validFrom?, payment?}`, and a note on the payment."""
    assert names_of(SaleRequest) == [*SALE, "courseId", "validFrom", "payment", "paymentNote"]
    sale = sent(SaleRequest, {**SALE, "courseId": 3, "validFrom": "2026-03-02", "payment": "cash"})
    assert (sale.course_id, sale.valid_from, sale.payment) == (3, date(2026, 3, 2), PaymentMethod.CASH)


def test_an_absent_first_date_is_not_an_open_one() -> None:
    """R6: absent is the default (today), null is null (open)."""
    assert sent(SaleRequest, SALE).valid_from is UNSET
    assert sent(SaleRequest, {**SALE, "validFrom": None}).valid_from is None


@pytest.mark.parametrize(
    "change", [{"customerId": 0}, {"validFrom": "1999-12-31"}, {"payment": "cheque"}, {"price": 1}]
)
def test_a_sale_of_another_shape_is_refused(change: dict[str, object]) -> None:
    """`api.md`, "Malformed"."""
    assert not is_taken(SaleRequest, {**SALE, **change})


@pytest.mark.parametrize("payment", ["cash", "card", "transfer", "free", None, "CASH", "", "iou", 1])
def test_a_pass_is_paid_in_one_of_four_ways_or_nobody_says_how(payment: object) -> None:
    assert is_taken(SaleRequest, {**SALE, "payment": payment}) is (
        payment in ("cash", "card", "transfer", "free", None)
    )


def test_a_note_on_the_payment_says_something() -> None:
    assert lengths_taken(PaymentNote, [0, 1, 500, 501]) == [1, 500]


def test_staff_see_of_a_pass_what_was_agreed() -> None:
    assert {"id", "status", "priceCents", "currency", "payment", "paymentNote", "soldBy"} <= set(names_of(SoldPass))
