"""A kiosk as admins set it up, and the code that pairs it."""

from server.contract.base import Id, Instant, Name, Request, Shape


class Kiosk(Shape):
    """A device at a studio's door, and how it was when last heard from; the offset is server minus kiosk."""

    id: int
    studio_id: int
    name: str
    created_at: Instant
    paired_at: Instant | None
    revoked_at: Instant | None
    last_seen_at: Instant | None
    version: str | None
    queue_length: int
    clock_offset_ms: int
    snapshot_at: Instant | None


class KioskRequest(Request):
    """A new kiosk of a studio."""

    name: Name
    studio_id: Id


class KioskChange(Request):
    """Another name for a kiosk."""

    name: Name


class KioskPairing(Shape):
    """Eight characters to type at the kiosk: shown once, good for one pairing until they expire."""

    id: int
    pairing_code: str
    expires_at: Instant
