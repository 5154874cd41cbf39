"""A studio's rows in few words, written through the tables: a test names only the facts that it is about.

Without another word: Kiln & Co in New York, Monday 2 March 2026 at 16:00, two hours of pottery, eight punches.
Each function returns the new row's id.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Final

from piccolo.table import Table

from server.keys import Keys, keys_from
from server.rules.part_windows import PartWindow
from server.rules.pass_code import derive, hash_of
from server.rules.vocabulary import SEATED, PassType, PunchKind, ReservationStatus, Role
from server.services.signing_in.staff_secrets import hash_password, hash_pin
from server.services.signing_in.tokens import issue_customer_token, issue_kiosk_token, issue_staff_token
from server.tables.courses import ClassSession, ClassStep, Course
from server.tables.desk import InboxItem, StaffNote
from server.tables.kiosks import Kiosk
from server.tables.outbox import OutboxMessage
from server.tables.passes import ClassRegistration, PassProduct, PassProductCourse, PunchEntry, RegistrationCourse
from server.tables.people import Customer, CustomerStudio, StaffMember, StaffStudio
from server.tables.reservations import SessionReservation
from server.tables.studios import Closure, Studio

KEYS: Final = keys_from(b"a secret of the tests, 32 bytes.")
"""The same keys in every run."""

LONG_AGO: Final = datetime(2026, 1, 5, 12, tzinfo=UTC)
STARTS_AT: Final = datetime(2026, 3, 2, 21, tzinfo=UTC)
TWO_HOURS: Final = timedelta(hours=2)

_numbers = count(1)
_HASHES: Final[dict[tuple[object, str], str]] = {}


@dataclass(frozen=True)
class MadeReservation:
    """A reservation and the code of its QR."""

    id: int
    code: str


@dataclass(frozen=True)
class MadeKiosk:
    """A paired kiosk and its device token."""

    id: int
    token: str


def as_bearer(token: str) -> dict[str, str]:
    """Return the headers of a call signed in with a token."""
    return {"Authorization": f"Bearer {token}"}


async def add_studio(
    name: str = "Kiln & Co", *, timezone: str = "America/New_York", settings: dict[str, object] | None = None
) -> int:
    """A studio; `settings` by the names of `rules.studio_settings`."""
    row = Studio(name=name, timezone=timezone, settings=json.dumps(settings or {}), created_at=LONG_AGO)
    return await _saved(row)


async def add_customer(studio_id: int, name: str = "Ana Ruiz", *, email: str | None = None) -> int:
    """A customer of a studio."""
    customer_id = await _saved(Customer(name=name, email=email or _address(name), created_at=LONG_AGO))
    await _saved(CustomerStudio(customer=customer_id, studio=studio_id))
    return customer_id


async def add_staff(
    *studio_ids: int,
    name: str = "Sam Okafor",
    role: Role = Role.STAFF,
    email: str | None = None,
    password: str | None = None,
    pin: str | None = None,
) -> int:
    """A staff member who serves the studios; an admin needs none. Hashing costs time, so secrets only when given."""
    row = StaffMember(name=name, email=email or _address(name), role=role.value, created_at=LONG_AGO)
    row.password_hash = await _hashed(hash_password, password)
    row.pin_hash = await _hashed(hash_pin, pin)
    staff_id = await _saved(row)
    for studio_id in studio_ids:
        await _saved(StaffStudio(staff=staff_id, studio=studio_id))
    return staff_id


async def add_kiosk(studio_id: int, name: str = "Front door", *, now: datetime = LONG_AGO) -> MadeKiosk:
    """A kiosk that was paired."""
    kiosk_id = await _saved(Kiosk(studio=studio_id, name=name, created_at=LONG_AGO, paired_at=now))
    return MadeKiosk(kiosk_id, await issue_kiosk_token(kiosk_id, now))


async def sign_in_customer(customer_id: int, now: datetime = STARTS_AT) -> str:
    """A customer's token."""
    return await issue_customer_token(customer_id, now)


async def sign_in_staff(staff_id: int, now: datetime = STARTS_AT) -> str:
    """A staff member's or an admin's token."""
    rows = await StaffMember.select(StaffMember.role).where(StaffMember.id == staff_id)
    return await issue_staff_token(staff_id, Role(rows[0]["role"]), now)


async def add_course(studio_id: int, name: str = "Pottery", *, capacity: int = 10) -> int:
    """A course."""
    return await _saved(Course(studio=studio_id, name=name, capacity=capacity))


async def add_step(
    course_id: int,
    position: int,
    title: str | None = None,
    *,
    required_sequence: bool = False,
    window: PartWindow | None = None,
) -> int:
    """A part of a course; taught at any time unless it has a window."""
    return await _saved(
        ClassStep(
            course=course_id,
            position=position,
            title=title or f"Part {position}",
            required_sequence=required_sequence,
            window_start=window.first if window else None,
            window_end=window.last if window else None,
        )
    )


async def add_session(
    course_id: int,
    starts_at: datetime = STARTS_AT,
    *,
    length: timedelta = TWO_HOURS,
    capacity: int = 10,
    step_id: int | None = None,
    is_makeup: bool = False,
) -> int:
    """A class session."""
    return await _saved(
        ClassSession(
            course=course_id,
            step=step_id,
            is_makeup=is_makeup,
            starts_at=starts_at,
            ends_at=starts_at + length,
            capacity=capacity,
        )
    )


