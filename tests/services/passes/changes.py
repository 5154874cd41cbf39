"""What admins do to a pass, in few words, and what has to hold after each act."""

from datetime import date
from typing import Final

from server.contract.pass_acts import AdjustRequest, ChangedPass, ExtendRequest, FreezeRequest, PassCancelRequest
from server.contract.passes import PunchRow
from server.services.context import Context
from server.services.outcomes import Declined
from server.services.passes.adjust_punches import adjust_punches
from server.services.passes.cancel_pass import cancel_pass
from server.services.passes.extend_pass import extend_pass
from server.services.passes.freeze_pass import freeze_pass
from server.tables.passes import ClassRegistration
from tests import actors
from tests.invariants import broken_invariants
from tests.readings import bookings

ADMIN: Final = actors.admin(7)
WHY: Final = "a broken leg"


async def freeze(
    pass_id: int, first: date, until: date, context: Context, *, confirm: bool = False
) -> ChangedPass | Declined:
    """Freeze a pass."""
    asked = FreezeRequest(first=first, until=until, reason=WHY, confirm=confirm)
    return await sound(await freeze_pass(pass_id, asked, ADMIN, context), context)


async def extend(
    pass_id: int, valid_until: date | None, context: Context, *, confirm: bool = False
) -> ChangedPass | Declined:
    """Give a pass another last date."""
    asked = ExtendRequest(valid_until=valid_until, reason=WHY, confirm=confirm)
    return await sound(await extend_pass(pass_id, asked, ADMIN, context), context)


async def cancel(pass_id: int, context: Context, *, confirm: bool = False) -> ChangedPass | Declined:
    """Cancel a pass."""
    asked = PassCancelRequest(reason=WHY, confirm=confirm)
    return await sound(await cancel_pass(pass_id, asked, ADMIN, context), context)


async def adjust(pass_id: int, delta: int, context: Context) -> PunchRow | Declined:
    """Give or take punches."""
    outcome = await adjust_punches(pass_id, AdjustRequest(delta=delta, reason=WHY), ADMIN, context)
    assert broken_invariants(await bookings(), context.now()) == []
    return outcome


async def sound(outcome: ChangedPass | Declined, context: Context) -> ChangedPass | Declined:
    """Return an outcome after which seats, ledgers and histories agree."""
    assert broken_invariants(await bookings(), context.now()) == []
    return outcome


def done(outcome: ChangedPass | Declined) -> ChangedPass:
    """Return the pass of an outcome that has to be a yes."""
    assert isinstance(outcome, ChangedPass), outcome
    return outcome


async def give_until(pass_id: int, valid_until: date | None) -> None:
    """Give a pass a last date, as if it had been sold so."""
    await ClassRegistration.update({ClassRegistration.valid_until: valid_until}).where(ClassRegistration.id == pass_id)
