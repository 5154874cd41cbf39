"""What an admin's override may do (R36), by a table of its own."""

import pytest

from server.rules.overriding import judge_override, status_after, undoes_absence
from server.rules.verdict import ALLOWED, Refused
from server.rules.vocabulary import OverrideAction, Refusal, ReservationStatus
from tests.rules.status_moves import ATTENDED, AUTO_CANCELLED, CANCELLED, LEGAL, NO_SHOW, PENDING

REINSTATE, EXCUSE, MARK_ATTENDED = OverrideAction

MADE_BY = {
    (REINSTATE, AUTO_CANCELLED): PENDING,
    (EXCUSE, NO_SHOW): CANCELLED,
    (MARK_ATTENDED, NO_SHOW): ATTENDED,
    (MARK_ATTENDED, AUTO_CANCELLED): ATTENDED,
}


@pytest.mark.parametrize("action", OverrideAction)
@pytest.mark.parametrize("status", ReservationStatus)
def test_an_action_is_for_reservations_of_its_status_and_no_others(
    action: OverrideAction, status: ReservationStatus
) -> None:
    """R36, §6: every other pair is `illegal_transition`."""
    facts = {"from_status": status, "to_status": status_after(action)}
    expected = ALLOWED if (action, status) in MADE_BY else Refused(Refusal.ILLEGAL_TRANSITION, facts)
    assert judge_override(action, status) == expected


@pytest.mark.parametrize(("action", "status"), MADE_BY)
def test_an_override_makes_a_legal_move(action: OverrideAction, status: ReservationStatus) -> None:
    """§6."""
    assert status_after(action) is MADE_BY[action, status]
    assert (status, status_after(action)) in LEGAL


@pytest.mark.parametrize(
    ("action", "cascade", "undoes"),
    [
        (MARK_ATTENDED, False, True),
        (MARK_ATTENDED, True, True),
        (EXCUSE, False, False),
        (EXCUSE, True, True),
        (REINSTATE, False, False),
        (REINSTATE, True, False),
    ],
)
def test_every_move_out_of_no_show_undoes_the_absence_but_an_excuse_alone(
    action: OverrideAction, *, cascade: bool, undoes: bool
) -> None:
    """§6, R36."""
    assert undoes_absence(action, cascade=cascade) is undoes
