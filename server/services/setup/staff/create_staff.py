"""Take a staff member or an admin on."""

from server.contract import staff_members as shapes
from server.database.write_transaction import write_transaction
from server.services.context import Context
from server.services.setup.staff.checked_staff import check_has_studio, one_person_per_address, serve_studios
from server.services.setup.staff.present import present
from server.services.signing_in.staff_secrets import hash_password, hash_pin
from server.tables.people import StaffMember


async def create_staff(asked: shapes.StaffMemberRequest, context: Context) -> shapes.StaffMember:
    """Return the new person.

    Raises InvalidFieldError for a studio that is not there and for staff without one, ConflictError `already_exists`.
    """
    row = StaffMember(
        email=asked.email.lower(),
        name=asked.name,
        role=asked.role,
        password_hash=await hash_password(asked.password, context.keys) if asked.password else None,
        pin_hash=await hash_pin(asked.pin, context.keys) if asked.pin else None,
        created_at=context.now(),
    )
    async with write_transaction():
        with one_person_per_address():
            await row.save()
        await serve_studios(row.id, asked.studio_ids)
        await check_has_studio(row.id, asked.role)
        return await present(row)
