"""A customer as the desk sends one (`api.md`, R41)."""

import pytest

from server.contract.customers import CustomerRequest, Phone
from tests.contract.wire import is_taken, lengths_taken, names_of, sent

ANA = {"studioId": 1, "email": "ana@example.com", "name": "Ana Ruiz"}


def test_a_customer_has_an_address_a_name_and_maybe_a_phone() -> None:
    """`api.md`: `{studioId, email, name, phone?}`."""
    assert names_of(CustomerRequest) == [*ANA, "phone"]
    assert sent(CustomerRequest, ANA).phone is None
    assert sent(CustomerRequest, {**ANA, "phone": "+1 (212) 555-0100"}).phone == "+1 (212) 555-0100"


@pytest.mark.parametrize("change", [{"email": "ana"}, {"email": "ana@example.com\n"}, {"name": " "}, {"phone": " "}])
def test_a_customer_of_another_shape_is_refused(change: dict[str, object]) -> None:
    """`api.md`, "Malformed"."""
    assert not is_taken(CustomerRequest, {**ANA, **change})


def test_a_phone_number_is_as_long_as_one() -> None:
    """`api.md`."""
    assert lengths_taken(Phone, [0, 1, 40, 41]) == [1, 40]
