"""What goes with a class that the studio moves: nobody has arrived yet, everybody keeps the seat and is told (R38)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from server.rules.reminders import reminder_at
from server.rules.vocabulary import AuditAction, AuditSubject, ReservationStatus
from server.services.audit.record_act import Act, Facts, record_acts
from server.services.booking.move_status import Move, move_all
from server.services.booking.reservation_row import ReservationRow
from server.services.messages.about import Addressee, class_moved_of
from server.services.messages.outbox import Message, enqueue_all
from server.services.studio_acts.seated_rows import seated_rows_held


@dataclass(frozen=True)
class ClassMove:
    """A class session of a studio, with its span (UTC) as it was and as it will be."""

    session_id: int
    studio_id: int
    old_starts_at: datetime
    old_ends_at: datetime
    starts_at: datetime
    ends_at: datetime

    @property
    def changes(self) -> bool:
        """Tell whether it is a move at all."""
        return (self.old_starts_at, self.old_ends_at) != (self.starts_at, self.ends_at)

    @property
    def changes_start(self) -> bool:
        """Tell whether people have to come at another time; who has come to a class that only ends later is there."""
        return self.old_starts_at != self.starts_at


def reminding(moved: ClassMove, zone: ZoneInfo, now: datetime) -> dict[str, datetime | None]:
    """Return the column of a moved class: it is reminded of anew, unless the mail of the move comes later (R39)."""
    if not moved.changes_start:
        return {}
    return {"reminded_at": now if reminder_at(moved.starts_at, zone) <= now else None}


async def move_people(moves: Sequence[ClassMove], back: Move) -> None:
    """Write moves down and do what they mean for the people, in the transaction that holds the sessions.

    `back` is how arrivals return to PENDING: by whom, when, why. Each seat that comes at another time is told of.
    """
    move_of = {moved.session_id: moved for moved in moves if moved.changes_start}
    rows = await seated_rows_held(move_of)
    await move_all([(row, back) for row in rows if row.status is ReservationStatus.CHECKED_IN])
    await enqueue_all([_message(row, move_of[row.session_id], back.at) for row in rows], back.at)
    told = Counter(row.session_id for row in rows)
    acts = [_act(moved, back.reason, told[moved.session_id]) for moved in moves]
    await record_acts(acts, back.actor, back.at)


def _message(row: ReservationRow, moved: ClassMove, at: datetime) -> Message:
    to = Addressee(row.customer_email, row.studio_id)
    return class_moved_of(row.id, moved.old_starts_at, moved.starts_at, at, to)


def _act(moved: ClassMove, reason: str | None, told: int) -> Act:
    facts: Facts = {
        "oldStartsAt": moved.old_starts_at,
        "oldEndsAt": moved.old_ends_at,
        "startsAt": moved.starts_at,
        "endsAt": moved.ends_at,
        "told": told,
    }
    return Act(
        moved.studio_id, AuditAction.CLASS_MOVED, AuditSubject.CLASS_SESSION, moved.session_id, reason, facts=facts
    )
