"""How people sign in (`api.md`, R41)."""

import pytest

from server.contract.signing_in import (
    CodeRequest,
    CustomerSignedIn,
    Password,
    SignInCode,
    SignInRequest,
    StaffSignedIn,
    StaffSignInRequest,
)
from tests.contract.wire import is_taken, lengths_taken, names_of, sent

ANA = {"email": "ana@example.com", "code": "123456"}


def test_a_code_is_asked_for_with_an_address_alone() -> None:
    """`api.md`: `{email}`."""
    assert names_of(CodeRequest) == ["email"]
    assert not is_taken(CodeRequest, {"email": "ana"})


def test_a_known_address_signs_in_with_its_code_and_a_new_one_adds_name_and_studio() -> None:
    """`api.md`: `{email, code, name?, studioId?}`."""
    assert names_of(SignInRequest) == [*ANA, "name", "studioId"]
    known = sent(SignInRequest, ANA)
    assert (known.name, known.studio_id) == (None, None)


@pytest.mark.parametrize("change", [{"email": "ana"}, {"code": 123456}, {"code": ""}, {"name": " "}, {"studioId": 0}])
def test_a_sign_in_of_another_shape_is_refused(change: dict[str, object]) -> None:
    """`api.md`, "Malformed"."""
    assert not is_taken(SignInRequest, {**ANA, **change})


def test_codes_and_passwords_are_taken_as_they_are_typed_but_not_at_any_length() -> None:
    """R44: whether they are right is said after they were hashed, and hashing 60 kB is work."""
    assert lengths_taken(SignInCode, [0, 1, 20, 21]) == [1, 20]
    assert lengths_taken(Password, [0, 1, 1000, 1001]) == [1, 1000]
    assert is_taken(SignInCode, " 123 456 ")


def test_staff_sign_in_by_password() -> None:
    """`api.md`; the second factor comes in its own issue."""
    assert sent(StaffSignInRequest, {"email": "bea@example.com", "password": "pw"}).password == "pw"


def test_whoever_signs_in_gets_a_token_and_who_they_are() -> None:
    """`api.md`, "Signing in"."""
    assert names_of(CustomerSignedIn) == ["token", "role", "customerId", "name"]
    assert names_of(StaffSignedIn) == ["token", "role", "staffId", "name"]
