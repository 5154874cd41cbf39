"""A class step as the wire shows it."""

from server.contract import courses as shapes
from server.tables.courses import ClassStep


def present(row: ClassStep) -> shapes.ClassStep:
    """Return a part of a course."""
    return shapes.ClassStep(
        id=row.id,
        course_id=row.course,
        position=row.position,
        title=row.title,
        window_start=row.window_start,
        window_end=row.window_end,
        required_sequence=row.required_sequence,
        archived_at=row.archived_at,
    )
