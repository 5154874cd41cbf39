"""Who was absent, when an absence acts, and what falls because of it (R32-R34). Instants are UTC."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from server.rules.check_in_window import SelfWindow
from server.rules.local_time import whole_seconds
from server.rules.vocabulary import AutoCancel, ReservationStatus

NIGHT_BEGINS = time(1)
"""The nightly job's hour, in each studio's own zone."""

_JUST_AFTER = timedelta(seconds=1)

SETTLED_AS = {
    ReservationStatus.PENDING: ReservationStatus.NO_SHOW,
    ReservationStatus.CHECKED_IN: ReservationStatus.ATTENDED,
}
"""What the sweep makes of who has not come, and of who has (R32)."""


@dataclass(frozen=True)
class Absence:
    """A NO_SHOW: when it was detected, its pass's grace in hours (None: never), its session's self window.

    `acted_at` is when it released the bookings after it; None where it has not.
    """

    detected_at: datetime
    grace_hours: int | None
    window: SelfWindow
    acted_at: datetime | None = None

    @property
    def acts_at(self) -> datetime | None:
        """Return from when it acts: its grace has run out and its self window is over; None is never (R34)."""
        if self.grace_hours is None:
            return None
        window_is_over = whole_seconds(self.window.closes_at) + _JUST_AFTER  # the window's end is inclusive
        return max(self.detected_at + timedelta(hours=self.grace_hours), window_is_over)

    def is_due_at(self, now: datetime) -> bool:
        """Tell whether it is to be acted on now; an absence acts once."""
        return self.acted_at is None and self.acts_at is not None and self.acts_at <= now

    @property
    def auto_cancel(self) -> AutoCancel:
        """Return what it does, or did, to the bookings after it."""
        if self.acted_at is not None:
            return AutoCancel.DONE
        return AutoCancel.NEVER if self.acts_at is None else AutoCancel.DUE


def is_to_settle(status: ReservationStatus, ends_at: datetime, now: datetime, *, is_session_cancelled: bool) -> bool:
    """Tell whether the sweep settles a reservation: its class has ended and was not cancelled (R32)."""
    return status in SETTLED_AS and ends_at <= now and not is_session_cancelled


def falls(status: ReservationStatus, starts_at: datetime, now: datetime, *, is_reinstated: bool) -> bool:
    """Tell whether an absence that acts now releases a reservation of its registration (R34).

    All that is PENDING and starts after now, those booked after the absence and makeups too; but not what an admin has
    reinstated from this same absence before (R36).
    """
    return status is ReservationStatus.PENDING and starts_at > now and not is_reinstated


def latest_night(now: datetime, zone: ZoneInfo) -> date:
    """Return the studio's date whose 01:00 came last: the night that is due unless it has been worked on (R33).

    Where the clocks skip 01:00 the night begins with the first instant after the gap; where they repeat it, with the
    first of the two, and the second is the same date. An earlier night that was missed needs no run of its own: a run
    asks for every absence that was not acted on.
    """
    local = now.astimezone(zone)
    return local.date() if local.time() >= NIGHT_BEGINS else local.date() - timedelta(days=1)


def next_night_at(now: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant (UTC) at which the studio's next night begins."""
    day = latest_night(now, zone) + timedelta(days=1)
    return datetime.combine(day, NIGHT_BEGINS, zone).astimezone(UTC)  # `fold=0`: the first 01:00, or the gap's end
