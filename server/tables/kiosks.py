"""Kiosks, their pairing, and every scan they sent."""

from piccolo.columns import BigInt, ForeignKey, Integer, OnDelete, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table

from server.tables.columns import Instant
from server.tables.reservations import SessionReservation
from server.tables.studios import Studio


class Kiosk(Table, tablename="kiosk"):
    """A paired device at a studio's door, and how it was when last heard from."""

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


class PairingCode(Table, tablename="pairing_code"):
    """Eight characters that pair a kiosk once within ten minutes; kept as SHA-256."""

    id: Serial
    kiosk = ForeignKey(Kiosk, on_delete=OnDelete.cascade, null=False)
    code_hash = Varchar(length=64, unique=True)
    created_at = Instant()
    expires_at = Instant()
    used_at = Timestamptz(default=None, null=True)


class ScanAttempt(Table, tablename="scan_attempt"):
    """One physical scan and its first verdict, refused ones too (R26, R27); unique for kiosk and nonce."""

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
