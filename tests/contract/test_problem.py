"""Errors as RFC 9457 (`api.md`)."""

import msgspec

from server.contract.problem import FieldError, Problem

FULL = Problem(type="about:blank", title="Full", status=409, detail="This class is full.", code="session_full")


def test_an_error_has_the_members_of_rfc_9457_and_a_stable_code() -> None:
    """`api.md`: a client never has to read prose."""
    assert msgspec.to_builtins(FULL) == {
        "type": "about:blank",
        "title": "Full",
        "status": 409,
        "detail": "This class is full.",
        "code": "session_full",
    }


def test_a_wrong_shape_names_its_fields() -> None:
    """`api.md`: `errors: [{field, message}]`, and no errors where there are none."""
    wrong = Problem(
        type="about:blank",
        title="Invalid",
        status=422,
        detail="",
        code="invalid_request",
        errors=[FieldError(field="sessionId", message="Expected `int` >= 1")],
    )
    assert msgspec.to_builtins(wrong)["errors"] == [{"field": "sessionId", "message": "Expected `int` >= 1"}]
    assert FULL.errors == []
