"""From rows of the tables to rows of the files, with the ids that both sides of an export understand."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from server.rules.vocabulary import ImportKind, ReservationStatus
from server.services.customers.address import address_of
from server.services.exporting.pages import Page
from server.services.foreign_ids import foreign_ids
from server.tables.passes import PunchEntry, RegistrationCourse
from server.tables.sql_lists import CONSUMING_KINDS, placeholders

Values = dict[str, Any]  # Any: a column's own type

LEFT_OUT: Final[Mapping[ImportKind, frozenset[str]]] = {
    ImportKind.RESERVATION: frozenset({"attended", "cancelled"}),  # the status says it
}
"""Columns that an export has no need of."""


@dataclass(frozen=True)
class Names:
    """The ids in files of a studio's rows."""

    studio_id: int
    mark: str

    async def of(self, kind: ImportKind, ids: Collection[int | None]) -> Mapping[int | None, str | None]:
        """Return them for some rows of a kind; none for none."""
        real = {each for each in ids if each is not None}
        named = await foreign_ids(kind, real, self.studio_id, self.mark)
        return {None: None} | {own_id: named[own_id] for own_id in real}


@dataclass(frozen=True)
class _Reference:
    """A column of a file that names another row, and the table's column for it."""

    column: str
    own_column: str
    kind: ImportKind


_REFERENCES: Final[Mapping[ImportKind, tuple[_Reference, ...]]] = {
    ImportKind.CUSTOMER: (),
    ImportKind.COURSE: (),
    ImportKind.STEP: (_Reference("course_id", "course", ImportKind.COURSE),),
    ImportKind.SESSION: (
        _Reference("course_id", "course", ImportKind.COURSE),
        _Reference("step_id", "step", ImportKind.STEP),
    ),
    ImportKind.REGISTRATION: (_Reference("customer_id", "customer", ImportKind.CUSTOMER),),
    ImportKind.RESERVATION: (
        _Reference("pass_id", "registration", ImportKind.REGISTRATION),
        _Reference("session_id", "session", ImportKind.SESSION),
        _Reference("step_id", "step", ImportKind.STEP),
        _Reference("auto_cancelled_by", "auto_cancelled_by", ImportKind.RESERVATION),
    ),
}


async def file_rows(kind: ImportKind, page: Page, names: Names) -> list[Values]:
    """Return a page's rows by the names of their file's columns."""
    own = await names.of(kind, [row["id"] for row in page])
    rows = [{**row, "id": own[row["id"]]} for row in page]
    for reference in _REFERENCES[kind]:
        named = await names.of(reference.kind, [row[reference.own_column] for row in page])
        for row, read in zip(rows, page, strict=True):
            row[reference.column] = named[read[reference.own_column]]
    if kind is ImportKind.CUSTOMER:
        for row in rows:
            row["email"] = address_of(row["email"])
    elif kind is ImportKind.REGISTRATION:
        await _add_courses(rows, page, names)
    elif kind is ImportKind.RESERVATION:
        await _add_punches(rows, page)
    return rows


async def _add_courses(rows: list[Values], page: Page, names: Names) -> None:
    ids = [row["id"] for row in page]
    covered: Page = await RegistrationCourse.raw(
        f"SELECT registration, course FROM registration_course WHERE registration IN {placeholders(ids)}"
        " ORDER BY registration, course",
        *ids,
    )
    named = await names.of(ImportKind.COURSE, [row["course"] for row in covered])
    courses: dict[int, list[str | None]] = {each: [] for each in ids}
    for row in covered:
        courses[row["registration"]].append(named[row["course"]])
    for row, read in zip(rows, page, strict=True):
        row["course_ids"] = courses[read["id"]]


async def _add_punches(rows: list[Values], page: Page) -> None:
    """The live consumption of each; and an absence is named only where it still releases the reservation."""
    ids = [row["id"] for row in page]
    live: Page = await PunchEntry.raw(
        f"SELECT reservation_id, kind FROM punch_entry WHERE reservation_id IN {placeholders(ids)}"
        f" AND kind IN {CONSUMING_KINDS} AND reversed_at IS NULL",
        *ids,
    )
    kinds = {row["reservation_id"]: row["kind"] for row in live}
    for row, read in zip(rows, page, strict=True):
        row["punch"] = kinds.get(read["id"])
        if read["status"] != ReservationStatus.AUTO_CANCELLED:
            row["auto_cancelled_by"] = None
