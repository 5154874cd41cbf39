"""Staff sign in at a paired kiosk: pick a tile, type a PIN of six digits (R42)."""

from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

from server.contract.kiosk import PinAnswer, PinRequest, StaffTile
from server.database.write_transaction import write_transaction
from server.rules.names import display_name, first_name
from server.rules.verdict import Refused
from server.rules.vocabulary import Refusal, Role
from server.services.actor import Actor
from server.services.context import Context
from server.services.outcomes import Declined
from server.services.signing_in.pin_locks import CountedTry, Locked, count_pin_try, forgive
from server.services.signing_in.staff_secrets import is_pin
from server.services.signing_in.tokens import PIN_IDLE, issue_pin_token
from server.services.studio_facts import zone_of
from server.tables.kiosks import Kiosk
from server.tables.people import StaffMember, StaffStudio


async def staff_tiles(actor: Actor) -> list[StaffTile]:
    """Return who can sign in at this kiosk: its studio's staff and the admins who have a PIN, by name."""
    people = sorted(await _people_with_pin(actor), key=lambda person: (person.name.casefold(), person.id))
    namesakes = Counter(first_name(person.name) for person in people)
    return [
        StaffTile(
            staff_id=person.id,
            first_name=first_name(person.name)
            if namesakes[first_name(person.name)] == 1
            else display_name(person.name),
        )
        for person in people
    ]


async def sign_in_at_kiosk(asked: PinRequest, actor: Actor, context: Context) -> PinAnswer | Declined:
    """Return a token for the staff calls of this kiosk's studio, from this kiosk only.

    Declined with `pin_wrong`, which says until when it locks where it does, and with `pin_locked`.
    """
    now = context.now()
    kiosk_id, zone = await _kiosk(actor)
    person = next((one for one in await _people_with_pin(actor) if one.id == asked.staff_id), None)
    counted = await count_pin_try(kiosk_id, person.id if person else None, context, now)
    if isinstance(counted, Locked):
        return Declined(Refused(Refusal.PIN_LOCKED, {"retry_at": counted.retry_at}), zone)
    is_right = await is_pin(asked.pin, person.pin_hash if person else None, context.keys)
    if person is None or not is_right:
        facts = {"retry_at": counted.locks_until} if counted.locks_until else {}
        return Declined(Refused(Refusal.PIN_WRONG, facts), zone)
    return await _let_in(person, kiosk_id, counted, now)


async def _let_in(person: StaffMember, kiosk_id: int, counted: CountedTry, now: datetime) -> PinAnswer:
    async with write_transaction():
        await forgive(counted, kiosk_id, person.id)
        token = await issue_pin_token(person.id, Role(person.role), kiosk_id, now)
    return PinAnswer(token=token, name=person.name, expires_at=now + PIN_IDLE)


async def _kiosk(actor: Actor) -> tuple[int, ZoneInfo]:
    rows = await Kiosk.select(Kiosk.id, Kiosk.studio.timezone.as_alias("timezone")).where(Kiosk.id == actor.kiosk_id)
    return int(rows[0]["id"]), zone_of(rows[0]["timezone"])


async def _people_with_pin(actor: Actor) -> list[StaffMember]:
    here = Kiosk.select(Kiosk.studio).where(Kiosk.id == actor.kiosk_id)
    serving = StaffStudio.select(StaffStudio.staff).where(StaffStudio.studio.is_in(here))
    serves_here = (StaffMember.role == Role.ADMIN.value) | StaffMember.id.is_in(serving)
    can_sign_in = StaffMember.pin_hash.is_not_null() & StaffMember.archived_at.is_null()
    return await StaffMember.objects().where(can_sign_in & serves_here)
