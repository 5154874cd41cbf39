"""The nights of the studios: what they did, and what tonight's would do."""

from enum import StrEnum

from server.contract.base import Id, Instant, LocalDate, Request, Shape
from server.rules.vocabulary import NightKind, ReservationStatus


class RunState(StrEnum):
    """How a run stands: at work, done, or left by a server that died, for the next one to finish."""

    RUNNING = "running"
    FINISHED = "finished"
    ABANDONED = "abandoned"


class NightRun(Shape):
    """One run of a studio's night; `asOf` is the instant by which it judged.

    `attended` and `noShows` are what it settled, `absences` those that acted, `autoCancelled` the bookings that they
    released, `failedRegistrations` the passes on which it broke: they are tried again the next night.
    """

    id: int
    studio_id: int
    studio_name: str
    kind: NightKind
    state: RunState
    local_date: LocalDate
    as_of: Instant
    started_by: str
    started_at: Instant
    finished_at: Instant | None
    attended: int
    no_shows: int
    absences: int
    auto_cancelled: int
    failed_registrations: list[int]


class RunNightRequest(Request):
    """Do the night now: of one studio, or of all."""

    studio_id: Id | None = None


class NightRuns(Shape):
    """The runs that were made."""

    runs: list[NightRun]


class ReleasedBooking(Shape):
    """A booking that an absence would release."""

    reservation_id: int
    course_name: str
    starts_at: Instant


class PreviewAction(StrEnum):
    """What can keep an absence from acting: override it, or cancel a class that is not over yet."""

    EXCUSE = "excuse"
    ATTENDED = "attended"
    CANCEL = "cancel"


class PreviewedAbsence(Shape):
    """An absence that would act, and why; with the class still to end it is who has not come so far.

    `actions`: `excuse` and `attended` by `POST /api/admin/reservations/{id}/override`, `cancel` by
    `DELETE /api/reservations/{id}`.
    """

    reservation_id: int
    reservation_status: ReservationStatus
    registration_id: int
    customer_id: int
    customer_name: str
    pass_name: str
    course_name: str
    starts_at: Instant
    ends_at: Instant
    acts_at: Instant
    reason: str
    released: list[ReleasedBooking]
    actions: list[PreviewAction]


class ExpiringPass(Shape):
    """A pass that has ended, and the punches that would run out; extending it spares them (R9)."""

    registration_id: int
    customer_id: int
    customer_name: str
    pass_name: str
    valid_until: LocalDate
    punches: int


class NightPreview(Shape):
    """What a studio's night would do if nothing changed until `asOf`; nothing is written."""

    studio_id: int
    studio_name: str
    timezone: str
    local_date: LocalDate
    as_of: Instant
    absences: list[PreviewedAbsence]
    expiring: list[ExpiringPass]
