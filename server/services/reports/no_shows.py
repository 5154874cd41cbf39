"""Who missed classes in a span, and how often they had before (R34)."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from server.contract.base import DateSpan, Id, Instant
from server.contract.paging import Page, Paging
from server.contract.reports import NoShow
from server.rules.local_time import spoken_time
from server.services.absence.effects import absence_of
from server.services.booking.reservation_row import ReservationRow, rows_where
from server.services.customers.address import address_of
from server.services.paging import cursor_at, place_at
from server.services.reports.reported_studios import ReportedStudio, one_reported_studio, windows
from server.tables.reservations import SessionReservation
from server.tables.sql_lists import SEATED_STATUSES, placeholders

THIRTY_DAYS: Final = timedelta(days=30)
NINETY_DAYS: Final = timedelta(days=90)

_A_WEEK: Final = timedelta(days=7)
_PLACE: Final = msgspec.json.Decoder(tuple[Instant, Id])


@dataclass(frozen=True)
class WantedNoShows:
    """Whose absences: of a studio, in a span of its local dates, of one course or of all."""

    studio: ReportedStudio
    span: DateSpan
    course_id: int | None = None

    @property
    def instants(self) -> tuple[datetime, datetime]:
        """Return the instants (UTC) at which the span begins and has ended."""
        return self.studio.instants_of(self.span)


async def wanted_no_shows(studio_id: int | None, span: DateSpan, course_id: int | None) -> WantedNoShows:
    """Return what is asked for, at the only studio where none is named.

    Raises NotFoundError, and InvalidFieldError where there are several studios and none is named.
    """
    return WantedNoShows(await one_reported_studio(studio_id), span, course_id)


async def list_no_shows(wanted: WantedNoShows, paging: Paging) -> Page[NoShow]:
    """Return a page of the absences by their class's start. Raises InvalidFieldError for a cursor that no list gave."""
    since, until = wanted.instants
    place = (since, 0) if paging.cursor is None else tuple(place_at(paging.cursor, _PLACE))
    rows = await _first_rows(wanted, max(place, (since, 0)), until, paging.limit + 1)
    page = rows[: paging.limit]
    next_cursor = cursor_at([page[-1].starts_at, page[-1].id]) if len(rows) > len(page) else None
    return Page(items=await _present(wanted.studio, page), next_cursor=next_cursor)


async def all_no_shows(wanted: WantedNoShows) -> AsyncIterator[Sequence[NoShow]]:
    """Yield all absences by their class's start, a week at a time, so that others are served meanwhile."""
    for since, until in windows(*wanted.instants, _A_WEEK):
        yield await _present(wanted.studio, await _rows(wanted, (since, 0), until, None))


async def _first_rows(
    wanted: WantedNoShows, after: tuple[datetime, int], until: datetime, limit: int
) -> list[ReservationRow]:
    """A page is soon full: week by week, so that a year is not sorted for it."""
    rows: list[ReservationRow] = []
    for since, end in windows(after[0], until, _A_WEEK):
        rows += await _rows(wanted, max(after, (since, 0)), end, limit - len(rows))
        if len(rows) == limit:
            break
    return rows


async def _rows(
    wanted: WantedNoShows, after: tuple[datetime, int], until: datetime, limit: int | None
) -> list[ReservationRow]:
    """Return the absences after a place, by start and id; the start is asked for once more for the index on it."""
    condition = (
        "WHERE c.studio = {} AND r.status = 'NO_SHOW' AND s.starts_at >= {} AND s.starts_at < {}"
        " AND (s.starts_at, r.id) > ({}, {})"
    )
    values: list[object] = [wanted.studio.id, after[0], until, *after]
    if wanted.course_id is not None:
        condition += " AND s.course = {}"
        values.append(wanted.course_id)
    condition += " ORDER BY s.starts_at, r.id"
    if limit is not None:
        condition += " LIMIT {}"
        values.append(limit)
    return await rows_where(condition, *values)


async def _present(studio: ReportedStudio, rows: Sequence[ReservationRow]) -> list[NoShow]:
    missed = await _missed_by(studio, rows)
    return [_no_show(row, missed[row.customer_id]) for row in rows]


async def _missed_by(studio: ReportedStudio, rows: Sequence[ReservationRow]) -> Mapping[int, list[datetime]]:
    """Return the starts of the classes at this studio that each of the customers missed, in order, as far as counts."""
    if not rows:
        return {}
    customers = {row.customer_id for row in rows}
    found: list[dict[str, Any]] = await SessionReservation.raw(
        "SELECT r.customer, s.starts_at FROM session_reservation r JOIN class_session s ON s.id = r.session"
        f" JOIN course c ON c.id = s.course WHERE r.customer IN {placeholders(customers)}"
        f" AND r.status IN {SEATED_STATUSES} AND r.status = 'NO_SHOW' AND c.studio = {{}}"
        " AND s.starts_at >= {} AND s.starts_at < {} ORDER BY s.starts_at",
        *customers,
        studio.id,
        rows[0].starts_at - NINETY_DAYS,
        rows[-1].starts_at,
    )
    return _grouped((row["customer"], row["starts_at"]) for row in found)


def _grouped(missed: Iterable[tuple[int, datetime]]) -> Mapping[int, list[datetime]]:
    starts: defaultdict[int, list[datetime]] = defaultdict(list)
    for customer_id, starts_at in missed:
        starts[customer_id].append(starts_at)
    return starts


def _no_show(row: ReservationRow, missed: Sequence[datetime]) -> NoShow:
    return NoShow(
        reservation_id=row.id,
        local_date=row.local_date,
        local_start=spoken_time(row.starts_at, row.zone),
        course_id=row.course_id,
        course_name=row.course_name,
        step_title=row.step_title,
        session_id=row.session_id,
        starts_at=row.starts_at,
        customer_id=row.customer_id,
        customer_name=row.customer_name,
        customer_email=address_of(row.customer_email),
        registration_id=row.registration_id,
        pass_name=row.pass_name,
        no_show_detected_at=row.no_show_detected_at,
        auto_cancel=absence_of(row).auto_cancel,
        earlier_in_thirty_days=_count_before(row.starts_at, THIRTY_DAYS, missed),
        earlier_in_ninety_days=_count_before(row.starts_at, NINETY_DAYS, missed),
    )


def _count_before(starts_at: datetime, span: timedelta, missed: Sequence[datetime]) -> int:
    """The class itself, and another one at the same instant, are not before it."""
    return bisect_left(missed, starts_at) - bisect_left(missed, starts_at - span)
