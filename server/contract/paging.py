"""Lists by the page: `limit` and an opaque `cursor` in, items and the next cursor out."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from server.contract.base import Shape

LONGEST_PAGE = 200
USUAL_PAGE = 50

Item = TypeVar("Item")


class Page(Shape, Generic[Item]):
    """One page of a list; `nextCursor` is null on the last one."""

    items: list[Item]
    next_cursor: str | None


@dataclass(frozen=True)
class Paging:
    """Which page is asked for: at most `limit` items, after the place that a page before named.

    Raises ValueError for a limit outside 1 to 200.
    """

    limit: int = USUAL_PAGE
    cursor: str | None = None

    def __post_init__(self) -> None:
        """Check the limit."""
        if not 1 <= self.limit <= LONGEST_PAGE:
            raise ValueError(f"a page has 1 to {LONGEST_PAGE} items")
