"""A course as the wire shows it."""

from server.contract import courses as shapes
from server.tables.courses import Course


def present(row: Course) -> shapes.Course:
    """Return a course."""
    return shapes.Course(
        id=row.id,
        studio_id=row.studio,
        name=row.name,
        description=row.description,
        capacity=row.capacity,
        duration_minutes=row.duration_minutes,
        archived_at=row.archived_at,
    )
