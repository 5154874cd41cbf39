"""Passes as they stand: their terms, what they cover, and how many reservations lean on them."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from piccolo.custom_types import Combinable

from server.rules.passes import PassTerms
from server.rules.punches import available_punches, counts_punches
from server.rules.vocabulary import OPEN, ReservationStatus
from server.services.booking.booking_facts import terms_of
from server.services.studio_facts import zone_of
from server.tables.passes import ClassRegistration, RegistrationCourse
from server.tables.reservations import SessionReservation


@dataclass(frozen=True, slots=True)
class Sale:
    """How a pass was sold: its price in cents and the currency of that day, how it was paid, when (UTC), by whom."""

    price_cents: int | None
    currency: str | None
    payment: str | None
    payment_note: str | None
    sold_at: datetime
    sold_by: str | None


@dataclass(frozen=True, slots=True)
class PassRow:
    """One pass. `pending` reservations hold punches (R10); `open_reservations` count to the limit (R15)."""

    id: int
    studio_id: int
    studio_name: str
    zone: ZoneInfo
    name: str
    sessions_included: int | None
    terms: PassTerms
    courses: Mapping[int, str]
    pending: int
    open_reservations: int
    sale: Sale

    @property
    def sessions_held(self) -> int | None:
        """Return the punches held for booked sessions; None on a pass without punches (R11)."""
        return self.pending if counts_punches(self.terms.pass_type) else None

    @property
    def sessions_available(self) -> int | None:
        """Return the punches that can still be booked with; None on a pass without punches (R11)."""
        if self.sessions_held is None:
            return None
        return available_punches(self.terms.sessions_remaining or 0, self.sessions_held)


async def read_pass_rows(conditions: Sequence[Combinable], now: datetime) -> list[PassRow]:
    """Return passes, the newest first: three statements, however many they are. `now` is UTC."""
    table = ClassRegistration
    rows = (
        await table.select(
            *table.all_columns(),
            table.studio.name.as_alias("studio_name"),
            table.studio.timezone.as_alias("timezone"),
            table.sold_by.name.as_alias("sold_by_name"),
        )
        .where(*conditions)
        .order_by(table.sold_at, table.id, ascending=False)
    )
    ids = [row["id"] for row in rows]
    if not ids:
        return []
    courses, reservations = await _courses(ids), await _open(ids)
    pending = Counter(r["registration"] for r in reservations if r["status"] == ReservationStatus.PENDING)
    ahead = Counter(r["registration"] for r in reservations if r["ends_at"] > now)
    return [_pass_row(row, courses[row["id"]], pending[row["id"]], ahead[row["id"]]) for row in rows]


async def _courses(ids: Collection[int]) -> dict[int, dict[int, str]]:
    table = RegistrationCourse
    rows = (
        await table.select(table.registration, table.course, table.course.name.as_alias("name"))
        .where(table.registration.is_in(list(ids)))
        .order_by(table.course)
    )
    courses: dict[int, dict[int, str]] = {each: {} for each in ids}
    for row in rows:
        courses[row["registration"]][row["course"]] = row["name"]
    return courses


async def _open(ids: Collection[int]) -> list[dict[str, Any]]:
    table = SessionReservation
    return await table.select(table.registration, table.status, table.session.ends_at.as_alias("ends_at")).where(
        table.registration.is_in(list(ids)), table.status.is_in([status.value for status in OPEN])
    )


def _pass_row(row: Mapping[str, Any], courses: Mapping[int, str], pending: int, ahead: int) -> PassRow:
    return PassRow(
        id=row["id"],
        studio_id=row["studio"],
        studio_name=row["studio_name"],
        zone=zone_of(row["timezone"]),
        name=row["name"],
        sessions_included=row["sessions_included"],
        terms=terms_of(row, frozenset(courses)),
        courses=courses,
        pending=pending,
        open_reservations=ahead,
        sale=Sale(
            price_cents=row["price_cents"],
            currency=row["currency"],
            payment=row["payment"],
            payment_note=row["payment_note"],
            sold_at=row["sold_at"],
            sold_by=row["sold_by_name"],
        ),
    )
