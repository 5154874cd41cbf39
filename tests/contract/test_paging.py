"""Lists by the page (`api.md`: `limit` up to 200, `cursor`)."""

import msgspec
import pytest

from server.contract.paging import Page, Paging


@pytest.mark.parametrize("limit", [1, 50, 200])
def test_a_page_has_up_to_200_items(limit: int) -> None:
    """`api.md`."""
    assert Paging(limit).limit == limit


@pytest.mark.parametrize("limit", [0, -1, 201, 2**70])
def test_another_limit_is_refused_with_what_it_may_be(limit: int) -> None:
    """`api.md`: 422."""
    with pytest.raises(ValueError, match="1 to 200"):
        Paging(limit)


def test_the_first_page_is_asked_for_without_a_word() -> None:
    """`api.md`."""
    assert (Paging().limit, Paging().cursor) == (50, None)


def test_a_page_names_the_next_one() -> None:
    """`api.md`."""
    assert msgspec.to_builtins(Page(items=[1, 2], next_cursor="x")) == {"items": [1, 2], "nextCursor": "x"}
