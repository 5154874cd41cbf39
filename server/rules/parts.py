"""Multi-part courses: required order, makeups, and how far a customer is (R17)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from server.rules.part_windows import PartWindow
from server.rules.verdict import ALLOWED, Refused, Verdict
from server.rules.vocabulary import ARRIVED, OPEN, PartState, Refusal, ReservationStatus


@dataclass(frozen=True)
class Part:
    """One class step of a course, in its order, with the dates on which it is taught."""

    id: int
    position: int
    title: str
    required_sequence: bool = False
    window: PartWindow = field(default_factory=PartWindow)


@dataclass(frozen=True)
class PartReservation:
    """A reservation of the registration that was made for a part; its session ends at an instant (UTC)."""

    part_id: int
    status: ReservationStatus
    ends_at: datetime


@dataclass(frozen=True)
class PartProgress:
    """How a customer stands with one part, and why where it is locked."""

    part: Part
    state: PartState
    previous: Part | None = None


def judge_part(
    part_id: int, parts: Sequence[Part], reservations: Sequence[PartReservation], *, in_order: bool, now: datetime
) -> Verdict:
    """Refuse a part that is attended or booked already, or whose part before is still to be attended (R17).

    `in_order` is the registration's `requires_sequential_attendance`. A part of another course names none of this
    one's: `part_required`.
    """
    part = next((part for part in parts if part.id == part_id), None)
    if part is None:
        return Refused(Refusal.PART_REQUIRED)
    if _is_done(part, reservations, now):
        return Refused(Refusal.PART_ALREADY_ATTENDED, {"part": part.title})
    if _is_booked(part, reservations):
        return Refused(Refusal.PART_ALREADY_RESERVED, {"part": part.title})
    missing = _part_still_missing(part, parts, reservations, in_order=in_order)
    if missing is not None:
        return Refused(Refusal.PREVIOUS_PART_NOT_ATTENDED, {"part": part.title, "previous_part": missing.title})
    return ALLOWED


def progress(
    parts: Sequence[Part], reservations: Sequence[PartReservation], *, in_order: bool, now: datetime
) -> tuple[PartProgress, ...]:
    """Return each part's state in the course's order."""
    ordered = sorted(parts, key=lambda part: part.position)
    return tuple(_progress_of(part, parts, reservations, in_order=in_order, now=now) for part in ordered)


def _progress_of(
    part: Part, parts: Sequence[Part], reservations: Sequence[PartReservation], *, in_order: bool, now: datetime
) -> PartProgress:
    if _is_done(part, reservations, now):
        return PartProgress(part, PartState.DONE)
    if _is_booked(part, reservations):
        return PartProgress(part, PartState.BOOKED)
    missing = _part_still_missing(part, parts, reservations, in_order=in_order)
    if missing is not None:
        return PartProgress(part, PartState.LOCKED, missing)
    was_missed = any(r.part_id == part.id and r.status is ReservationStatus.NO_SHOW for r in reservations)
    return PartProgress(part, PartState.MISSED if was_missed else PartState.OPEN)


def _is_done(part: Part, reservations: Sequence[PartReservation], now: datetime) -> bool:
    return any(
        r.status is ReservationStatus.ATTENDED or (r.status is ReservationStatus.CHECKED_IN and r.ends_at <= now)
        for r in reservations
        if r.part_id == part.id
    )


def _is_booked(part: Part, reservations: Sequence[PartReservation]) -> bool:
    return any(r.part_id == part.id and r.status in OPEN for r in reservations)


def _part_still_missing(
    part: Part, parts: Sequence[Part], reservations: Sequence[PartReservation], *, in_order: bool
) -> Part | None:
    """Return the part before this one where order is required and it was not attended; a missed one counts as not."""
    if not (in_order or part.required_sequence):
        return None
    before = max((p for p in parts if p.position < part.position), key=lambda p: p.position, default=None)
    if before is None or any(r.part_id == before.id and r.status in ARRIVED for r in reservations):
        return None
    return before
