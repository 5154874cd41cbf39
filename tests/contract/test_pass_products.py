"""A pass product as admins send it (R6, `api.md`)."""

import pytest

from server.contract.pass_products import (
    Cents,
    GraceHours,
    PassProductChange,
    PassProductRequest,
    Punches,
    Reservations,
    ValidityDays,
)
from server.contract.setup import given_fields
from tests.contract.wire import is_taken, names_of, sent

PRODUCT = {"studioId": 1, "name": "8 punches", "passType": "PUNCH_PASS", "courseIds": [1]}


def test_an_absent_term_is_the_default_and_null_is_null() -> None:
    """R6: 3 ahead, a grace of 0 hours; null = no limit, never."""
    usual = sent(PassProductRequest, PRODUCT)
    assert (usual.max_advance_reservations, usual.absence_grace_period, usual.validity_days) == (3, 0, None)
    assert usual.requires_sequential_attendance is False
    free = sent(PassProductRequest, {**PRODUCT, "maxAdvanceReservations": None, "absenceGracePeriod": None})
    assert (free.max_advance_reservations, free.absence_grace_period) == (None, None)


def test_a_product_has_the_fields_of_the_page() -> None:
    """`api.md`, Bodies."""
    terms = "sessionsIncluded maxAdvanceReservations requiresSequentialAttendance absenceGracePeriod validityDays"
    assert set(names_of(PassProductRequest)) == {*PRODUCT, *terms.split(), "priceCents"}


@pytest.mark.parametrize("pass_type", ["UNLIMITED_SERIES", "PUNCH_PASS", "FULL_COURSE"])
def test_there_are_three_kinds_of_pass(pass_type: str) -> None:
    """R5."""
    assert is_taken(PassProductRequest, {**PRODUCT, "passType": pass_type})


@pytest.mark.parametrize(
    "change",
    [
        {"passType": "DROP_IN"},
        {"sessionsIncluded": "8"},
        {"absenceGracePeriod": 0.5},
        {"courseIds": [0]},
    ],
)
def test_a_product_of_another_shape_is_refused(change: dict[str, object]) -> None:
    """`api.md`, "Malformed"."""
    assert is_taken(PassProductRequest, PRODUCT)
    assert not is_taken(PassProductRequest, {**PRODUCT, **change})


@pytest.mark.parametrize(
    ("number_type", "lowest", "highest"),
    [
        (Punches, 1, 1000),
        (Reservations, 1, 1000),
        (GraceHours, 0, 365 * 24),
        (ValidityDays, 1, 3660),
        (Cents, 0, 2**31 - 1),
    ],
)
def test_a_term_has_its_bounds(number_type: object, lowest: int, highest: int) -> None:
    """R6: up to a year of grace and ten years of validity."""
    edges = [lowest - 1, lowest, highest, highest + 1]
    assert [number for number in edges if is_taken(number_type, number)] == [lowest, highest]


def test_a_change_leaves_the_kind_of_pass_and_may_lift_the_limit() -> None:
    """R6."""
    assert not is_taken(PassProductChange, {"passType": "FULL_COURSE"})
    lifted = sent(PassProductChange, {"maxAdvanceReservations": None})
    assert given_fields(lifted) == {"max_advance_reservations": None}
