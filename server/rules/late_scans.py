"""A scan that comes after its time: by which instant it is judged, and what becomes of it (R37). Instants are UTC."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from server.rules.check_in import ScanFacts, judge_scan
from server.rules.verdict import Allowed, Refused, Verdict
from server.rules.vocabulary import Refusal, ReservationStatus, UploadOutcome

MOST_AHEAD = timedelta(minutes=5)
"""By how much a kiosk's corrected clock may be ahead; one that is off by more asks staff (`kiosk.md`)."""

_REFUSALS = frozenset(refusal.value for refusal in Refusal)


def instant_of_scan(
    scanned_at: datetime, clock_offset: timedelta, now: datetime, offline_max: timedelta
) -> datetime | None:
    """Return the instant by which a scan is judged, never later than now; None where it is too old, or too far ahead.

    `clock_offset` is server minus kiosk.
    """
    instant = scanned_at + clock_offset
    if not now - offline_max <= instant <= now + MOST_AHEAD:
        return None
    return min(instant, now)


@dataclass(frozen=True)
class LateFacts:
    """What is known of a late scan's reservation by now; `scan` is None for a code that nobody knows here.

    `released_at` is when an absence has released the booking, and `absence_is_void` that the customer was there after
    all. `had_arrived`: by the instant of the scan the customer was checked in, whatever staff have made of that since.
    """

    scan: ScanFacts | None
    released_at: datetime | None = None
    absence_is_void: bool = False
    had_arrived: bool = False


def judge_late_scan(facts: LateFacts, instant: datetime) -> Verdict:
    """Answer a late scan as the door would have at its instant (R27, R37).

    A booking that was released after its scan, or by an absence that was none, counts as if it had stayed: there has to
    be a seat for it (`eligibility.judge_seat`).
    """
    scan = facts.scan
    if scan is not None and scan.status is ReservationStatus.AUTO_CANCELLED and _stands(facts, instant):
        scan = replace(scan, status=ReservationStatus.PENDING)
    verdict = judge_scan(scan, instant)
    if isinstance(verdict, Allowed) and facts.had_arrived:
        return Refused(Refusal.ALREADY_CHECKED_IN, {"checked_in_at": None})
    return verdict


def status_after_late_scan(status: ReservationStatus) -> ReservationStatus:
    """Return what a valid late scan makes of a reservation: what was settled without the customer is confirmed (§6)."""
    return ReservationStatus.CHECKED_IN if status is ReservationStatus.PENDING else ReservationStatus.ATTENDED


def outcome_of_arrival(status: ReservationStatus) -> UploadOutcome:
    """Return the outcome of a valid scan, by what it has made of its reservation."""
    is_checked_in = status is ReservationStatus.CHECKED_IN
    return UploadOutcome.CHECKED_IN if is_checked_in else UploadOutcome.ATTENDED


def outcome_of_refusal(code: str, door_verdict: str) -> UploadOutcome:
    """Return the outcome of a scan that the server refuses: staff are told where the door has let somebody in.

    A word that the server does not know counts as let in.
    """
    if code == Refusal.ALREADY_CHECKED_IN:
        return UploadOutcome.ALREADY
    return UploadOutcome.REFUSED if door_verdict in _REFUSALS else UploadOutcome.INBOX


def _stands(facts: LateFacts, instant: datetime) -> bool:
    return facts.absence_is_void or (facts.released_at is not None and instant < facts.released_at)
