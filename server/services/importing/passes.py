"""Rows of passes.csv: class registrations with their terms, and their balance as the ledger's first row (R6, R9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import msgspec

from server.rules.punches import counts_punches
from server.rules.vocabulary import ImportKind, PassType, PunchKind
from server.services.actor import SYSTEM
from server.services.importing.cells import Flaw, Numbered
from server.services.importing.lookups import own_ids, with_parts
from server.services.importing.placed import Outcomes, Placed, unknown
from server.services.importing.plans import PassFacts
from server.services.importing.rows import PassRow
from server.services.importing.run import REASON, Run
from server.tables.passes import ClassRegistration, PunchEntry, RegistrationCourse

_COLUMNS: Final = (
    "name",
    "pass_type",
    "sessions_included",
    "sessions_remaining",
    "max_advance_reservations",
    "requires_sequential_attendance",
    "absence_grace_period",
    "valid_from",
    "valid_until",
    "frozen_from",
    "frozen_until",
    "price_cents",
    "currency",
    "payment",
    "payment_note",
    "cancelled_at",
)
"""They are called the same in the file and in the table."""


@dataclass(frozen=True, slots=True)
class _Pass:
    """A pass as it will be."""

    row: PassRow
    customer_id: int
    course_ids: frozenset[int]


async def place_passes(rows: Sequence[Numbered[PassRow]], run: Run) -> Outcomes:
    """Add passes as they stand in the other system; nothing is sold, so no course is booked for a FULL_COURSE."""
    customers = await own_ids(ImportKind.CUSTOMER, {each.row.customer_id for each in rows}, run)
    courses = await own_ids(ImportKind.COURSE, {key for each in rows for key in each.row.course_ids}, run)
    parted = await with_parts(set(courses.values()), run)
    judged = {each.line: _judge(each.row, customers, courses) for each in rows}
    fit = {line: _never_releasing(sold, parted) for line, sold in judged.items() if isinstance(sold, _Pass)}
    ids = dict(zip(fit, await run.new_ids(ClassRegistration, len(fit)), strict=True))
    await _write({ids[line]: sold for line, sold in fit.items()}, run)
    return {line: verdict if isinstance(verdict, Flaw) else Placed(ids[line]) for line, verdict in judged.items()}


def _never_releasing(sold: _Pass, parted: frozenset[int]) -> _Pass:
    """R6: a FULL_COURSE without parts never auto-cancels, whatever the file says."""
    if sold.row.pass_type is not PassType.FULL_COURSE or sold.course_ids & parted:
        return sold
    return replace(sold, row=msgspec.structs.replace(sold.row, absence_grace_period=None))


async def _write(passes: Mapping[int, _Pass], run: Run) -> None:
    columns = ", ".join(("id, customer, studio, sold_at", *_COLUMNS))
    await run.insert(ClassRegistration, columns, [_values(own_id, sold, run) for own_id, sold in passes.items()])
    covered = [(own_id, course) for own_id, sold in passes.items() for course in sorted(sold.course_ids)]
    await run.insert(RegistrationCourse, "registration, course", covered)
    balances = [
        (own_id, PunchKind.IMPORT.value, sold.row.sessions_remaining, REASON, SYSTEM.label, run.now)
        for own_id, sold in passes.items()
        if sold.row.sessions_remaining is not None
    ]
    await run.insert(PunchEntry, "registration, kind, delta, reason, actor, at", balances)
    if run.plans is not None:
        run.plans.passes |= {
            own_id: PassFacts(own_id, sold.customer_id, sold.row.sessions_remaining, sold.course_ids)
            for own_id, sold in passes.items()
        }


def _values(own_id: int, sold: _Pass, run: Run) -> tuple[object, ...]:
    columns = (getattr(sold.row, name) for name in _COLUMNS)
    return (own_id, sold.customer_id, run.studio_id, sold.row.sold_at or run.now, *columns)


def _judge(row: PassRow, customers: Mapping[str, int], courses: Mapping[str, int]) -> _Pass | Flaw:
    customer = customers.get(row.customer_id)
    if customer is None:
        return unknown("customer", row.customer_id, "customer_id")
    for course_id in row.course_ids:
        if course_id not in courses:
            return unknown("course", course_id, "course_ids")
    flaw = _flaw_of_terms(row)
    return flaw or _Pass(row, customer, frozenset(courses[course_id] for course_id in row.course_ids))


def _flaw_of_terms(row: PassRow) -> Flaw | None:
    for column in ("sessions_included", "sessions_remaining"):
        if counts_punches(row.pass_type) and getattr(row, column) is None:
            return Flaw("is needed for a PUNCH_PASS", column)
        if not counts_punches(row.pass_type) and getattr(row, column) is not None:
            return Flaw(f"is not for a pass of type {row.pass_type}", column)
    if _is_backwards(row.valid_from, row.valid_until):
        return Flaw("lies before valid_from", "valid_until")
    if _is_backwards(row.frozen_from, row.frozen_until):
        return Flaw("lies before frozen_from", "frozen_until")
    return None


def _is_backwards(first: date | None, last: date | None) -> bool:
    return first is not None and last is not None and last < first
