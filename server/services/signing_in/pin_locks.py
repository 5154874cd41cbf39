"""Wrong PINs lock: the person on that kiosk, and then the kiosk's whole pad (R42). Restarts forgive nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from server.database.write_transaction import locked, write_transaction
from server.rules.pin_lock import PAD_LOCK, PAD_SPAN, PAD_TRIES, lock_after, locks_pad
from server.services.context import Context
from server.services.signing_in.tries import subject_mark
from server.tables.access import Attempt, PinLock
from server.tables.kiosks import Kiosk

PAD: Final = "pin_pad"


@dataclass(frozen=True)
class Locked:
    """No PIN is judged here before this instant (UTC)."""

    retry_at: datetime


@dataclass(frozen=True)
class CountedTry:
    """A try that counts as wrong until `forgive` takes it back; `locks_until` says what it locks where it stays."""

    attempt_id: int
    locks_until: datetime | None


async def count_pin_try(kiosk_id: int, staff_id: int | None, context: Context, now: datetime) -> CountedTry | Locked:
    """Count a try before its PIN is looked at, so that no number of tries at once gets past the locks.

    `staff_id` is None for somebody who has no PIN here: such tries lock the pad only.
    """
    async with write_transaction():
        await locked(Kiosk.select(Kiosk.id).where(Kiosk.id == kiosk_id))  # one PIN at a time on a kiosk
        mark = subject_mark(PAD, str(kiosk_id), context)
        lock = await _lock_of(kiosk_id, staff_id) if staff_id else None
        until = await _pad_locked_until(mark, now) or _locked_until(lock, now)
        if until is not None:
            return Locked(until)
        rows = await Attempt.insert(Attempt(kind=PAD, subject=mark, at=now)).returning(Attempt.id)
        return CountedTry(rows[0]["id"], await _one_more(lock, now) if lock else None)


async def forgive(counted: CountedTry, kiosk_id: int, staff_id: int) -> None:
    """Take a try back, for its PIN was right: it clears the person's count, in the caller's transaction."""
    await Attempt.delete().where(Attempt.id == counted.attempt_id)
    await PinLock.delete().where((PinLock.kiosk == kiosk_id) & (PinLock.staff == staff_id))


async def _pad_locked_until(mark: str, now: datetime) -> datetime | None:
    """Tries are not counted while the pad is locked, so the last one is the one that locked it."""
    rows = (
        await Attempt.select(Attempt.at)
        .where(Attempt.kind == PAD, Attempt.subject == mark)
        .order_by(Attempt.at, ascending=False)
        .limit(PAD_TRIES)
    )
    if not rows:
        return None
    last = rows[0]["at"]
    in_span = [row for row in rows if row["at"] > last - PAD_SPAN]
    return last + PAD_LOCK if locks_pad(len(in_span)) and now < last + PAD_LOCK else None


async def _lock_of(kiosk_id: int, staff_id: int) -> dict[str, Any]:  # Any: a column's own type
    await PinLock.insert(PinLock(kiosk=kiosk_id, staff=staff_id)).on_conflict(action="DO NOTHING")
    rows = await PinLock.select().where((PinLock.kiosk == kiosk_id) & (PinLock.staff == staff_id))
    return rows[0]


def _locked_until(lock: dict[str, Any] | None, now: datetime) -> datetime | None:
    until: datetime | None = lock["locked_until"] if lock else None
    return until if until is not None and now < until else None


async def _one_more(lock: dict[str, Any], now: datetime) -> datetime | None:
    wrong = lock["wrong_in_a_row"] + 1
    length = lock_after(wrong)
    until = now + length if length else None
    await PinLock.update({PinLock.wrong_in_a_row: wrong, PinLock.locked_until: until}).where(PinLock.id == lock["id"])
    return until
