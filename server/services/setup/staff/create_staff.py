"""Take a staff member or an admin on, also one who was here before."""

from datetime import datetime
from typing import Any

from server.contract import staff_members as shapes
from server.database.write_transaction import locked, write_transaction
from server.services.context import Context
from server.services.setup.rows import change, find
from server.services.setup.staff.checked_staff import check_has_studio, one_person_per_address, serve_studios
from server.services.setup.staff.present import present
from server.services.signing_in.staff_secrets import hash_password, hash_pin
from server.services.signing_in.tokens import revoke_tokens_of_staff
from server.tables.people import StaffMember

Facts = dict[str, Any]  # Any: a column's own type


async def create_staff(asked: shapes.StaffMemberRequest, context: Context) -> shapes.StaffMember:
    """Return the new person; an archived one of that address is back under their old id, with the new facts alone.

    Raises InvalidFieldError for a studio that is not there and for staff without one, ConflictError `already_exists`.
    """
    now = context.now()
    facts: Facts = {
        "email": asked.email.lower(),
        "name": asked.name,
        "role": asked.role,
        "password_hash": await hash_password(asked.password, context.keys) if asked.password else None,
        "pin_hash": await hash_pin(asked.pin, context.keys) if asked.pin else None,
    }
    async with write_transaction():
        row = await _back(facts, now) or await _new(facts, now)
        await serve_studios(row.id, asked.studio_ids)
        await check_has_studio(row.id, asked.role)
        return await present(row)


async def _back(facts: Facts, now: datetime) -> StaffMember | None:
    """Return who is archived under that address, as they are now; what once signed them in stays dead."""
    rows = await locked(
        StaffMember.select(StaffMember.id).where(
            StaffMember.email == facts["email"], StaffMember.archived_at.is_not_null()
        )
    )
    if not rows:
        return None
    row = await find(StaffMember, rows[0]["id"])
    await revoke_tokens_of_staff(row.id, now)
    return await change(row, {**facts, "archived_at": None})


async def _new(facts: Facts, now: datetime) -> StaffMember:
    row = StaffMember(**facts, created_at=now)
    with one_person_per_address():
        await row.save()
    return row
