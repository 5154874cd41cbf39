"""What the rules of booking ask (R13-R18), read from the database: a pass, what its customer holds, the parts.

As many statements for a year of sessions as for one: availability judges a whole week with them. What the customer has
behind them is not read, but for the parts of their courses.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from server.contract.base import DateSpan
from server.rules.eligibility import Booking, HeldReservation, SessionFacts
from server.rules.part_windows import PartWindow
from server.rules.parts import Part
from server.rules.passes import PassTerms
from server.rules.studio_settings import StudioSettings
from server.rules.vocabulary import PassType, ReservationStatus
from server.services.actor import Actor
from server.services.booking.reservation_row import ReservationRow
from server.services.outcomes import NotFoundError
from server.services.studio_facts import settings_from, zone_of
from server.tables.courses import ClassSession, ClassStep
from server.tables.passes import ClassRegistration, RegistrationCourse
from server.tables.reservations import SessionReservation
from server.tables.sql_lists import OPEN_STATUSES, SEATED_STATUSES


@dataclass(frozen=True)
class PassFacts:
    """A pass with its customer's reservations and the parts of its courses."""

    id: int
    customer_id: int
    customer_email: str
    studio_id: int
    zone: ZoneInfo
    settings: StudioSettings
    terms: PassTerms
    held: tuple[HeldReservation, ...]
    parts: Mapping[int, tuple[Part, ...]]
    """The parts of each course that has any, by course id."""

    def booking(self, session: SessionFacts, part_id: int | None) -> Booking:
        """Return the question "may this pass book this session for this part?"."""
        return Booking(
            terms=self.terms,
            session=session,
            held=self.held,
            parts=self.parts_of(session),
            part_id=part_id,
            zone=self.zone,
            settings=self.settings,
        )

    def parts_of(self, session: SessionFacts) -> tuple[Part, ...]:
        """Return the parts of a session's course."""
        return self.parts.get(session.course_id, ())


@dataclass(frozen=True)
class AskedSessions:
    """Which sessions are to be judged: the end of a raw WHERE in whose words `s` is the session, and its values."""

    condition: str
    values: tuple[object, ...]


def one_session(session_id: int) -> AskedSessions:
    """Return that one session is to be judged."""
    return AskedSessions("s.id = {}", (session_id,))


def sessions_between(registration_id: int, span: DateSpan) -> AskedSessions:
    """Return that a pass's sessions on some dates are to be judged, whatever the zone: a day more at either end."""
    since = datetime.combine(span.first, time(), UTC) - timedelta(days=1)
    until = datetime.combine(span.last, time(), UTC) + timedelta(days=2)
    return AskedSessions(f"{_COVERED} AND s.starts_at >= {{}} AND s.starts_at < {{}}", (registration_id, since, until))


def sessions_ahead(registration_id: int, now: datetime) -> AskedSessions:
    """Return that all of a pass's sessions that start after an instant (UTC) are to be judged."""
    return AskedSessions(f"{_COVERED} AND s.starts_at > {{}}", (registration_id, now))


_COVERED: Final = "s.course IN (SELECT k.course FROM registration_course k WHERE k.registration = {})"


async def read_pass(registration_id: int, actor: Actor, asked: AskedSessions) -> PassFacts:
    """Return a pass that is the actor's own, or of a studio that they serve. Raises NotFoundError."""
    row = await _pass_row(registration_id)
    if not _is_theirs(row, actor):
        raise NotFoundError("class registration")
    return await _facts(row, asked)


async def booking_again(row: ReservationRow) -> Booking:
    """Return the question "may this reservation be booked once more?", for one that has lost its seat.

    Whose it is was asked before.
    """
    facts = await _facts(await _pass_row(row.registration_id), one_session(row.session_id))
    return facts.booking(await read_session(row.session_id), row.step_id)


async def read_session(session_id: int) -> SessionFacts:
    """Return one session. Raises NotFoundError."""
    rows: list[dict[str, Any]] = await ClassSession.raw("SELECT * FROM class_session WHERE id = {}", session_id)
    if not rows:
        raise NotFoundError("class session")
    return session_facts(rows[0])


