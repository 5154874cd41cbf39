"""A closure as the wire shows it."""

from server.contract import closures as shapes
from server.tables.studios import Closure


def present(row: Closure) -> shapes.Closure:
    """Return a closure."""
    return shapes.Closure(id=row.id, studio_id=row.studio, date=row.date, reason=row.reason, created_at=row.created_at)
