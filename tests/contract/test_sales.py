"""Selling a pass (`api.md`, R6)."""

from datetime import date

import pytest
from msgspec import UNSET

from server.contract.sales import Payment, SaleRequest
from tests.contract.wire import is_taken, lengths_taken, names_of, sent

SALE = {"customerId": 1, "passProductId": 2}


def test_a_sale_names_customer_and_product_and_maybe_more() -> None:
    """`api.md`: `{customerId, passProductId, courseId?, validFrom?, payment?}`."""
    assert names_of(SaleRequest) == [*SALE, "courseId", "validFrom", "payment"]
    sale = sent(SaleRequest, {**SALE, "courseId": 3, "validFrom": "2026-03-02", "payment": "cash"})
    assert (sale.course_id, sale.valid_from, sale.payment) == (3, date(2026, 3, 2), "cash")


def test_an_absent_first_date_is_not_an_open_one() -> None:
    """R6: absent is the default (today), null is null (open)."""
    assert sent(SaleRequest, SALE).valid_from is UNSET
    assert sent(SaleRequest, {**SALE, "validFrom": None}).valid_from is None


@pytest.mark.parametrize("change", [{"customerId": 0}, {"validFrom": "1999-12-31"}, {"payment": " "}, {"price": 1}])
def test_a_sale_of_another_shape_is_refused(change: dict[str, object]) -> None:
    """`api.md`, "Malformed"."""
    assert not is_taken(SaleRequest, {**SALE, **change})


def test_how_it_was_paid_is_a_word_or_two() -> None:
    """`api.md`: `payment?`."""
    assert lengths_taken(Payment, [0, 1, 32, 33]) == [1, 32]