def session_facts(row: Mapping[str, Any]) -> SessionFacts:  # Any: a column's own type
    """Return what the rules ask about a session's row."""
    return SessionFacts(
        id=row["id"],
        course_id=row["course"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        capacity=row["capacity"],
        seats_taken=row["seats_taken"],
        part_id=row["step"],
        is_makeup=bool(row["is_makeup"]),
        is_cancelled=row["cancelled_at"] is not None,
    )


def terms_of(row: Mapping[str, Any], course_ids: frozenset[int]) -> PassTerms:
    """Return the terms of a pass from its row (R6)."""
    return PassTerms(
        pass_type=PassType(row["pass_type"]),
        course_ids=course_ids,
        sessions_remaining=row["sessions_remaining"],
        max_advance_reservations=row["max_advance_reservations"],
        requires_sequential_attendance=bool(row["requires_sequential_attendance"]),
        valid_from=row["valid_from"],
        valid_until=row["valid_until"],
        frozen_from=row["frozen_from"],
        frozen_until=row["frozen_until"],
        is_cancelled=row["cancelled_at"] is not None,
    )


async def _pass_row(registration_id: int) -> Mapping[str, Any]:
    rows: list[dict[str, Any]] = await ClassRegistration.raw(
        "SELECT g.*, o.timezone, o.settings, u.email FROM class_registration g JOIN studio o ON o.id = g.studio"
        " JOIN customer u ON u.id = g.customer WHERE g.id = {}",
        registration_id,
    )
    if not rows:
        raise NotFoundError("class registration")
    return rows[0]


async def _facts(row: Mapping[str, Any], asked: AskedSessions) -> PassFacts:
    return PassFacts(
        id=row["id"],
        customer_id=row["customer"],
        customer_email=row["email"],
        studio_id=row["studio"],
        zone=zone_of(row["timezone"]),
        settings=settings_from(row["settings"]),
        terms=terms_of(row, await _course_ids(row["id"])),
        held=await _held(row["customer"], row["id"], asked),
        parts=await _parts(row["id"]),
    )


def _is_theirs(row: Mapping[str, Any], actor: Actor) -> bool:
    if actor.is_staff:
        return actor.serves(row["studio"])
    return actor.customer_id is not None and actor.customer_id == row["customer"]


async def _course_ids(registration_id: int) -> frozenset[int]:
    rows: list[dict[str, Any]] = await RegistrationCourse.raw(
        "SELECT course FROM registration_course WHERE registration = {}", registration_id
    )
    return frozenset(row["course"] for row in rows)


_ITS_PARTS: Final = (
    "SELECT t.id FROM class_step t JOIN registration_course k ON k.course = t.course WHERE k.registration = {}"
)
_HELD: Final = "SELECT r.session, r.status, r.step, r.registration, s.ends_at FROM"


async def _held(customer_id: int, registration_id: int, asked: AskedSessions) -> tuple[HeldReservation, ...]:
    """R14 looks at all of the customer's passes, in the sessions asked for; the other rules at this pass.

    R15 and R10 count what is open, R17 looks at all that has a part, where the pass's courses have parts at all.
    `CROSS JOIN` tells SQLite to begin with the sessions; nobody has two seats in one, so that no two rows are alike.
    """
    rows: list[dict[str, Any]] = await SessionReservation.raw(
        f"{_HELD} class_session s CROSS JOIN session_reservation r"
        f" WHERE r.session = s.id AND r.customer = {{}} AND r.status IN {SEATED_STATUSES} AND {asked.condition}"
        f" UNION {_HELD} session_reservation r JOIN class_session s ON s.id = r.session"
        f" WHERE r.registration = {{}} AND r.status IN {OPEN_STATUSES}"
        f" UNION {_HELD} session_reservation r JOIN class_session s ON s.id = r.session"
        f" WHERE r.registration = {{}} AND r.status IN {SEATED_STATUSES} AND r.step IS NOT NULL"
        f" AND EXISTS ({_ITS_PARTS})",
        customer_id,
        *asked.values,
        registration_id,
        registration_id,
        registration_id,
    )
    return tuple(
        HeldReservation(
            session_id=row["session"],
            status=ReservationStatus(row["status"]),
            ends_at=row["ends_at"],
            on_this_pass=row["registration"] == registration_id,
            part_id=row["step"],
        )
        for row in rows
    )


async def _parts(registration_id: int) -> Mapping[int, tuple[Part, ...]]:
    rows: list[dict[str, Any]] = await ClassStep.raw(
        "SELECT t.id, t.course, t.position, t.title, t.required_sequence, t.window_start, t.window_end"
        " FROM class_step t JOIN registration_course k ON k.course = t.course"
        " WHERE k.registration = {} AND t.archived_at IS NULL ORDER BY t.position",
        registration_id,
    )
    parts: dict[int, tuple[Part, ...]] = {}
    for row in rows:
        window = PartWindow(row["window_start"], row["window_end"])
        part = Part(row["id"], row["position"], row["title"], bool(row["required_sequence"]), window)
        parts[row["course"]] = (*parts.get(row["course"], ()), part)
    return parts
