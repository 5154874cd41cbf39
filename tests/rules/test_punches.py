"""The punch ledger's arithmetic and holds (R9-R11), and what each move of §6 writes to it."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.rules.punches import (
    LiveConsumption,
    PunchChange,
    PunchTerms,
    available_punches,
    changes_for_move,
    counts_punches,
)
from server.rules.vocabulary import CONSUMPTIONS, PassType, PunchKind, ReservationStatus
from tests.rules.builders import PROPERTY
from tests.rules.status_moves import (
    ATTENDED,
    AUTO_CANCELLED,
    CANCELLED,
    CHECKED_IN,
    LEGAL,
    NO_SHOW,
    PENDING,
    Move,
)

TAKEN = LiveConsumption(PunchKind.CHECK_IN, -1)
WAIVED = LiveConsumption(PunchKind.WAIVE, 0)
MISSED = LiveConsumption(PunchKind.NO_SHOW, -1)
LIVE = (None, TAKEN, WAIVED, MISSED)

TAKES = PunchChange(PunchKind.CHECK_IN, -1)
WAIVES = PunchChange(PunchKind.WAIVE, 0)
NO_SHOW_TAKES = PunchChange(PunchKind.NO_SHOW, -1)
GIVES_BACK = PunchChange(PunchKind.REVERSAL, 1)
UNDOES_WAIVER = PunchChange(PunchKind.REVERSAL, 0)

DEFAULT = PunchTerms()
WITH_WAIVER = PunchTerms(waived=True)
FREE_NO_SHOWS = PunchTerms(no_show_deducts=False)
ALL_TERMS = tuple(PunchTerms(waived, deducts) for waived, deducts in product((True, False), repeat=2))

LEFT_BY: dict[ReservationStatus, set[PunchKind | None]] = {
    PENDING: {None},
    CHECKED_IN: {PunchKind.CHECK_IN, PunchKind.WAIVE},
    ATTENDED: {PunchKind.CHECK_IN, PunchKind.WAIVE},
    NO_SHOW: {PunchKind.NO_SHOW, None},
    CANCELLED: {None},
    AUTO_CANCELLED: {None},
}
"""The live consumption that a reservation of each status can have."""

Row = tuple[ReservationStatus | None, LiveConsumption | None, ReservationStatus, tuple[PunchChange, ...]]

MOVES: list[Row] = [
    (None, None, PENDING, ()),
    (None, None, CHECKED_IN, (TAKES,)),
    (PENDING, None, CHECKED_IN, (TAKES,)),
    (PENDING, None, ATTENDED, (TAKES,)),
    (PENDING, None, NO_SHOW, (NO_SHOW_TAKES,)),
    (PENDING, None, CANCELLED, ()),
    (PENDING, None, AUTO_CANCELLED, ()),
    (CHECKED_IN, TAKEN, ATTENDED, ()),
    (CHECKED_IN, WAIVED, ATTENDED, ()),
    (CHECKED_IN, TAKEN, PENDING, (GIVES_BACK,)),
    (CHECKED_IN, WAIVED, PENDING, (UNDOES_WAIVER,)),
    (CHECKED_IN, TAKEN, CANCELLED, (GIVES_BACK,)),
    (CHECKED_IN, WAIVED, CANCELLED, (UNDOES_WAIVER,)),
    (CHECKED_IN, TAKEN, NO_SHOW, (GIVES_BACK, NO_SHOW_TAKES)),
    (CHECKED_IN, WAIVED, NO_SHOW, (UNDOES_WAIVER, NO_SHOW_TAKES)),
    (ATTENDED, TAKEN, CANCELLED, (GIVES_BACK,)),
    (ATTENDED, WAIVED, CANCELLED, (UNDOES_WAIVER,)),
    (ATTENDED, TAKEN, NO_SHOW, (GIVES_BACK, NO_SHOW_TAKES)),
    (ATTENDED, WAIVED, NO_SHOW, (UNDOES_WAIVER, NO_SHOW_TAKES)),
    (NO_SHOW, MISSED, CHECKED_IN, (GIVES_BACK, TAKES)),
    (NO_SHOW, None, CHECKED_IN, (TAKES,)),
    (NO_SHOW, MISSED, ATTENDED, (GIVES_BACK, TAKES)),
    (NO_SHOW, None, ATTENDED, (TAKES,)),
    (NO_SHOW, MISSED, CANCELLED, (GIVES_BACK,)),
    (NO_SHOW, None, CANCELLED, ()),
    (AUTO_CANCELLED, None, PENDING, ()),
    (AUTO_CANCELLED, None, ATTENDED, (TAKES,)),
]


@pytest.mark.parametrize("row", MOVES, ids=str)
def test_a_move_writes_what_section_6_says(row: Row) -> None:
    """§6, "also", and R9."""
    _, live, to_status, expected = row
    assert changes_for_move(to_status, live, 5, DEFAULT) == expected


def test_no_legal_move_is_left_out_above() -> None:
    """§6."""
    written: set[Move] = {(from_status, to_status) for from_status, _, to_status, _ in MOVES}
    assert written == LEGAL


@pytest.mark.parametrize(
    ("live", "to_status", "expected"),
    [
        (None, CHECKED_IN, (WAIVES,)),
        (None, ATTENDED, (WAIVES,)),
        (MISSED, CHECKED_IN, (GIVES_BACK, WAIVES)),
        (TAKEN, ATTENDED, ()),
        (None, NO_SHOW, (NO_SHOW_TAKES,)),
        (TAKEN, PENDING, (GIVES_BACK,)),
    ],
)
def test_a_waived_punch_is_written_down_and_takes_none(
    live: LiveConsumption | None, to_status: ReservationStatus, expected: tuple[PunchChange, ...]
) -> None:
    """R24, R9: `WAIVE` counts as a consumption, with a delta of 0."""
    assert changes_for_move(to_status, live, 5, WITH_WAIVER) == expected


@pytest.mark.parametrize(
    ("live", "expected"), [(None, ()), (TAKEN, (GIVES_BACK,)), (WAIVED, (UNDOES_WAIVER,))], ids=str
)
def test_a_no_show_is_free_where_the_studio_says_so(
    live: LiveConsumption | None, expected: tuple[PunchChange, ...]
) -> None:
    """§6: `no_show_deducts` off; a check-in's punch goes back all the same."""
    assert changes_for_move(NO_SHOW, live, 5, FREE_NO_SHOWS) == expected


