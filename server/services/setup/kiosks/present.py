"""A kiosk as the wire shows it."""

from server.contract import kiosk_setup as shapes
from server.tables.kiosks import Kiosk


def present(row: Kiosk) -> shapes.Kiosk:
    """Return a kiosk and how it was when last heard from."""
    return shapes.Kiosk(
        id=row.id,
        studio_id=row.studio,
        name=row.name,
        created_at=row.created_at,
        paired_at=row.paired_at,
        revoked_at=row.revoked_at,
        last_seen_at=row.last_seen_at,
        version=row.version,
        queue_length=row.queue_length,
        clock_offset_ms=row.clock_offset_ms,
        snapshot_at=row.snapshot_at,
    )
