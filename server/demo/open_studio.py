"""Open the demo's studio: its staff, courses, parts, sessions and pass products, before anybody has come."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from server.contract.courses import ClassStepRequest, CourseRequest
from server.contract.pass_products import PassProductRequest
from server.contract.sessions import ClassSessionRequest
from server.contract.staff_members import StaffMemberRequest, StaffRole
from server.contract.studios import StudioRequest
from server.demo.cast import ADMIN, PASSWORD, STAFF, STUDIO
from server.demo.timetable import MUGS, OPEN_STUDIO, WHEEL, Slot, slots, week_of_part
from server.rules.local_time import local_date
from server.rules.vocabulary import PassType
from server.services.context import Context
from server.services.setup.courses.create_course import create_course
from server.services.setup.pass_products.create_product import create_product
from server.services.setup.sessions.create_session import create_session
from server.services.setup.staff.create_staff import create_staff
from server.services.setup.steps.create_step import create_step
from server.services.setup.studios.create_studio import create_studio

PARTS = ((1, "Throw the body"), (2, "Pull the handle"), (3, "Glaze"))


@dataclass(frozen=True)
class OpenedStudio:
    """What was set up: the products and the parts by their names, and each session with its slot."""

    studio_id: int
    products: dict[PassType, int]
    steps: dict[int, int]
    sessions: list[tuple[Slot, int]]


async def open_studio(now: datetime, zone: ZoneInfo, context: Context) -> OpenedStudio:
    """Set everything up."""
    asked = StudioRequest(name=STUDIO, timezone=zone.key, contact_email="hello@kiln.example", colour="#A8401F")
    studio = (await create_studio(asked, context)).id
    await _take_staff_on(studio, context)
    courses = {name: await _course(studio, name) for name in (WHEEL, MUGS, OPEN_STUDIO)}
    today = local_date(now, zone)
    steps = {position: await _step(courses[MUGS], position, title, today) for position, title in PARTS}
    sessions = [(slot, await _session(slot, courses, steps)) for slot in slots(now, zone)]
    return OpenedStudio(studio, await _products(studio, courses), steps, sessions)


async def _take_staff_on(studio: int, context: Context) -> None:
    for (name, email, pin), role in ((ADMIN, StaffRole.ADMIN), (STAFF, StaffRole.STAFF)):
        asked = StaffMemberRequest(email=email, name=name, role=role, studio_ids=[studio], password=PASSWORD, pin=pin)
        await create_staff(asked, context)


async def _course(studio: int, name: str) -> int:
    asked = CourseRequest(studio_id=studio, name=name, capacity=12, duration_minutes=120)
    return (await create_course(asked)).id


async def _step(course: int, position: int, title: str, today: date) -> int:
    first, last = week_of_part(position, today)
    asked = ClassStepRequest(
        course_id=course,
        position=position,
        title=title,
        window_start=first,
        window_end=last,
        required_sequence=position > 1,
    )
    return (await create_step(asked)).id


async def _session(slot: Slot, courses: dict[str, int], steps: dict[int, int]) -> int:
    asked = ClassSessionRequest(
        course_id=courses[slot.course],
        starts_at=slot.starts_at,
        step_id=steps[slot.part] if slot.part else None,
        is_makeup=slot.is_makeup,
        room=slot.room,
        instructor=slot.instructor,
    )
    return (await create_session(asked)).id


async def _products(studio: int, courses: dict[str, int]) -> dict[PassType, int]:
    everyday = [courses[WHEEL], courses[OPEN_STUDIO]]
    asked = (_punch_pass(studio, everyday), _season_pass(studio, everyday), _mug_course(studio, courses[MUGS]))
    return {product.pass_type: (await create_product(product)).id for product in asked}


def _punch_pass(studio: int, course_ids: list[int]) -> PassProductRequest:
    return PassProductRequest(
        studio_id=studio,
        name="8-punch pass",
        pass_type=PassType.PUNCH_PASS,
        sessions_included=8,
        course_ids=course_ids,
        validity_days=120,
        price_cents=24000,
    )


def _season_pass(studio: int, course_ids: list[int]) -> PassProductRequest:
    return PassProductRequest(
        studio_id=studio,
        name="Season pass",
        pass_type=PassType.UNLIMITED_SERIES,
        course_ids=course_ids,
        validity_days=90,
        price_cents=39000,
    )


def _mug_course(studio: int, course_id: int) -> PassProductRequest:
    return PassProductRequest(
        studio_id=studio,
        name="Mug Building course",
        pass_type=PassType.FULL_COURSE,
        course_ids=[course_id],
        requires_sequential_attendance=True,
        price_cents=18000,
    )
