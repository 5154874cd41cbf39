"""A power cut at a chosen statement: what comes before it has been done, what was not committed has not."""

from collections.abc import Iterator
from contextlib import contextmanager

from server.database.engines import current_engine


class PowerCut(BaseException):
    """Nothing in the server catches this, and nothing may."""


@contextmanager
def power_cut_before(statement: int) -> Iterator[None]:
    """Cut before the n-th statement of the body, by Piccolo's own hook for statements."""
    engine = current_engine()
    printing, engine.log_queries, seen = engine.print_query, True, 0

    def count(query_id: int, query: str) -> None:
        nonlocal seen
        seen += 1
        if seen == statement:
            raise PowerCut

    engine.print_query = count  # type: ignore[method-assign]  # put back below
    try:
        yield
    finally:
        engine.log_queries = False
        engine.print_query = printing  # type: ignore[method-assign]
