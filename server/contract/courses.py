"""A course and its parts (class steps) as admins set them up."""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from server.contract.base import Id, Instant, LocalDate, Name, Request, Shape
from server.contract.setup import Capacity, Description, DurationMinutes

Position = Annotated[int, Meta(ge=1, le=1000)]


class Course(Shape):
    """A course, with the capacity and the length that its sessions take unless they say otherwise."""

    id: int
    studio_id: int
    name: str
    description: str
    capacity: int
    duration_minutes: int
    archived_at: Instant | None


class CourseRequest(Request):
    """A new course of a studio."""

    studio_id: Id
    name: Name
    capacity: Capacity
    duration_minutes: DurationMinutes
    description: Description = ""


class CourseChange(Request):
    """What changes of a course; sessions that exist keep their own capacity and length."""

    name: Name | UnsetType = UNSET
    capacity: Capacity | UnsetType = UNSET
    duration_minutes: DurationMinutes | UnsetType = UNSET
    description: Description | UnsetType | None = UNSET


class ClassStep(Shape):
    """A part of a course, in its order; the window is the span of local dates in which it is taught."""

    id: int
    course_id: int
    position: int
    title: str
    window_start: LocalDate | None
    window_end: LocalDate | None
    required_sequence: bool
    archived_at: Instant | None


class ClassStepRequest(Request):
    """A new part of a course; `requiredSequence`: only after the part before it (R17)."""

    course_id: Id
    position: Position
    title: Name
    window_start: LocalDate | None = None
    window_end: LocalDate | None = None
    required_sequence: bool = False


class ClassStepChange(Request):
    """What changes of a part."""

    position: Position | UnsetType = UNSET
    title: Name | UnsetType = UNSET
    window_start: LocalDate | UnsetType | None = UNSET
    window_end: LocalDate | UnsetType | None = UNSET
    required_sequence: bool | UnsetType = UNSET