@pytest.mark.parametrize(
    ("live", "remaining", "expected"),
    [
        (None, 0, ()),
        (None, 1, (NO_SHOW_TAKES,)),
        (WAIVED, 0, (UNDOES_WAIVER,)),
        (TAKEN, 0, (GIVES_BACK, NO_SHOW_TAKES)),
    ],
)
def test_a_no_show_takes_a_punch_only_where_one_is_left(
    live: LiveConsumption | None, remaining: int, expected: tuple[PunchChange, ...]
) -> None:
    """§6: the punch that the check-in gives back is one that is left."""
    assert changes_for_move(NO_SHOW, live, remaining, DEFAULT) == expected


def test_no_move_costs_more_than_one_punch_or_leaves_two_consumptions_or_goes_below_zero() -> None:
    """R9, over every status, live consumption, balance and terms; R27 lets nobody arrive without a punch."""
    for to_status, live, remaining, terms in product(ReservationStatus, LIVE, range(3), ALL_TERMS):
        given_back = 0 if live is None else -live.delta
        if to_status in {CHECKED_IN, ATTENDED} and not terms.waived and remaining + given_back < 1:
            continue
        changes = changes_for_move(to_status, live, remaining, terms)
        spent = sum(change.delta for change in changes)
        consumptions = [live] * (live is not None) + [c for c in changes if c.kind in CONSUMPTIONS]
        reversals = [change for change in changes if change.kind is PunchKind.REVERSAL]
        assert remaining + spent >= 0
        assert -1 <= spent - given_back <= 0
        assert len(consumptions) - len(reversals) in {0, 1}


@PROPERTY
@given(
    punches=st.integers(0, 2),
    wishes=st.lists(st.tuples(st.sampled_from(ReservationStatus), st.sampled_from(ALL_TERMS)), max_size=25),
)
def test_along_any_path_of_legal_moves_the_ledger_says_what_the_status_says(
    punches: int, wishes: list[tuple[ReservationStatus, PunchTerms]]
) -> None:
    """R9, §6: never below 0, at most one punch for one reservation, none for one that nobody came or failed to."""
    status: ReservationStatus | None = None
    live: LiveConsumption | None = None
    balance = punches
    for wish, terms in wishes:
        arrives_unpaid = wish in {CHECKED_IN, ATTENDED} and balance == 0 and live is None and not terms.waived
        if (status, wish) not in LEGAL or arrives_unpaid:
            continue
        status = wish
        for change in changes_for_move(wish, live, balance, terms):
            balance += change.delta
            live = LiveConsumption(change.kind, change.delta) if change.kind in CONSUMPTIONS else None
        assert balance == punches + (0 if live is None else live.delta)
        assert balance >= 0
        assert (live.kind if live else None) in LEFT_BY[status]


@pytest.mark.parametrize(("remaining", "held", "available"), [(8, 0, 8), (8, 3, 5), (1, 1, 0), (0, 0, 0)])
def test_a_held_punch_is_not_available(remaining: int, held: int, available: int) -> None:
    """R10."""
    assert available_punches(remaining, held) == available


def test_only_a_punch_pass_has_a_ledger() -> None:
    """R11."""
    assert [kind for kind in PassType if counts_punches(kind)] == [PassType.PUNCH_PASS]
