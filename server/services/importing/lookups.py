"""What is here already: by foreign ids, by the studio's own ids as its export writes them, and the facts behind them.

Each asks for a whole batch at once, however many rows there are; in a dry run what would be there is there too.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from piccolo.table import Table

from server.rules.eligibility import SessionFacts
from server.rules.vocabulary import ImportKind
from server.services.booking.booking_facts import session_facts
from server.services.importing.plans import CourseFacts, Imported, PassFacts
from server.services.importing.run import Run
from server.tables.courses import ClassSession, ClassStep, Course
from server.tables.imports import ImportedRow
from server.tables.passes import ClassRegistration, RegistrationCourse
from server.tables.sql_lists import placeholders

ASKED_AT_ONCE: Final = 1000
HIGHEST_ID: Final = 2**31 - 1

_OF_STUDIO: Final[Mapping[ImportKind, str]] = {
    ImportKind.CUSTOMER: "SELECT customer AS id FROM customer_studio WHERE studio = {} AND customer IN ",
    ImportKind.COURSE: "SELECT id FROM course WHERE studio = {} AND id IN ",
    ImportKind.STEP: "SELECT t.id FROM class_step t JOIN course c ON c.id = t.course WHERE c.studio = {} AND t.id IN ",
    ImportKind.SESSION: (
        "SELECT s.id FROM class_session s JOIN course c ON c.id = s.course WHERE c.studio = {} AND s.id IN "
    ),
    ImportKind.REGISTRATION: "SELECT id FROM class_registration WHERE studio = {} AND id IN ",
    ImportKind.RESERVATION: (
        "SELECT r.id FROM session_reservation r JOIN class_registration g ON g.id = r.registration"
        " WHERE g.studio = {} AND r.id IN "
    ),
}


async def read_imported(kind: ImportKind, foreign_ids: Collection[str], run: Run) -> dict[str, Imported]:
    """Return those of some ids that are known at the studio, with what they are here."""
    found: dict[str, Imported] = {}
    for part in _parts(foreign_ids):
        rows: list[dict[str, Any]] = await ImportedRow.raw(_imported(part), run.studio_id, kind.value, *part)
        found |= {row["foreign_id"]: _as_imported(row["known_as"]) for row in rows if row["known_as"]}
    found |= await _read_own(kind, [each for each in foreign_ids if each not in found], run)
    return found if run.plans is None else found | run.plans.known(kind, foreign_ids)


def _imported(foreign_ids: Sequence[str]) -> str:
    """Return the statement that looks each id up in the unique index by itself.

    With an IN, PostgreSQL's plan for any ids would read all of the studio's and compare each with all that are asked.
    """
    values = ", ".join(["({})"] * len(foreign_ids))
    return (
        "WITH asked(studio, kind) AS (SELECT CAST({} AS INTEGER), CAST({} AS VARCHAR(32))),"
        f" wanted(foreign_id) AS (VALUES {values})"
        " SELECT w.foreign_id, (SELECT CAST(i.own_id AS VARCHAR(11)) || ' ' || i.row_hash FROM imported_row i"
        " WHERE i.studio = a.studio AND i.kind = a.kind AND i.foreign_id = w.foreign_id) AS known_as"
        " FROM wanted w CROSS JOIN asked a"
    )


def _as_imported(known_as: str) -> Imported:
    own_id, row_hash = known_as.split()
    return Imported(int(own_id), row_hash)


async def own_ids(kind: ImportKind, foreign_ids: Collection[str], run: Run) -> dict[str, int]:
    """Return the ids that some foreign ids have here; who is not known is left out."""
    return {key: each.own_id for key, each in (await read_imported(kind, foreign_ids, run)).items()}


async def read_courses(ids: Collection[int], run: Run) -> dict[int, CourseFacts]:
    """Return courses by their ids."""
    rows = await _rows(Course, "SELECT id, capacity, duration_minutes FROM course WHERE id IN ", ids)
    found = {row["id"]: CourseFacts(row["id"], row["capacity"], row["duration_minutes"]) for row in rows}
    return found if run.plans is None else found | {key: run.plans.courses[key] for key in ids if key < 0}


async def read_steps(ids: Collection[int], run: Run) -> dict[int, int]:
    """Return the course of each part, by the parts' ids."""
    rows = await _rows(ClassStep, "SELECT id, course FROM class_step WHERE id IN ", ids)
    found: dict[int, int] = {row["id"]: row["course"] for row in rows}
    return found if run.plans is None else found | {key: run.plans.steps[key] for key in ids if key < 0}


async def read_sessions(ids: Collection[int], run: Run) -> dict[int, SessionFacts]:
    """Return class sessions by their ids."""
    found = {row["id"]: session_facts(row) for row in await _rows(ClassSession, _SESSIONS, ids)}
    return found if run.plans is None else found | {key: run.plans.sessions[key] for key in ids if key < 0}


async def read_passes(ids: Collection[int], run: Run) -> dict[int, PassFacts]:
    """Return passes by their ids."""
    rows = await _rows(ClassRegistration, _PASSES, ids)
    courses: dict[int, set[int]] = {row["id"]: set() for row in rows}
    for row in await _rows(RegistrationCourse, _COVERED, ids):
        courses[row["registration"]].add(row["course"])
    found = {
        row["id"]: PassFacts(row["id"], row["customer"], row["sessions_remaining"], frozenset(courses[row["id"]]))
        for row in rows
    }
    return found if run.plans is None else found | {key: run.plans.passes[key] for key in ids if key < 0}


async def with_parts(course_ids: Collection[int], run: Run) -> frozenset[int]:
    """Return which of some courses have living parts."""
    rows = await _rows(ClassStep, "SELECT course FROM class_step WHERE archived_at IS NULL AND course IN ", course_ids)
    planned = () if run.plans is None else (course for course, parts in run.plans.parts.items() if parts)
    return frozenset(row["course"] for row in rows) | frozenset(planned)


_SESSIONS: Final = (
    "SELECT id, course, step, is_makeup, starts_at, ends_at, capacity, seats_taken, cancelled_at"
    " FROM class_session WHERE id IN "
)
_PASSES: Final = "SELECT id, customer, sessions_remaining FROM class_registration WHERE id IN "
_COVERED: Final = "SELECT registration, course FROM registration_course WHERE registration IN "


async def _rows(table: type[Table], statement: str, ids: Collection[int]) -> list[dict[str, Any]]:
    """Planned ones are negative and in no table."""
    real = sorted({each for each in ids if each > 0})
    found: list[dict[str, Any]] = []
    for part in _parts(real):
        found += await table.raw(statement + placeholders(part), *part)
    return found


async def _read_own(kind: ImportKind, foreign_ids: Collection[str], run: Run) -> dict[str, Imported]:
    """An id that the studio's own export gave to a row which was made here; one that has gone is like any other."""
    form = re.compile(re.escape(run.own_mark) + r"([1-9]\d{0,9})", re.ASCII)
    named = {int(match[1]): each for each in foreign_ids if (match := form.fullmatch(each))}
    found: dict[str, Imported] = {}
    for part in _parts([each for each in named if each <= HIGHEST_ID]):
        rows: list[dict[str, Any]] = await Course.raw(_OF_STUDIO[kind] + placeholders(part), run.studio_id, *part)
        found |= {named[row["id"]]: Imported(row["id"]) for row in rows}
    return found


def _parts(values: Collection[Any]) -> Iterator[list[Any]]:
    ordered = list(values)
    for begin in range(0, len(ordered), ASKED_AT_ONCE):
        yield ordered[begin : begin + ASKED_AT_ONCE]
