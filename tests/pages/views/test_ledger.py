"""The ledger in words."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from server.contract.passes import PunchRow
from server.pages.views.ledger import LedgerLine, ledger_line
from server.rules.vocabulary import PunchKind

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 3, 3, 17, tzinfo=UTC)
LATE_IN_FEBRUARY = datetime(2026, 2, 28, 1, tzinfo=UTC)
"""Still the 27th in New York."""


def line(kind: PunchKind, delta: int, *, reason: str | None = None, course: str | None = None) -> LedgerLine:
    """A row's line; with a course, it was a class on 27 February."""
    row = PunchRow(
        id=1,
        kind=kind,
        delta=delta,
        balance=5,
        reason=reason,
        at=NOW,
        actor="system",
        actor_name="Studio Check-in",
        reservation_id=1 if course else None,
        course_name=course,
        starts_at=LATE_IN_FEBRUARY if course else None,
    )
    return ledger_line(row, NEW_YORK, NOW)


def test_a_class_is_told_by_its_own_day_in_the_studios_zone() -> None:
    told = line(PunchKind.CHECK_IN, -1, course="Wheel Throwing")
    assert told == LedgerLine("27 Feb", "Wheel Throwing", "attended", "\N{MINUS SIGN}1", "5 left")


def test_what_no_class_caused_is_told_by_the_day_it_was_written() -> None:
    told = line(PunchKind.GRANT, 8)
    assert told == LedgerLine("3 Mar", "Your pass", "8 punches with the pass", "+8", "5 left")


@pytest.mark.parametrize(
    ("reason", "happened"),
    [(None, "back with the longer pass"), ("was ill", "back with the longer pass · was ill")],
)
def test_what_had_run_out_comes_back_with_an_extension(reason: str | None, happened: str) -> None:
    """R9: no class caused it."""
    assert line(PunchKind.REVERSAL, 5, reason=reason).happened == happened


@pytest.mark.parametrize(
    ("kind", "delta", "reason", "happened"),
    [
        (PunchKind.GRANT, 1, None, "1 punch with the pass"),
        (PunchKind.NO_SHOW, -1, None, "missed"),
        (PunchKind.WAIVE, 0, "kiln broke", "attended, no punch taken"),
        (PunchKind.ADJUST, 2, "kiln broke", "changed by the studio · kiln broke"),
        (PunchKind.ADJUST, 2, None, "changed by the studio"),
        (PunchKind.EXPIRE, -5, None, "ran out with the pass"),
        (PunchKind.IMPORT, 5, None, "brought over from before"),
    ],
)
def test_every_kind_has_its_words(kind: PunchKind, delta: int, reason: str | None, happened: str) -> None:
    assert line(kind, delta, reason=reason).happened == happened


@pytest.mark.parametrize(("delta", "happened"), [(1, "punch returned"), (0, "put right")])
def test_a_punch_that_a_class_gives_back_is_told_by_the_class(delta: int, happened: str) -> None:
    told = line(PunchKind.REVERSAL, delta, course="Wheel Throwing")
    assert (told.subject, told.happened) == ("Wheel Throwing", happened)
