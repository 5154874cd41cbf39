"""The lists in raw statements are the rules' own, and the words that the partial indexes were made with."""

import pytest

from server.rules.vocabulary import CONSUMPTIONS, SEATED, PunchKind, ReservationStatus
from server.tables.sql_lists import CONSUMING_KINDS, SEATED_STATUSES, sql_list
from server.tables.studios import Studio
from tests.parts.engine import Engine, chosen_engine


def test_a_list_has_all_members_in_the_enums_order() -> None:
    assert CONSUMING_KINDS == "('CHECK_IN', 'NO_SHOW', 'WAIVE')"
    assert SEATED_STATUSES == "('PENDING', 'CHECKED_IN', 'ATTENDED', 'NO_SHOW')"
    assert sql_list(PunchKind, CONSUMPTIONS - {PunchKind.NO_SHOW}) == "('CHECK_IN', 'WAIVE')"
    assert sql_list(ReservationStatus, SEATED & {ReservationStatus.PENDING}) == "('PENDING')"


@pytest.mark.parametrize(
    ("table", "column", "listed"),
    [("punch_entry", "kind", CONSUMING_KINDS), ("session_reservation", "status", SEATED_STATUSES)],
)
async def test_an_index_holds_exactly_the_words_of_the_list(
    database: None, table: str, column: str, listed: str
) -> None:
    if chosen_engine() is Engine.SQLITE:
        rows = await Studio.raw("SELECT sql AS made FROM sqlite_master WHERE type = 'index' AND tbl_name = {}", table)
    else:
        rows = await Studio.raw("SELECT indexdef AS made FROM pg_indexes WHERE tablename = {}", table)
    conditions = [str(row["made"]).partition(" WHERE ")[2] for row in rows if row["made"]]
    words = [word.strip("'") for word in listed.strip("()").split(", ")]
    assert any(column in one and words == quoted(one) for one in conditions)


def quoted(condition: str) -> list[str]:
    """The words between quotes, as they come."""
    return condition.split("'")[1::2]
