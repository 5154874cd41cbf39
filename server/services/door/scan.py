"""A scan at the kiosk: judge it, check in, keep its verdict, and answer a retry with the first one (R26-R28)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from server.contract.scan import ScanRequest, ScanSource, ScanVerdict
from server.database.write_transaction import write_transaction
from server.metrics import Metrics
from server.rules.check_in import judge_scan, judge_self_check_in
from server.rules.verdict import Refused
from server.rules.vocabulary import CheckInMethod, ReservationStatus
from server.services.absence.hold_reservations import UnheldSessionsError, refuse_unheld
from server.services.absence.undo_absence import undo_absence
from server.services.actor import Actor
from server.services.booking.locks import lock_sessions
from server.services.booking.move_status import Move, move_status
from server.services.booking.reservation_row import ReservationRow, pending_of_customer_between
from server.services.context import Context
from server.services.door.scan_rows import NewScan, TwinScanError, asked_hash, find_scan, keep_scan
from server.services.door.scanned_code import ScannedCode, find_and_hold, find_offered
from server.services.door.verdict_shape import unknown_verdict, verdict_on, welcome
from server.services.idempotency.keyed_requests import KeyReusedError
from server.services.outcomes import NotFoundError


@dataclass(frozen=True)
class ScanningKiosk:
    """Which kiosk scans, where it stands, and when the scan is judged (the server's own instant, UTC)."""

    actor: Actor
    id: int
    studio_id: int
    now: datetime
    held: frozenset[int] = frozenset()
    """Sessions that are locked before all else, since an absence which this scan undoes has released seats there."""


async def scan(asked: ScanRequest, actor: Actor, context: Context) -> ScanVerdict:
    """Answer one scan: always a verdict, "no" included; every scan leaves a row (R27).

    The same nonce from the same kiosk gets its first verdict again (R26); with another code it is no retry, and
    KeyReusedError is raised (R21: a scan's nonce is its key). With `offerReservationId` the customer
    takes the offer of R28: that reservation is judged and checked in instead.
    """
    kiosk = scanning_kiosk(actor, context.now())
    while True:
        try:
            return await _scan_once(asked, kiosk, context.metrics)
        except TwinScanError:
            continue
        except UnheldSessionsError as more:
            kiosk = replace(kiosk, held=more.session_ids)


def scanning_kiosk(actor: Actor, now: datetime) -> ScanningKiosk:
    """Return the kiosk that an actor is. Raises NotFoundError for anybody else."""
    if actor.kiosk_id is None or not actor.studio_ids:
        raise NotFoundError("kiosk")
    return ScanningKiosk(actor, actor.kiosk_id, next(iter(actor.studio_ids)), now)


async def _scan_once(asked: ScanRequest, kiosk: ScanningKiosk, metrics: Metrics) -> ScanVerdict:
    async with write_transaction():
        first = await _first_verdict(kiosk, asked)
        if first is not None:
            return first
        await lock_sessions(kiosk.held)
        scanned = await find_and_hold(asked.code, asked.offer_reservation_id, kiosk.studio_id)
        verdict = await _judge(asked, scanned, kiosk)
        await _keep(asked, verdict, kiosk)
    metrics.scan_judged(verdict.verdict)
    return verdict


async def _first_verdict(kiosk: ScanningKiosk, asked: ScanRequest) -> ScanVerdict | None:
    first = await find_scan(kiosk.id, asked.nonce)
    if first is None:
        return None
    if first.asked_hash != asked_hash(asked.code, asked.offer_reservation_id):
        raise KeyReusedError
    return first.verdict


async def _judge(asked: ScanRequest, scanned: ScannedCode | None, kiosk: ScanningKiosk) -> ScanVerdict:
    if scanned is None:
        return unknown_verdict(kiosk.now)
    offered = await find_offered(scanned, asked.offer_reservation_id)
    return await _answer(offered or scanned, asked.source, kiosk)


async def _answer(scanned: ScannedCode, source: ScanSource, kiosk: ScanningKiosk) -> ScanVerdict:
    verdict = judge_scan(scanned.facts(), kiosk.now)
    if isinstance(verdict, Refused):
        offer = None if scanned.is_revoked else await _offer(scanned.row, kiosk)
        return verdict_on(scanned.row, verdict, kiosk.now, offer)
    await refuse_unheld([scanned.row], kiosk.held)
    method = CheckInMethod.CODE if source is ScanSource.TYPED else CheckInMethod.QR
    arrival = Move(ReservationStatus.CHECKED_IN, kiosk.actor, kiosk.now, method=method)
    remaining = await move_status(scanned.row, arrival)
    await undo_absence(scanned.row, arrival)
    return welcome(scanned.row, remaining, kiosk.now)


async def _offer(row: ReservationRow, kiosk: ScanningKiosk) -> ReservationRow | None:
    """Return the customer's reservation at this studio that can be checked in now, the soonest first (R28)."""
    since = kiosk.now - timedelta(minutes=row.settings.self_closes_minutes, seconds=1)
    until = kiosk.now + timedelta(minutes=row.settings.self_opens_minutes, seconds=1)
    others = await pending_of_customer_between(row.customer_id, row.studio_id, since, until)
    return next(
        (
            other
            for other in others
            if other.id != row.id and not isinstance(judge_self_check_in(other.scan_facts(), kiosk.now), Refused)
        ),
        None,
    )


async def _keep(asked: ScanRequest, verdict: ScanVerdict, kiosk: ScanningKiosk) -> None:
    await keep_scan(
        NewScan(
            kiosk_id=kiosk.id,
            nonce=asked.nonce,
            asked_hash=asked_hash(asked.code, asked.offer_reservation_id),
            verdict=verdict,
            source=asked.source,
            scanned_at=asked.scanned_at,
            received_at=kiosk.now,
        )
    )
