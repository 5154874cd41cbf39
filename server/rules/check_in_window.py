"""When a check-in is possible: the self window (R22) and the staff's class day (R23)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from server.rules.local_time import local_date, start_of_day, whole_seconds
from server.rules.studio_settings import StudioSettings
from server.rules.verdict import ALLOWED, Refused, Verdict
from server.rules.vocabulary import Refusal


@dataclass(frozen=True)
class SelfWindow:
    """The instants (UTC) between which customers check themselves in, both inclusive."""

    opens_at: datetime
    closes_at: datetime

    def judge(self, now: datetime) -> Verdict:
        """Refuse `too_early` with the opening instant and `too_late` with the closing one (R22)."""
        moment = whole_seconds(now)
        if moment < whole_seconds(self.opens_at):
            return Refused(Refusal.TOO_EARLY, {"opens_at": self.opens_at})
        if moment > whole_seconds(self.closes_at):
            return Refused(Refusal.TOO_LATE, {"closes_at": self.closes_at})
        return ALLOWED

    def is_open_at(self, now: datetime) -> bool:
        """Tell whether a customer can check in now."""
        return self.judge(now) == ALLOWED


@dataclass(frozen=True)
class ClassDay:
    """The span in which staff check in: from `begins_at`, to just before `ends_at` (UTC)."""

    begins_at: datetime
    ends_at: datetime

    def judge(self, now: datetime) -> Verdict:
        """Refuse `not_class_day` outside the span (R23)."""
        if self.begins_at <= whole_seconds(now) < self.ends_at:
            return ALLOWED
        return Refused(Refusal.NOT_CLASS_DAY, {"begins_at": self.begins_at, "ends_at": self.ends_at})


def self_window(starts_at: datetime, settings: StudioSettings) -> SelfWindow:
    """Return the self check-in window of a class that starts at an instant; elapsed time, not wall time (R22)."""
    return SelfWindow(
        starts_at - timedelta(minutes=settings.self_opens_minutes),
        starts_at + timedelta(minutes=settings.self_closes_minutes),
    )


def class_day(starts_at: datetime, ends_at: datetime, zone: ZoneInfo, settings: StudioSettings) -> ClassDay:
    """Return the local day of the start, widened where the self window or the class reaches over midnight (R23)."""
    day = local_date(starts_at, zone)
    window = self_window(starts_at, settings)
    midnight, next_midnight = start_of_day(day, zone), start_of_day(day + timedelta(days=1), zone)
    just_after_window = whole_seconds(window.closes_at) + timedelta(seconds=1)  # the window's end is inclusive
    return ClassDay(
        min(midnight, whole_seconds(window.opens_at)), max(next_midnight, just_after_window, whole_seconds(ends_at))
    )
