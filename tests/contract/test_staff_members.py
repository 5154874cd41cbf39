"""A staff member as admins send one (R41, R42, `api.md`)."""

import pytest

from server.contract.setup import given_fields
from server.contract.staff_members import Password, StaffMember, StaffMemberChange, StaffMemberRequest
from tests.contract.wire import is_taken, lengths_taken, names_of, sent

BEA = {"email": "bea@example.com", "name": "Bea", "role": "STAFF", "studioIds": [1]}


@pytest.mark.parametrize("role", ["STAFF", "ADMIN"])
def test_people_who_work_here_are_staff_or_admins(role: str) -> None:
    """R41."""
    assert sent(StaffMemberRequest, {**BEA, "role": role}).role == role


@pytest.mark.parametrize(
    "change",
    [
        {"role": "CUSTOMER"},
        {"role": "KIOSK"},
        {"password": "secret\x00word"},
        {"pin": "12345"},
        {"studioIds": [0]},
        {"hasPin": True},
    ],
)
def test_a_person_of_another_shape_is_refused(change: dict[str, object]) -> None:
    """R42: six digits; `api.md`, "Malformed"."""
    assert is_taken(StaffMemberRequest, {**BEA, "password": "12345678", "pin": "123456"})
    assert not is_taken(StaffMemberRequest, {**BEA, **change})


def test_passwords_and_pins_come_in_and_never_go_out() -> None:
    """R42: an answer says only that there is one."""
    assert not {"password", "pin", "pinHash", "passwordHash"} & set(names_of(StaffMember))
    assert {"hasPassword", "hasPin"} <= set(names_of(StaffMember))


def test_null_takes_the_pin_away_and_absent_leaves_it() -> None:
    """`api.md`: PATCH."""
    assert given_fields(sent(StaffMemberChange, {"pin": None})) == {"pin": None}
    assert given_fields(sent(StaffMemberChange, {"name": "Bea"})) == {"name": "Bea"}


def test_a_password_has_8_characters_or_more() -> None:
    """R41: and not so many that hashing them is work."""
    assert lengths_taken(Password, [7, 8, 200, 201]) == [8, 200]
