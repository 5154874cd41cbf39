"""What holds of every staff member, whether they are new, changed or leaving."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from server.contract.staff_members import StaffRole
from server.database.errors import broken_index
from server.database.write_transaction import locked
from server.services.outcomes import ConflictError, InvalidFieldError
from server.tables.people import StaffMember, StaffStudio
from server.tables.studios import Studio


@contextmanager
def one_person_per_address() -> Iterator[None]:
    """Turn the broken index on the address into ConflictError `already_exists`; the transaction has to end."""
    try:
        yield
    except Exception as error:
        if broken_index(error) is None:
            raise
        raise ConflictError("already_exists", "A staff member has this e-mail address already.") from error


async def serve_studios(staff_id: int, studio_ids: Sequence[int]) -> None:
    """Let a person work at these studios and no others. Raises InvalidFieldError for one that is not there."""
    wanted = set(studio_ids)
    living = await Studio.select(Studio.id).where(Studio.archived_at.is_null())
    if not wanted <= {row["id"] for row in living}:
        raise InvalidFieldError("studioIds", "takes studios that are there")
    await StaffStudio.delete().where(StaffStudio.staff == staff_id)
    if wanted:
        await StaffStudio.insert(*(StaffStudio(staff=staff_id, studio=studio_id) for studio_id in sorted(wanted)))


async def check_has_studio(staff_id: int, role: StaffRole) -> None:
    """Raise InvalidFieldError for staff without a studio; admins serve all (R41)."""
    if role is StaffRole.STAFF and not await StaffStudio.exists().where(StaffStudio.staff == staff_id):
        raise InvalidFieldError("studioIds", "takes one studio or more for STAFF")


async def check_admin_left(staff_id: int) -> None:
    """Raise ConflictError `last_admin` where nobody else could set this server up.

    All admins are locked, so that no two of them put each other out at once.
    """
    admins = await locked(
        StaffMember.select(StaffMember.id)
        .where(StaffMember.role == StaffRole.ADMIN.value, StaffMember.archived_at.is_null())
        .order_by(StaffMember.id)
    )
    if {row["id"] for row in admins} == {staff_id}:
        raise ConflictError("last_admin", "This is the last admin: make another one first.")
