"""Staff members as the wire shows them: whether they have a password and a PIN, never what is kept of these."""

from collections.abc import Sequence

from server.contract import staff_members as shapes
from server.tables.people import StaffMember, StaffStudio


async def present(row: StaffMember) -> shapes.StaffMember:
    """Return one person with their studios."""
    return (await present_all([row]))[0]


async def present_all(rows: Sequence[StaffMember]) -> list[shapes.StaffMember]:
    """Return people with their studios: one statement, however many they are."""
    if not rows:
        return []
    links = (
        await StaffStudio.select(StaffStudio.staff, StaffStudio.studio)
        .where(StaffStudio.staff.is_in([row.id for row in rows]))
        .order_by(StaffStudio.studio)
    )
    return [_shape(row, [link["studio"] for link in links if link["staff"] == row.id]) for row in rows]


def _shape(row: StaffMember, studio_ids: list[int]) -> shapes.StaffMember:
    return shapes.StaffMember(
        id=row.id,
        email=row.email,
        name=row.name,
        role=shapes.StaffRole(row.role),
        studio_ids=studio_ids,
        has_password=bool(row.password_hash),
        has_pin=bool(row.pin_hash),
        created_at=row.created_at,
        archived_at=row.archived_at,
    )
