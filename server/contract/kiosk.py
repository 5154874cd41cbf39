"""What a kiosk and the server say to each other beside scans: pairing, heartbeat, the staff's PIN."""

from typing import Annotated

from msgspec import Meta

from server.contract.base import NO_NUL, SIX_DIGITS, Id, Instant, Int32, Request, Shape

PairingCode = Annotated[str, Meta(max_length=40, pattern=NO_NUL)]
Pin = Annotated[str, Meta(pattern=SIX_DIGITS)]


class PairRequest(Request):
    """The eight characters that an admin was shown; spaces, dashes and case do not matter."""

    pairing_code: PairingCode


class PairedStudio(Shape):
    """The studio whose door this kiosk stands at."""

    id: int
    name: str
    timezone: str
    locale: str


class PairAnswer(Shape):
    """The device token (shown once, never again) and where the kiosk stands."""

    token: str
    kiosk_id: int
    studio: PairedStudio


class HeartbeatRequest(Request):
    """How the kiosk is, every 15 s; the offset is server minus kiosk, in milliseconds."""

    version: Annotated[str, Meta(min_length=1, max_length=50, pattern=NO_NUL)]
    queue_length: Annotated[int, Meta(ge=0, le=10_000_000)]
    clock_offset_ms: Int32
    snapshot_at: Instant | None = None


class HeartbeatAnswer(Shape):
    """The server's instant, whether the token is dead, and the door code where the studio shows one (R30)."""

    server_time: Instant
    revoked: bool
    door_code: str | None = None


class StaffTile(Shape):
    """One person to pick on the staff screen."""

    staff_id: int
    first_name: str


class PinRequest(Request):
    """A staff member's PIN, typed at the kiosk (R42)."""

    staff_id: Id
    pin: Pin


class PinAnswer(Shape):
    """A token for the staff calls from this kiosk only: 90 s idle, 15 min at most."""

    token: str
    name: str
    expires_at: Instant
