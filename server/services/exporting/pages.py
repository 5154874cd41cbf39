"""Read what a studio holds, kind by kind and page by page, in the order in which it came to be."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from piccolo.table import Table

from server.rules.vocabulary import ImportKind
from server.tables.courses import ClassSession, ClassStep, Course
from server.tables.passes import ClassRegistration
from server.tables.people import Customer
from server.tables.reservations import SessionReservation

ROWS_A_PAGE: Final = 1000

Page = list[dict[str, Any]]  # Any: a column's own type


@dataclass(frozen=True)
class _Source:
    """A table, and the SELECT that reads it from a place on: its values are the studio, the last id, the limit."""

    table: type[Table]
    statement: str


# CROSS JOIN keeps SQLite on the primary key; it would else sort all rows of the studio for each page.
_SOURCES: Final[Mapping[ImportKind, _Source]] = {
    ImportKind.CUSTOMER: _Source(
        Customer,
        "SELECT t.* FROM customer t CROSS JOIN customer_studio k"
        " WHERE k.customer = t.id AND k.studio = {} AND t.id > {} ORDER BY t.id LIMIT {}",
    ),
    ImportKind.COURSE: _Source(
        Course, "SELECT t.* FROM course t WHERE t.studio = {} AND t.id > {} ORDER BY t.id LIMIT {}"
    ),
    ImportKind.STEP: _Source(
        ClassStep,
        "SELECT t.* FROM class_step t CROSS JOIN course c"
        " WHERE c.id = t.course AND c.studio = {} AND t.id > {} ORDER BY t.id LIMIT {}",
    ),
    ImportKind.SESSION: _Source(
        ClassSession,
        "SELECT t.* FROM class_session t CROSS JOIN course c"
        " WHERE c.id = t.course AND c.studio = {} AND t.id > {} ORDER BY t.id LIMIT {}",
    ),
    ImportKind.REGISTRATION: _Source(
        ClassRegistration,
        "SELECT t.* FROM class_registration t WHERE t.studio = {} AND t.id > {} ORDER BY t.id LIMIT {}",
    ),
    ImportKind.RESERVATION: _Source(
        SessionReservation,
        "SELECT t.* FROM session_reservation t CROSS JOIN class_registration g"
        " WHERE g.id = t.registration AND g.studio = {} AND t.id > {} ORDER BY t.id LIMIT {}",
    ),
}


async def pages(kind: ImportKind, studio_id: int) -> AsyncIterator[Page]:
    """Yield all rows of a kind that a studio has, a thousand at a time, by their ids."""
    source, last_id = _SOURCES[kind], 0
    while True:
        page: Page = await source.table.raw(source.statement, studio_id, last_id, ROWS_A_PAGE)
        if page:
            yield page
            last_id = page[-1]["id"]
        if len(page) < ROWS_A_PAGE:
            return
