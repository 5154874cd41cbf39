"""Late uploads in the staff inbox: scans that changed nothing, and bookings that could not be given back (R37)."""

from dataclasses import dataclass
from datetime import datetime

from server.rules.vocabulary import InboxAction, InboxKind
from server.services.actor import Actor
from server.tables.desk import InboxItem

LONGEST_REASON = 500


@dataclass(frozen=True)
class LateUpload:
    """What a person has to look at: of which studio and reservation, scanned when (UTC), and why."""

    studio_id: int
    reservation_id: int | None
    scanned_at: datetime
    reason: str


async def add_late_upload(late: LateUpload, now: datetime) -> None:
    """Write an item, in the transaction of the upload."""
    item = InboxItem(
        studio=late.studio_id,
        kind=InboxKind.LATE_UPLOAD,
        reservation=late.reservation_id,
        scanned_at=late.scanned_at,
        reason=late.reason[:LONGEST_REASON],
        created_at=now,
    )
    await InboxItem.insert(item)


async def close_late_uploads(reservation_id: int, actor: Actor, now: datetime) -> None:
    """Close what waits about a reservation that a later scan has put right; its session and its pass are held."""
    table = InboxItem
    await table.update(
        {
            table.resolved_at: now,
            table.resolved_by: actor.label,
            table.resolution: InboxAction.DISMISS.value,
            table.resolution_reason: "A later scan has put it right.",
        }
    ).where(
        table.reservation == reservation_id,
        table.kind == InboxKind.LATE_UPLOAD.value,
        table.resolved_at.is_null(),
    )
