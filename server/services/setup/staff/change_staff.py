"""Change a staff member or an admin."""

from server.contract import staff_members as shapes
from server.contract.setup import given_fields
from server.database.write_transaction import write_transaction
from server.keys import Keys
from server.services.context import Context
from server.services.setup.rows import change, hold
from server.services.setup.staff.checked_staff import (
    check_admin_left,
    check_has_studio,
    one_person_per_address,
    serve_studios,
)
from server.services.setup.staff.present import present
from server.services.signing_in.staff_secrets import hash_password, hash_pin
from server.services.signing_in.tokens import revoke_tokens_of_staff
from server.tables.people import StaffMember


async def change_staff(staff_id: int, asked: shapes.StaffMemberChange, context: Context) -> shapes.StaffMember:
    """Return the person as they are now; another password or PIN signs them out everywhere.

    Raises NotFoundError, InvalidFieldError for a studio that is not there and for staff without one, ConflictError
    `already_exists` and `last_admin`.
    """
    now = context.now()
    values = await _columns(asked, context.keys)
    async with write_transaction():
        if asked.role is shapes.StaffRole.STAFF:
            await check_admin_left(staff_id)
        row = await hold(StaffMember, staff_id)
        with one_person_per_address():
            row = await change(row, values)
        if isinstance(asked.studio_ids, list):
            await serve_studios(staff_id, asked.studio_ids)
        await check_has_studio(staff_id, shapes.StaffRole(row.role))
        if not values.keys().isdisjoint({"password_hash", "pin_hash"}):
            await revoke_tokens_of_staff(staff_id, now)
        return await present(row)


async def _columns(asked: shapes.StaffMemberChange, keys: Keys) -> dict[str, object]:
    """Return what changes of the person's own row."""
    values = {name: value for name, value in given_fields(asked).items() if name in ("name", "role")}
    if isinstance(asked.email, str):
        values["email"] = asked.email.lower()
    if asked.password is None or isinstance(asked.password, str):
        values["password_hash"] = None if asked.password is None else await hash_password(asked.password, keys)
    if asked.pin is None or isinstance(asked.pin, str):
        values["pin_hash"] = None if asked.pin is None else await hash_pin(asked.pin, keys)
    return values
