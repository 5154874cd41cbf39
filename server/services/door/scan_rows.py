"""The rows of scans: one for each physical scan of a kiosk, known by its nonce (R26, R27)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

import msgspec

from server.contract.scan import ScanVerdict
from server.contract.uploads import UploadResult
from server.rules.pass_code import parse
from server.tables.kiosks import ScanAttempt


class TwinScanError(Exception):
    """The same scan came twice at once and the other one's answer is kept: whatever this one did has to go."""


@dataclass(frozen=True)
class KeptScan:
    """A scan's first verdict, what tells a retry of it from another scan, and its result once it was uploaded."""

    id: int
    verdict: ScanVerdict
    asked_hash: str | None
    result: UploadResult | None


@dataclass(frozen=True)
class NewScan:
    """A scan with its verdict; `scanned_at` is by the kiosk, `received_at` the server's own instant (UTC)."""

    kiosk_id: int
    nonce: str
    asked_hash: str
    verdict: ScanVerdict
    source: str
    scanned_at: datetime
    received_at: datetime


def asked_hash(text: str, offer_id: int | None) -> str:
    """Return what tells a retry from another scan; of the code only a hash is kept (R43)."""
    code = parse(text) or text  # read or typed, it is the same code
    return hashlib.sha256(f"{offer_id}:{code}".encode()).hexdigest()


async def find_scan(kiosk_id: int, nonce: str) -> KeptScan | None:
    """Return the scan of a kiosk that has a nonce already."""
    rows = await ScanAttempt.raw(
        "SELECT id, answer, asked_hash, upload_result FROM scan_attempt WHERE kiosk = {} AND nonce = {}",
        kiosk_id,
        nonce,
    )
    if not rows:
        return None
    row = rows[0]
    return KeptScan(
        id=row["id"],
        verdict=msgspec.json.decode(row["answer"], type=ScanVerdict),
        asked_hash=row["asked_hash"],
        result=_result(row["upload_result"]),
    )


async def keep_scan(scan: NewScan) -> int:
    """Write a scan's row and return its id. Raises TwinScanError where the nonce has one by now."""
    rows = await ScanAttempt.raw(
        "INSERT INTO scan_attempt (kiosk, nonce, asked_hash, reservation, verdict, answer, source, scanned_at,"
        " received_at) VALUES ({}, {}, {}, {}, {}, {}, {}, {}, {}) ON CONFLICT DO NOTHING RETURNING id",
        scan.kiosk_id,
        scan.nonce,
        scan.asked_hash,
        scan.verdict.reservation_id,
        scan.verdict.verdict,
        msgspec.json.encode(scan.verdict).decode(),
        scan.source,
        scan.scanned_at,
        scan.received_at,
    )
    if not rows:
        raise TwinScanError
    return int(rows[0]["id"])


async def note_upload(scan_id: int, door_verdict: str, result: UploadResult, now: datetime) -> None:
    """Note on a scan's row that it was uploaded, and its result. Raises TwinScanError where it has one by now."""
    rows = await ScanAttempt.raw(
        "UPDATE scan_attempt SET door_verdict = {}, uploaded_at = {}, upload_result = {}"
        " WHERE id = {} AND upload_result IS NULL RETURNING id",
        door_verdict,
        now,
        msgspec.json.encode(result).decode(),
        scan_id,
    )
    if not rows:
        raise TwinScanError


def _result(text: str | None) -> UploadResult | None:
    return None if text is None else msgspec.json.decode(text, type=UploadResult)
