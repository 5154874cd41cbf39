"""Kiosks, their pairing, and every scan they sent."""

from piccolo.columns import BigInt, ForeignKey, Integer, OnDelete, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table

from server.tables.columns import Instant
from server.tables.reservations import SessionReservation
from server.tables.studios import Studio


class Kiosk(Table, tablename="kiosk"):
    """A paired device at a studio's door, and how it was when last heard from.

    From `silent_from` to `silent_until` it was not heard from, and what it scanned then still waits to be uploaded;
    both are empty once it has said that nothing waits (R37).
    """

    id: Serial
    studio = ForeignKey(Studio, on_delete=OnDelete.restrict, null=False, index=True)
    name = Varchar(length=200)
    created_at = Instant()
    paired_at = Timestamptz(default=None, null=True)
    revoked_at = Timestamptz(default=None, null=True)
    last_seen_at = Timestamptz(default=None, null=True)
    version = Varchar(length=50, null=True, default=None)
    queue_length = Integer(default=0)
    clock_offset_ms = BigInt(default=0)
    snapshot_at = Timestamptz(default=None, null=True)
    silent_from = Timestamptz(default=None, null=True)
    silent_until = Timestamptz(default=None, null=True)


class PairingCode(Table, tablename="pairing_code"):
    """Eight characters that pair a kiosk once within ten minutes; kept as SHA-256."""

    id: Serial
    kiosk = ForeignKey(Kiosk, on_delete=OnDelete.cascade, null=False)
    code_hash = Varchar(length=64, unique=True)
    created_at = Instant()
    expires_at = Instant()
    used_at = Timestamptz(default=None, null=True)


class ScanAttempt(Table, tablename="scan_attempt"):
    """One physical scan and its first verdict, refused ones too (R26, R27); unique for kiosk and nonce.

    One that the kiosk has uploaded has what the door said of it, when it came, and its result as JSON (R37).
    """

    id: Serial
    kiosk = ForeignKey(Kiosk, on_delete=OnDelete.restrict, null=False)
    nonce = Varchar(length=64)
    asked_hash = Varchar(length=64, null=True, default=None)
    reservation = ForeignKey(SessionReservation, on_delete=OnDelete.restrict, null=True, default=None, index=True)
    verdict = Varchar(length=40)
    answer = Text()
    source = Varchar(length=16)
    scanned_at = Instant()
    received_at = Instant()
    door_verdict = Varchar(length=64, null=True, default=None)
    uploaded_at = Timestamptz(default=None, null=True)
    upload_result = Text(null=True, default=None)
