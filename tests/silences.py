"""Kiosks that beat and fall silent, in few words."""

from datetime import datetime, timedelta
from typing import Final

from server.contract.kiosk import HeartbeatRequest
from server.services.context import Context
from server.services.door.heartbeat import heartbeat
from server.tables.kiosks import Kiosk
from tests.scene import Scene

MINUTE: Final = timedelta(minutes=1)


async def beat(scene: Scene, context: Context, *, waiting: int = 0) -> None:
    """Let the scene's kiosk say that it is there, and how many scans wait in it."""
    asked = HeartbeatRequest(version="0.1.0", queue_length=waiting, clock_offset_ms=0)
    await heartbeat(asked, scene.kiosk, context)


async def silence_of(kiosk_id: int) -> tuple[datetime | None, datetime | None]:
    """Return the silence that a kiosk's row remembers."""
    [row] = await Kiosk.select(Kiosk.silent_from, Kiosk.silent_until).where(Kiosk.id == kiosk_id)
    return row["silent_from"], row["silent_until"]
