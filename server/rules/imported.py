"""What becomes of what a studio brings from another system: statuses, punches, wall times. Instants are UTC."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from server.rules.punches import PunchChange
from server.rules.vocabulary import ARRIVED, CONSUMPTIONS, PunchKind, ReservationStatus


@dataclass(frozen=True)
class ImportedClass:
    """The class of an imported reservation: when it begins and ends, and whether the studio has cancelled it."""

    starts_at: datetime
    ends_at: datetime
    is_cancelled: bool = False


def status_of_old(of: ImportedClass, now: datetime, *, attended: bool, cancelled: bool) -> ReservationStatus:
    """Return the status of a reservation that only says whether it was attended or cancelled.

    Attended → ATTENDED, cancelled → CANCELLED, past and unattended → NO_SHOW, to come or going on → PENDING; in a class
    that the studio has cancelled, CANCELLED.
    """
    if cancelled or of.is_cancelled:
        return ReservationStatus.CANCELLED
    return ReservationStatus.ATTENDED if attended else status_now(ReservationStatus.PENDING, of, now)


def status_now(status: ReservationStatus, of: ImportedClass, now: datetime) -> ReservationStatus:
    """Return where a reservation stands that a file tells the status of.

    Time has gone on since the file was written: a PENDING one whose class has ended was missed. It counts as acted on
    and costs nothing (R34), so it must not be left to the sweep.
    """
    if status is not ReservationStatus.PENDING:
        return status
    if of.is_cancelled:
        return ReservationStatus.CANCELLED
    return ReservationStatus.NO_SHOW if of.ends_at <= now else status


def fits_status(punch: PunchKind, status: ReservationStatus) -> bool:
    """Tell whether a reservation of a status can hold that punch as its live consumption (R9)."""
    if status in ARRIVED:
        return punch in CONSUMPTIONS and punch is not PunchKind.NO_SHOW
    return status is ReservationStatus.NO_SHOW and punch is PunchKind.NO_SHOW


def punch_taken(status: ReservationStatus, punch: PunchKind | None) -> PunchChange | None:
    """Return the consumption that an imported reservation of a punch pass holds, None for none.

    Who has arrived has paid with a punch before the import, unless the file says that it was waived; an absence has
    only where the file says so. Without the row a later correction would take a second punch (R9).
    """
    if status in ARRIVED:
        return PunchChange(PunchKind.WAIVE, 0) if punch is PunchKind.WAIVE else PunchChange(PunchKind.CHECK_IN, -1)
    if status is ReservationStatus.NO_SHOW and punch is PunchKind.NO_SHOW:
        return PunchChange(PunchKind.NO_SHOW, -1)
    return None


def instant_of(wall_time: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the instant of a studio's wall time: the first, where clocks show it twice; None where they skip it."""
    instant = wall_time.replace(tzinfo=zone, fold=0).astimezone(UTC)
    return instant if instant.astimezone(zone).replace(tzinfo=None) == wall_time else None
