"""A reservation with all that is asked of it together: session, course, part, pass, customer and studio.

Read in one raw statement, the same text on both engines: every scan reads it, and building the query anew through the
query builder would cost more than running it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from server.rules.check_in import ScanFacts
from server.rules.check_in_window import ClassDay, SelfWindow, class_day, self_window
from server.rules.local_time import local_date
from server.rules.passes import PassTerms, is_usable_on
from server.rules.punches import LiveConsumption
from server.rules.studio_settings import StudioSettings
from server.rules.vocabulary import CheckedInBy, PassType, PunchKind, ReservationStatus
from server.services.audit.moves_of_bookings import in_class_since
from server.services.audit.moves_of_classes import PastMove, moves_of_classes
from server.services.outcomes import NotFoundError
from server.services.studio_facts import settings_from, zone_of
from server.tables.reservations import SessionReservation
from server.tables.sql_lists import CONSUMING_KINDS, OPEN_STATUSES, placeholders

_SELECT = f"""
SELECT r.id, r.registration, r.session, r.customer, r.step, r.status, r.is_walk_in, r.code_hash, r.code_generation,
 r.reserved_at, r.checked_in_at, r.checked_in_by, r.attended_at, r.no_show_detected_at, r.cancelled_at,
 r.auto_cancelled_at, r.auto_cancelled_by, r.absence_acted_at,
 s.starts_at, s.ends_at, s.is_makeup, s.room, s.instructor, s.cancelled_at AS session_cancelled_at,
 s.course, c.name AS course_name, c.studio, t.title AS step_title, o.name AS studio_name, o.timezone, o.settings,
 u.name AS customer_name, u.email AS customer_email, u.locale AS customer_locale,
 g.name AS pass_name, g.pass_type, g.sessions_included, g.sessions_remaining, g.absence_grace_period,
 g.valid_from, g.valid_until, g.frozen_from, g.frozen_until, g.cancelled_at AS pass_cancelled_at,
 (SELECT p.kind FROM punch_entry p WHERE p.reservation_id = r.id AND p.reversed_at IS NULL
   AND p.kind IN {CONSUMING_KINDS}) AS live_kind,
 CASE WHEN r.status = 'NO_SHOW' THEN (SELECT MIN(x.id) FROM session_reservation x WHERE x.registration = r.registration
   AND x.step = r.step AND x.status IN {OPEN_STATUSES}) END AS part_booked_by
FROM session_reservation r
 JOIN class_session s ON s.id = r.session
 JOIN course c ON c.id = s.course
 JOIN studio o ON o.id = c.studio
 JOIN customer u ON u.id = r.customer
 JOIN class_registration g ON g.id = r.registration
 LEFT JOIN class_step t ON t.id = r.step
