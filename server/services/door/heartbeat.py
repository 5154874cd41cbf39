"""A kiosk says that it is there, every 15 s, and how many scans wait in it (R37, `kiosk.md`)."""

from datetime import datetime

from server.contract.kiosk import HeartbeatAnswer, HeartbeatRequest
from server.database.write_transaction import locked, write_transaction
from server.rules.door_code import door_code_at
from server.rules.sweep_hold import Silence, silence_after_heartbeat
from server.rules.vocabulary import PhoneCheckIn
from server.services.absence.silent_kiosks import silence_from
from server.services.actor import Actor
from server.services.context import Context
from server.services.door.kiosks_studio import studio_of_kiosk
from server.services.studio_facts import settings_from
from server.tables.kiosks import Kiosk


async def heartbeat(asked: HeartbeatRequest, actor: Actor, context: Context) -> HeartbeatAnswer:
    """Keep how the kiosk is; answer the server's instant, and the door code where the studio shows one (R30).

    A silence before it is remembered until the kiosk says that no scan waits (R37).
    """
    now, studio = context.now(), await studio_of_kiosk(actor)
    async with write_transaction():
        silence = await _silence(asked, actor, now)
        await Kiosk.update(
            {
                Kiosk.last_seen_at: now,
                Kiosk.version: asked.version,
                Kiosk.queue_length: asked.queue_length,
                Kiosk.clock_offset_ms: asked.clock_offset_ms,
                Kiosk.snapshot_at: asked.snapshot_at,
                Kiosk.silent_from: silence.begins_at if silence else None,
                Kiosk.silent_until: silence.ends_at if silence else None,
            }
        ).where(Kiosk.id == actor.kiosk_id)
    shows_code = settings_from(studio["settings"]).phone_check_in is PhoneCheckIn.DOOR_CODE
    code = door_code_at(context.keys.door_code, studio["id"], now) if shows_code else None
    return HeartbeatAnswer(server_time=now, revoked=False, door_code=code)


async def _silence(asked: HeartbeatRequest, actor: Actor, now: datetime) -> Silence | None:
    query = Kiosk.select(Kiosk.last_seen_at, Kiosk.silent_from, Kiosk.silent_until).where(Kiosk.id == actor.kiosk_id)
    [row] = await locked(query)
    return silence_after_heartbeat(row["last_seen_at"], silence_from(row), asked.queue_length, now)
