"""Class sessions as the wire shows them."""

from collections.abc import Sequence

from server.contract import sessions as shapes
from server.tables.courses import ClassSession, ClassStep, Course


async def present(row: ClassSession) -> shapes.ClassSession:
    """Return one session with its course and part by name."""
    return (await present_all([row]))[0]


async def present_all(rows: Sequence[ClassSession]) -> list[shapes.ClassSession]:
    """Return sessions with their courses and parts by name: two statements, however many they are."""
    if not rows:
        return []
    courses = await Course.objects().where(Course.id.is_in(sorted({row.course for row in rows})))
    course_of = {course.id: course for course in courses}
    titles = await _titles({row.step for row in rows if row.step is not None})
    return [_shape(row, course_of[row.course], titles.get(row.step)) for row in rows]


async def _titles(step_ids: set[int]) -> dict[int, str]:
    if not step_ids:
        return {}
    steps = await ClassStep.select(ClassStep.id, ClassStep.title).where(ClassStep.id.is_in(sorted(step_ids)))
    return {step["id"]: step["title"] for step in steps}


def _shape(row: ClassSession, course: Course, step_title: str | None) -> shapes.ClassSession:
    return shapes.ClassSession(
        id=row.id,
        studio_id=course.studio,
        course_id=row.course,
        course_name=course.name,
        step_id=row.step,
        step_title=step_title,
        is_makeup=row.is_makeup,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        capacity=row.capacity,
        seats_taken=row.seats_taken,
        room=row.room,
        instructor=row.instructor,
        cancelled_at=row.cancelled_at,
        timetable_id=row.timetable,
    )