"""


@dataclass(frozen=True, slots=True)
class ReservationRow:
    """One reservation and its surroundings as they stand in the database. Instants are UTC.

    `former_dates` are the dates on which the class stood since it was reserved, before the studio moved it; they are
    read only where they decide something.
    """

    id: int
    registration_id: int
    session_id: int
    customer_id: int
    studio_id: int
    step_id: int | None
    status: ReservationStatus
    is_walk_in: bool
    code_hash: str
    code_generation: int
    reserved_at: datetime
    checked_in_at: datetime | None
    checked_in_by: CheckedInBy | None
    attended_at: datetime | None
    no_show_detected_at: datetime | None
    cancelled_at: datetime | None
    auto_cancelled_at: datetime | None
    auto_cancelled_by: int | None
    absence_acted_at: datetime | None
    starts_at: datetime
    ends_at: datetime
    is_makeup: bool
    room: str | None
    instructor: str | None
    is_session_cancelled: bool
    course_id: int
    course_name: str
    step_title: str | None
    studio_name: str
    zone: ZoneInfo
    settings: StudioSettings
    customer_name: str
    customer_email: str
    customer_locale: str | None
    pass_name: str
    sessions_included: int | None
    absence_grace_hours: int | None
    terms: PassTerms
    live: LiveConsumption | None
    part_booked_by: int | None
    """Of a NO_SHOW: the open reservation of the pass that its part has by now (R17)."""
    former_dates: tuple[date, ...] = ()

    @property
    def window(self) -> SelfWindow:
        """Return the self check-in window (R22)."""
        return self_window(self.starts_at, self.settings)

    @property
    def class_day(self) -> ClassDay:
        """Return the span in which staff check in (R23)."""
        return class_day(self.starts_at, self.ends_at, self.zone, self.settings)

    @property
    def local_date(self) -> date:
        """Return the session's date in the studio's zone."""
        return local_date(self.starts_at, self.zone)

    @property
    def is_pass_usable(self) -> bool:
        """Tell whether the pass is usable for this session (R7), or was where the studio has moved it from (R38)."""
        return any(is_usable_on(self.terms, day) for day in (self.local_date, *self.former_dates))

    @property
    def arrived_at(self) -> datetime | None:
        """Return when the customer came, as far as it is known: staff may confirm who never checked in."""
        return self.checked_in_at or self.attended_at

    def scan_facts(self) -> ScanFacts:
        """Return what the rules of check-in ask about this reservation (R27)."""
        return ScanFacts(
            status=self.status,
            window=self.window,
            pass_usable=self.is_pass_usable,
            sessions_remaining=self.terms.sessions_remaining,
            no_show_took_punch=self.live is not None and self.live.kind is PunchKind.NO_SHOW,
            is_session_cancelled=self.is_session_cancelled,
            checked_in_at=self.arrived_at,
            part_booked_again=self.step_title if self.part_booked_by else None,
        )


async def find_by_id(reservation_id: int) -> ReservationRow:
    """Return one reservation. Raises NotFoundError."""
    return _one(await rows_where("WHERE r.id = {}", reservation_id))


async def find_by_code_hash(code_hash: str) -> ReservationRow:
    """Return the reservation that has a code now. Raises NotFoundError."""
    return _one(await rows_where("WHERE r.code_hash = {}", code_hash))


async def rows_of_customer(customer_id: int) -> list[ReservationRow]:
    """Return a customer's reservations, the latest session first; found by their passes, which have an index."""
    return await rows_where("WHERE g.customer = {} ORDER BY s.starts_at DESC, r.id DESC", customer_id)


async def rows_of_registration(registration_id: int, since: datetime, until: datetime) -> list[ReservationRow]:
    """Return a pass's reservations whose sessions start in a span of instants, `until` excluded."""
    condition = "WHERE r.registration = {} AND s.starts_at >= {} AND s.starts_at < {} ORDER BY s.starts_at, r.id"
    return await rows_where(condition, registration_id, since, until)


async def rows_of_session(session_id: int) -> list[ReservationRow]:
    """Return a session's reservations of every status, by the customers' names."""
    return await rows_where("WHERE r.session = {} ORDER BY lower(u.name), r.id", session_id)


async def rows_of_sessions(session_ids: Collection[int]) -> list[ReservationRow]:
    """Return the reservations of many sessions, of every status, by session and by the customers' names."""
    if not session_ids:
        return []
    condition = f"WHERE r.session IN {placeholders(session_ids)} ORDER BY r.session, lower(u.name), r.id"
    return await rows_where(condition, *session_ids)


async def rows_of_studio(studio_id: int, since: datetime, until: datetime) -> list[ReservationRow]:
    """Return the reservations of a studio's sessions that start in a span of instants, `until` excluded."""
    condition = "WHERE c.studio = {} AND s.starts_at >= {} AND s.starts_at < {} ORDER BY r.id"
    return await rows_where(condition, studio_id, since, until)


async def pending_of_customer_between(
    customer_id: int, studio_id: int, since: datetime, until: datetime
) -> list[ReservationRow]:
    """Return a customer's PENDING reservations at a studio whose sessions start in a span, both ends included."""
    condition = """WHERE r.customer = {} AND c.studio = {} AND r.status = 'PENDING'
     AND s.starts_at >= {} AND s.starts_at <= {} ORDER BY s.starts_at, r.id"""
    return await rows_where(condition, customer_id, studio_id, since, until)


