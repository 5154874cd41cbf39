"""A pass as its owner and staff see it: what was bought, what is left, and the punch ledger."""

from server.contract.base import Instant, LocalDate, Shape
from server.rules.vocabulary import PartState, PassType, PunchKind


class PartStatus(Shape):
    """How far the customer is with one part, and why, in plain words.

    `nextSessionId` is the first class in which they could book it now, of its own or a makeup; null where none is.
    """

    step_id: int
    title: str
    state: PartState
    why: str | None
    window_start: LocalDate | None
    window_end: LocalDate | None
    next_session_id: int | None
    next_starts_at: Instant | None


class Registration(Shape):
    """A pass in the list of its owner."""

    id: int
    studio_id: int
    studio_name: str
    timezone: str
    name: str
    pass_type: PassType
    status: str
    sessions_included: int | None
    sessions_remaining: int | None
    sessions_held: int | None
    sessions_available: int | None
    max_advance_reservations: int | None
    open_reservations: int
    valid_from: LocalDate | None
    valid_until: LocalDate | None
    course_ids: list[int]
    course_names: list[str]


class RegistrationStatus(Shape):
    """A pass in full (`GET /api/registrations/{id}/status`)."""

    id: int
    name: str
    pass_type: PassType
    status: str
    sessions_included: int | None
    sessions_remaining: int | None
    sessions_held: int | None
    sessions_available: int | None
    max_advance_reservations: int | None
    open_reservations: int
    valid_from: LocalDate | None
    valid_until: LocalDate | None
    frozen: bool
    parts: list[PartStatus]
    next_step_id: int | None
    warnings: list[str]


class PunchRow(Shape):
    """One row of the ledger with the balance after it; the session's facts where a reservation caused it.

    `actor` is a label (`staff:3`, `system`), `actorName` what people call who that is.
    """

    id: int
    kind: PunchKind
    delta: int
    balance: int
    reason: str | None
    at: Instant
    actor: str
    actor_name: str
    reservation_id: int | None
    course_name: str | None
    starts_at: Instant | None
