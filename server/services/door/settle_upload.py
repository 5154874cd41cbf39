"""Settle one scan that a kiosk has uploaded: once, in one transaction with its row and what a person has to see (R37).

A nonce that has a result gets it again. One that was heard online after all keeps the verdict that it had then (R26).
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from server.contract.scan import ScanVerdict
from server.contract.uploads import UploadItem, UploadResult
from server.database.write_transaction import write_transaction
from server.rules.late_scans import instant_of_scan, outcome_of_refusal
from server.rules.local_time import dated_moment
from server.rules.vocabulary import NOT_JUDGED, OK, UploadOutcome
from server.services.door.late_scan import Judged, LateScan, judge, reservation_of
from server.services.door.scan import ScanningKiosk
from server.services.door.scan_rows import NewScan, TwinScanError, asked_hash, find_scan, keep_scan, note_upload
from server.services.inbox.late_uploads import LateUpload, add_late_upload

LONGEST_SOURCE = 16
SEE_STAFF = "Please ask the staff."
OUT_OF_BOUNDS = "By the kiosk's clock this was scanned {}: too long ago, or in the future. Nothing was changed."
REUSED = "The kiosk has sent two different scans as one. This one, scanned {}, was not judged."
BROKEN = "Scanned {}. The server could not judge this scan: its log says why."


@dataclass(frozen=True)
class Uploading:
    """The kiosk that uploads, its studio's zone, and for how long a scan can be judged (R37)."""

    kiosk: ScanningKiosk
    zone: ZoneInfo
    offline_max: timedelta


@dataclass(frozen=True)
class Settled:
    """What became of an upload, and whether it became so now or before."""

    result: UploadResult
    is_new: bool


async def settle_upload(item: UploadItem, uploading: Uploading) -> Settled:
    """Settle one scan; of two at once the second gets the first one's result."""
    while True:
        try:
            async with write_transaction():
                return await _settle(item, uploading)
        except TwinScanError:
            continue


async def keep_broken(item: UploadItem, uploading: Uploading) -> Settled:
    """Keep a scan that could not be judged, for a person to look at."""
    async with write_transaction():
        return await _keep(item.nonce, item, _for_a_person(item, uploading, BROKEN), uploading)


def put_off(item: UploadItem) -> UploadResult:
    """Return the result of a scan that could not even be kept: the kiosk keeps it."""
    return _result(item, Judged(ScanVerdict(verdict=NOT_JUDGED, message=SEE_STAFF), UploadOutcome.LATER))


async def _settle(item: UploadItem, uploading: Uploading) -> Settled:
    asked = asked_hash(item.code, item.offer_reservation_id)
    first = await find_scan(uploading.kiosk.id, item.nonce)
    if first is None:
        return await _keep(item.nonce, item, await _judge(item, uploading), uploading)
    if first.asked_hash != asked:
        return await _settle_apart(item, asked, uploading)
    if first.result is not None:
        return Settled(first.result, is_new=False)
    return await _note(first.id, item, _as_heard_online(first.verdict, item, uploading), uploading)


async def _settle_apart(item: UploadItem, asked: str, uploading: Uploading) -> Settled:
    """A nonce that another scan has already (R21): kept once under a nonce of its own, for a person to look at."""
    nonce = hashlib.sha256(f"{item.nonce}:{asked}".encode()).hexdigest()
    first = await find_scan(uploading.kiosk.id, nonce)
    if first is not None and first.result is not None:
        return Settled(first.result, is_new=False)
    return await _keep(nonce, item, _for_a_person(item, uploading, REUSED), uploading)


async def _judge(item: UploadItem, uploading: Uploading) -> Judged:
    kiosk = uploading.kiosk
    instant = instant_of_scan(item.scanned_at, _offset(item), kiosk.now, uploading.offline_max)
    if instant is not None:
        return await judge(LateScan(item, kiosk, uploading.zone, instant))
    verdict = ScanVerdict(
        verdict=NOT_JUDGED, message=SEE_STAFF, reservation_id=await reservation_of(item.code, kiosk.studio_id)
    )
    return _refused(verdict, item, OUT_OF_BOUNDS.format(_when(item, uploading)))


def _as_heard_online(verdict: ScanVerdict, item: UploadItem, uploading: Uploading) -> Judged:
    """The answer had not reached the kiosk, which may have let somebody in whom the server had refused."""
    if verdict.verdict == OK:
        return Judged(verdict, UploadOutcome.CHECKED_IN)
    reason = f"Let in at the door {_when(item, uploading)} without the server's answer, which was: {verdict.message}"
    return _refused(verdict, item, reason)


def _refused(verdict: ScanVerdict, item: UploadItem, reason: str) -> Judged:
    outcome = outcome_of_refusal(verdict.verdict, item.verdict)
    return Judged(verdict, outcome, reason if outcome is UploadOutcome.INBOX else None)


def _for_a_person(item: UploadItem, uploading: Uploading, reason: str) -> Judged:
    verdict = ScanVerdict(verdict=NOT_JUDGED, message=SEE_STAFF)
    return Judged(verdict, UploadOutcome.INBOX, reason.format(_when(item, uploading)))


async def _keep(nonce: str, item: UploadItem, judged: Judged, uploading: Uploading) -> Settled:
    scan_id = await keep_scan(
        NewScan(
            kiosk_id=uploading.kiosk.id,
            nonce=nonce,
            asked_hash=asked_hash(item.code, item.offer_reservation_id),
            verdict=judged.verdict,
            source=item.source[:LONGEST_SOURCE],
            scanned_at=_scanned_at(item),
            received_at=uploading.kiosk.now,
        )
    )
    return await _note(scan_id, item, judged, uploading)


async def _note(scan_id: int, item: UploadItem, judged: Judged, uploading: Uploading) -> Settled:
    kiosk, result = uploading.kiosk, _result(item, judged)
    await note_upload(scan_id, item.verdict, result, kiosk.now)
    if judged.reason is not None:
        late = LateUpload(kiosk.studio_id, result.reservation_id, _scanned_at(item), judged.reason)
        await add_late_upload(late, kiosk.now)
    return Settled(result, is_new=True)


def _result(item: UploadItem, judged: Judged) -> UploadResult:
    return UploadResult(
        nonce=item.nonce,
        outcome=judged.outcome,
        verdict=judged.verdict.verdict,
        message=judged.verdict.message,
        reservation_id=judged.verdict.reservation_id,
        reason=judged.reason,
    )


def _when(item: UploadItem, uploading: Uploading) -> str:
    return dated_moment(_scanned_at(item), uploading.zone)


def _scanned_at(item: UploadItem) -> datetime:
    """By the server's clock, as far as the kiosk could measure the difference."""
    return item.scanned_at + _offset(item)


def _offset(item: UploadItem) -> timedelta:
    return timedelta(milliseconds=item.clock_offset_ms)