async def add_closure(studio_id: int, day: date = date(2026, 3, 30), reason: str = "Easter") -> int:
    """A date on which the studio is closed."""
    return await _saved(Closure(studio=studio_id, date=day, reason=reason, created_at=LONG_AGO))


async def add_note(
    studio_id: int,
    text: str,
    *,
    customer_id: int | None = None,
    pass_id: int | None = None,
    session_id: int | None = None,
    author: str = "system",
) -> int:
    """A note that staff of the studio read."""
    row = StaffNote(studio=studio_id, customer=customer_id, registration=pass_id, session=session_id, text=text)
    row.author, row.at = author, LONG_AGO
    return await _saved(row)


async def add_dead_letter(studio_id: int, reservation_id: int | None) -> int:
    """The item of a message that was given up."""
    message = OutboxMessage(
        studio=studio_id,
        kind="CONFIRMATION",
        dedupe_key=f"confirmation:{reservation_id}:{next(_numbers)}",
        recipient="wrong@example.com",
        facts=json.dumps({"reservationId": reservation_id}),
        created_at=LONG_AGO,
        due_at=LONG_AGO,
        attempts=5,
        failed_at=LONG_AGO,
        last_error="550 No such person",
    )
    message_id = await _saved(message)
    row = InboxItem(studio=studio_id, message=message_id, reservation=reservation_id, created_at=LONG_AGO)
    row.reason = "Mail not delivered"
    return await _saved(row)


async def add_product(studio_id: int, *course_ids: int, name: str = "Eight classes", sessions_included: int = 8) -> int:
    """A punch pass that the studio sells."""
    row = PassProduct(studio=studio_id, name=name, sessions_included=sessions_included, max_advance_reservations=3)
    product_id = await _saved(row)
    for course_id in course_ids:
        await _saved(PassProductCourse(pass_product=product_id, course=course_id))
    return product_id


async def add_pass(
    customer_id: int,
    studio_id: int,
    *course_ids: int,
    pass_type: PassType = PassType.PUNCH_PASS,
    punches: int = 8,
    max_advance_reservations: int | None = 3,
    requires_sequential_attendance: bool = False,
    absence_grace_period: int | None = 0,
    valid_from: date | None = None,
    valid_until: date | None = None,
) -> int:
    """A pass that a customer has bought; a punch pass with its grant in the ledger."""
    has_punches = pass_type is PassType.PUNCH_PASS
    row = ClassRegistration(
        customer=customer_id,
        studio=studio_id,
        name=pass_type.value.replace("_", " ").capitalize(),
        pass_type=pass_type.value,
        sessions_included=punches if has_punches else None,
        sessions_remaining=punches if has_punches else None,
        max_advance_reservations=max_advance_reservations,
        requires_sequential_attendance=requires_sequential_attendance,
        absence_grace_period=absence_grace_period,
        valid_from=valid_from,
        valid_until=valid_until,
        sold_at=LONG_AGO,
    )
    registration_id = await _saved(row)
    for course_id in course_ids:
        await _saved(RegistrationCourse(registration=registration_id, course=course_id))
    if has_punches:
        await _grant(registration_id, punches)
    return registration_id


async def add_reservation(
    registration_id: int,
    session_id: int,
    status: ReservationStatus = ReservationStatus.PENDING,
    *,
    step_id: int | None = None,
) -> MadeReservation:
    """A reservation with its code; it takes its seat where its status has one, and no punch."""
    rows = await ClassRegistration.select(ClassRegistration.customer).where(ClassRegistration.id == registration_id)
    row = SessionReservation(
        registration=registration_id,
        session=session_id,
        customer=rows[0]["customer"],
        step=step_id,
        status=status.value,
        reserved_at=LONG_AGO,
    )
    reservation_id = await _saved(row)
    code = derive(KEYS.pass_code, reservation_id, 0)
    await SessionReservation.update({SessionReservation.code_hash: hash_of(code)}).where(
        SessionReservation.id == reservation_id
    )
    if status in SEATED:
        await ClassSession.update({ClassSession.seats_taken: ClassSession.seats_taken + 1}).where(
            ClassSession.id == session_id
        )
    return MadeReservation(reservation_id, code)


async def _grant(registration_id: int, punches: int) -> None:
    await _saved(
        PunchEntry(registration=registration_id, kind=PunchKind.GRANT, delta=punches, actor="system", at=LONG_AGO)
    )


async def _hashed(hash_secret: Callable[[str, Keys], Awaitable[str]], secret: str | None) -> str | None:
    """Hashing is slow on purpose, and the tests know few secrets: each is hashed once a run."""
    if secret is None:
        return None
    if (hash_secret, secret) not in _HASHES:
        _HASHES[hash_secret, secret] = await hash_secret(secret, KEYS)
    return _HASHES[hash_secret, secret]


async def _saved(row: Table) -> int:
    await row.save()
    return int(row.id)  # type: ignore[attr-defined]  # every table has one


def _address(name: str) -> str:
    """Nobody shares an address, whoever shares a name."""
    return f"{name.split(maxsplit=1)[0].lower()}.{next(_numbers)}@example.com"
