"""The only legal moves of a reservation's status (§6)."""

import pytest

from server.rules.lifecycle import judge_move, seats_changed
from server.rules.verdict import ALLOWED, Refused
from server.rules.vocabulary import Refusal, ReservationStatus
from tests.rules.status_moves import GRID, LEGAL, Move


def test_the_grid_holds_every_pair() -> None:
    """§6: from nothing and six statuses to six."""
    assert len(GRID) == 7 * 6
    assert len(LEGAL) == 18


@pytest.mark.parametrize("move", GRID, ids=str)
def test_a_move_is_legal_where_the_table_has_it_and_nowhere_else(move: Move) -> None:
    """§6: every other pair is `illegal_transition`, with what was tried."""
    from_status, to_status = move
    facts = {"from_status": from_status, "to_status": to_status}
    expected = ALLOWED if move in LEGAL else Refused(Refusal.ILLEGAL_TRANSITION, facts)
    assert judge_move(from_status, to_status) == expected


@pytest.mark.parametrize("move", sorted(LEGAL, key=str), ids=str)
def test_a_move_takes_frees_or_keeps_the_seat(move: Move) -> None:
    """§6, "also": seat taken, seat freed."""
    assert seats_changed(*move) == GRID[move]


def test_cancelled_is_the_end() -> None:
    """§6: customers book again, with a new reservation and a new code."""
    assert not [move for move in LEGAL if move[0] is ReservationStatus.CANCELLED]
