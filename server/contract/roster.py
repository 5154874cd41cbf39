"""The kiosk's snapshot: whose codes may come today and tomorrow, and what the rules need to judge them."""

from server.contract.base import Instant, Shape
from server.rules.vocabulary import PassType, PhoneCheckIn, ReservationStatus


class RosterReservation(Shape):
    """One reservation of any status. Codes are known by their SHA-256 only; no e-mail, no phone.

    `sessionsRemaining` belongs to the pass: a check-in at the door takes one from every reservation with the same
    `passKey`. `partBookedAgain` is the part that a NO_SHOW missed, where the pass has it open once more by now (R17).
    Older servers leave both out.
    """

    reservation_id: int
    code_hash: str
    replaced_code_hashes: list[str]
    status: ReservationStatus
    display_name: str
    customer_key: str
    locale: str | None
    step_title: str | None
    checked_in_at: Instant | None
    pass_type: PassType
    pass_usable: bool
    sessions_remaining: int | None
    no_show_took_punch: bool
    part_booked_again: str | None = None
    pass_key: str | None = None


class RosterSession(Shape):
    """One class session with its self check-in window (R22) and its people."""

    session_id: int
    course_name: str
    room: str | None
    starts_at: Instant
    ends_at: Instant
    opens_at: Instant
    closes_at: Instant
    cancelled: bool
    reservations: list[RosterReservation]


class SnapshotSettings(Shape):
    """The studio settings that the door needs (names as in `rules.md`)."""

    self_opens_minutes: int
    self_closes_minutes: int
    phone_check_in: PhoneCheckIn
    offline_max_hours: int


class Snapshot(Shape):
    """Sessions whose windows touch today and tomorrow in the studio's zone. The ETag leaves `serverTime` out."""

    server_time: Instant
    studio_id: int
    studio_name: str
    timezone: str
    locale: str
    settings: SnapshotSettings
    sessions: list[RosterSession]
