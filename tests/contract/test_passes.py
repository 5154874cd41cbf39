"""A pass as its owner sees it (`api.md`)."""

from server.contract.passes import PartStatus, PunchRow, Registration, RegistrationStatus
from tests.contract.wire import names_of

STATUS = """
    id passType status sessionsIncluded sessionsRemaining sessionsHeld sessionsAvailable maxAdvanceReservations
    openReservations validFrom validUntil frozen parts nextStepId warnings
"""


def test_the_status_of_a_pass_has_the_fields_of_the_page() -> None:
    """`api.md`: `GET /api/registrations/{id}/status`; more may be added, none may go."""
    assert set(STATUS.split()) <= set(names_of(RegistrationStatus))
    assert {"stepId", "title", "state"} <= set(names_of(PartStatus))


def test_a_list_of_passes_says_what_is_left_and_what_is_held() -> None:
    """R10."""
    assert {"id", "sessionsRemaining", "sessionsHeld", "sessionsAvailable"} <= set(names_of(Registration))


def test_a_row_of_the_ledger_says_what_who_why_and_what_is_left() -> None:
    """R9: actor, reason and time; the balance after it."""
    assert {"kind", "delta", "balance", "reason", "at", "actor"} <= set(names_of(PunchRow))
