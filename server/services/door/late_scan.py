"""A scan that comes after its time: judged as the door would have at its instant, and put right where it can be (R37).

Everything here happens in the transaction of one upload, which holds the reservation, its session and all that an
absence of it has released, before it is judged.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from server.contract.scan import ScanVerdict
from server.contract.uploads import UploadItem
from server.rules.eligibility import judge_seat
from server.rules.late_scans import (
    LateFacts,
    judge_late_scan,
    outcome_of_arrival,
    outcome_of_refusal,
    status_after_late_scan,
)
from server.rules.local_time import dated_moment
from server.rules.pass_code import hash_of, parse
from server.rules.verdict import Refused, Verdict
from server.rules.vocabulary import ARRIVED, CheckInMethod, Refusal, ReservationStatus, UploadOutcome
from server.rules.words import sentence_for_staff
from server.services.absence.act_on_absences import reason_of
from server.services.absence.hold_reservations import hold_with_seats
from server.services.absence.undo_absence import undo_absence
from server.services.booking.booking_facts import booking_again
from server.services.booking.move_status import Move, move_status
from server.services.booking.reservation_row import ReservationRow
from server.services.door.scan import ScanningKiosk
from server.services.door.scanned_code import ScannedCode, find_and_hold, find_offered
from server.services.door.verdict_shape import unknown_verdict, verdict_on, welcome
from server.services.inbox.late_uploads import LateUpload, add_late_upload, close_late_uploads
from server.tables.reservations import ReservationEvent, SessionReservation

_A_YEAR = timedelta(days=366)
"""Staff read why on later days: told from so long before, every moment has its date and its year."""


@dataclass(frozen=True)
class LateScan:
    """What the kiosk sent, which kiosk, its studio's zone, and the instant (UTC) by which it is judged."""

    item: UploadItem
    kiosk: ScanningKiosk
    zone: ZoneInfo
    instant: datetime


@dataclass(frozen=True)
class Judged:
    """The server's verdict on a late scan, what became of it, and where a person has to look, why."""

    verdict: ScanVerdict
    outcome: UploadOutcome
    reason: str | None = None


async def judge(late: LateScan) -> Judged:
    """Judge one late scan and do what follows from it."""
    scanned = await _find_and_hold(late)
    if scanned is None:
        refused = Refused(Refusal.UNKNOWN_CODE)
        return _refused(late, unknown_verdict(late.kiosk.now), refused)
    verdict = await _verdict(scanned, late.instant)
    if isinstance(verdict, Refused):
        return _refused(late, verdict_on(scanned.row, verdict, late.kiosk.now, None), verdict)
    return await _arrive(scanned.row, late)


async def reservation_of(text: str, studio_id: int) -> int | None:
    """Return the reservation of a studio that a code is of; nothing is held, and nothing judged."""
    rows = await SessionReservation.raw(
        "SELECT r.id FROM session_reservation r JOIN class_session s ON s.id = r.session"
        " JOIN course c ON c.id = s.course WHERE r.code_hash = {} AND c.studio = {}",
        hash_of(parse(text) or ""),
        studio_id,
    )
    return rows[0]["id"] if rows else None


async def _find_and_hold(late: LateScan) -> ScannedCode | None:
    """Return what the code stands for, or the offer that was taken with it; a code lives until it is replaced."""
    offer_id = late.item.offer_reservation_id
    await hold_with_seats(await _ids_of(late.item.code, offer_id))
    scanned = await find_and_hold(late.item.code, offer_id, late.kiosk.studio_id)
    if scanned is None:
        return None
    if scanned.replaced_at is not None and late.instant < scanned.replaced_at:
        scanned = ScannedCode(scanned.row)
    return await find_offered(scanned, offer_id) or scanned


async def _ids_of(text: str, offered_id: int | None) -> list[int]:
    code = parse(text)
    if code is None:
        return []
    rows = await SessionReservation.raw(
        "SELECT id FROM session_reservation WHERE code_hash = {}"
        " UNION SELECT reservation AS id FROM replaced_code WHERE code_hash = {}"
        " UNION SELECT id FROM session_reservation WHERE id = {}",
        hash_of(code),
        hash_of(code),
        offered_id,
    )
    return [row["id"] for row in rows]


async def _verdict(scanned: ScannedCode, instant: datetime) -> Verdict:
    row = scanned.row
    facts = LateFacts(
        scanned.facts(),
        released_at=row.auto_cancelled_at,
        absence_is_void=await _is_void(row),
        had_arrived=await _had_arrived(row, instant),
    )
    verdict = judge_late_scan(facts, instant)
    if isinstance(verdict, Refused) or row.status is not ReservationStatus.AUTO_CANCELLED:
        return verdict
    return judge_seat(await booking_again(row))


async def _is_void(row: ReservationRow) -> bool:
    """Tell whether the absence that has released a booking was none: its customer was there."""
    if row.auto_cancelled_by is None:
        return False
    table = SessionReservation
    rows = await table.select(table.status).where(table.id == row.auto_cancelled_by)
    return rows[0]["status"] in ARRIVED


async def _had_arrived(row: ReservationRow, instant: datetime) -> bool:
    events = await ReservationEvent.raw(
        "SELECT to_status FROM reservation_event WHERE reservation = {} AND at <= {} ORDER BY id DESC LIMIT 1",
        row.id,
        instant,
    )
    return bool(events) and events[0]["to_status"] in ARRIVED


def _refused(late: LateScan, verdict: ScanVerdict, refused: Refused) -> Judged:
    outcome = outcome_of_refusal(refused.code, late.item.verdict)
    if outcome is not UploadOutcome.INBOX:
        return Judged(verdict, outcome)
    why = sentence_for_staff(refused, late.zone, late.kiosk.now - _A_YEAR)
    return Judged(verdict, outcome, f"{_let_in(late)} Not checked in: {why}")


def _let_in(late: LateScan) -> str:
    return f"Let in at the door while the kiosk was offline, {dated_moment(late.instant, late.zone)}."


async def _arrive(row: ReservationRow, late: LateScan) -> Judged:
    kiosk, status = late.kiosk, status_after_late_scan(row.status)
    arrival = Move(
        status,
        kiosk.actor,
        kiosk.now,
        reason=f"Scanned {dated_moment(late.instant, late.zone)}, while the kiosk was offline",
        method=CheckInMethod.OFFLINE,
        arrived_at=late.instant,
    )
    remaining = await move_status(row, arrival)
    if row.status is ReservationStatus.NO_SHOW:
        await _undo(row, arrival, late)
    if row.status is ReservationStatus.AUTO_CANCELLED:
        await close_late_uploads(row.id, kiosk.actor, kiosk.now)
    return Judged(welcome(row, remaining, late.instant), outcome_of_arrival(status))


async def _undo(no_show: ReservationRow, arrival: Move, late: LateScan) -> None:
    """Give back what the absence has released; what cannot be given back is for a person to look at."""
    for one in await undo_absence(no_show, replace(arrival, reason=None)):
        if isinstance(one.verdict, Refused):
            why = sentence_for_staff(one.verdict, late.zone, late.kiosk.now - _A_YEAR)
            reason = (
                f"{reason_of(no_show)}: the customer was there, as a scan shows that the kiosk sent later."
                f" This booking was released because of it, and cannot be booked again: {why}"
            )
            await add_late_upload(LateUpload(one.row.studio_id, one.row.id, late.instant, reason), late.kiosk.now)