async def rows_where(condition: str, *values: object) -> list[ReservationRow]:
    """Return the rows of a raw `WHERE …`, in whose words `r` is the reservation, `s` its session, `g` its pass."""
    rows: list[dict[str, Any]] = await SessionReservation.raw(_SELECT + condition, *values)
    return await _with_former_dates([_row(row) for row in rows])


async def under_terms(rows: Sequence[ReservationRow], terms: PassTerms) -> list[ReservationRow]:
    """Return a pass's reservations as they would stand if its terms were these (R7, R38)."""
    return await _with_former_dates([replace(row, terms=terms, former_dates=()) for row in rows])


async def _with_former_dates(rows: list[ReservationRow]) -> list[ReservationRow]:
    """R38: a reservation stays valid for its pass when the class is moved to where the pass itself is not."""
    doubtful = [row for row in rows if _is_doubtful(row)]
    if not doubtful:
        return rows
    since = min(row.reserved_at for row in doubtful)
    moves = await moves_of_classes({row.session_id for row in doubtful}, since)
    here_since = await in_class_since({row.id: row.reserved_at for row in doubtful}) if moves else {}
    return [
        replace(row, former_dates=_former_dates(row, moves, here_since[row.id])) if row.id in here_since else row
        for row in rows
    ]


def _is_doubtful(row: ReservationRow) -> bool:
    return row.status is ReservationStatus.PENDING and not row.is_pass_usable


def _former_dates(row: ReservationRow, moves: Sequence[PastMove], here_since: datetime) -> tuple[date, ...]:
    return tuple(
        local_date(move.old_starts_at, row.zone)
        for move in moves
        if move.session_id == row.session_id and move.at >= here_since
    )


def _one(rows: list[ReservationRow]) -> ReservationRow:
    if not rows:
        raise NotFoundError("session reservation")
    return rows[0]


def _row(row: Mapping[str, Any]) -> ReservationRow:  # Any: a column's own type
    return ReservationRow(
        id=row["id"],
        registration_id=row["registration"],
        session_id=row["session"],
        customer_id=row["customer"],
        studio_id=row["studio"],
        step_id=row["step"],
        status=ReservationStatus(row["status"]),
        is_walk_in=row["is_walk_in"],
        code_hash=row["code_hash"],
        code_generation=row["code_generation"],
        reserved_at=row["reserved_at"],
        checked_in_at=row["checked_in_at"],
        checked_in_by=CheckedInBy(row["checked_in_by"]) if row["checked_in_by"] else None,
        attended_at=row["attended_at"],
        no_show_detected_at=row["no_show_detected_at"],
        cancelled_at=row["cancelled_at"],
        auto_cancelled_at=row["auto_cancelled_at"],
        auto_cancelled_by=row["auto_cancelled_by"],
        absence_acted_at=row["absence_acted_at"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        is_makeup=row["is_makeup"],
        room=row["room"],
        instructor=row["instructor"],
        is_session_cancelled=row["session_cancelled_at"] is not None,
        course_id=row["course"],
        course_name=row["course_name"],
        step_title=row["step_title"],
        studio_name=row["studio_name"],
        zone=zone_of(row["timezone"]),
        settings=settings_from(row["settings"]),
        customer_name=row["customer_name"],
        customer_email=row["customer_email"],
        customer_locale=row["customer_locale"],
        pass_name=row["pass_name"],
        sessions_included=row["sessions_included"],
        absence_grace_hours=row["absence_grace_period"],
        terms=_terms(row),
        live=_live(row["live_kind"]),
        part_booked_by=row["part_booked_by"],
    )


def _terms(row: Mapping[str, Any]) -> PassTerms:
    return PassTerms(
        pass_type=PassType(row["pass_type"]),
        sessions_remaining=row["sessions_remaining"],
        valid_from=row["valid_from"],
        valid_until=row["valid_until"],
        frozen_from=row["frozen_from"],
        frozen_until=row["frozen_until"],
        is_cancelled=row["pass_cancelled_at"] is not None,
    )


def _live(kind: str | None) -> LiveConsumption | None:
    if kind is None:
        return None
    return LiveConsumption(PunchKind(kind), 0 if kind == PunchKind.WAIVE else -1)
