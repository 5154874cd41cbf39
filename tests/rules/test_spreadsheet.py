"""Cells go through a spreadsheet and come back as they were, and none of them is run (R44)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.rules.spreadsheet import FORMULA_STARTS, as_typed, defused


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("", ""),
        ("Ana", "Ana"),
        ("=1+1", "'=1+1"),
        ("+1 555 0100", "'+1 555 0100"),
        ("-5", "'-5"),
        ("@home", "'@home"),
        ("\t=1", "'\t=1"),
        ("\uff1d1", "'\uff1d1"),
        ("'Tis clay", "''Tis clay"),
        ("'=1", "''=1"),
    ],
)
def test_what_looks_like_a_formula_or_like_the_mark_gets_a_mark_that_comes_off_again(text: str, cell: str) -> None:
    assert defused(text) == cell
    assert as_typed(cell) == text


def test_an_apostrophe_that_marks_nothing_stays() -> None:
    """As another system writes it."""
    assert as_typed("'Tis clay") == "'Tis clay"


@settings(derandomize=True, max_examples=50)
@given(st.text(st.sampled_from("'=+-@a\t\n\uff1d "), max_size=5))
def test_no_text_is_changed_by_the_way_there_and_back(text: str) -> None:
    assert not defused(text).startswith(FORMULA_STARTS)
    assert as_typed(defused(text)) == text
