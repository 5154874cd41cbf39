"""A class session as admins set it up."""

from msgspec import UNSET, UnsetType

from server.contract.base import Id, Instant, Reason, Request, Shape
from server.contract.setup import Capacity, Label, Removal
from server.rules.schedule import ChangeScope


class ClassSession(Shape):
    """One meeting of a course; `seatsTaken` counts its seated reservations, `timetableId` is what made it."""

    id: int
    studio_id: int
    course_id: int
    course_name: str
    step_id: int | None
    step_title: str | None
    is_makeup: bool
    starts_at: Instant
    ends_at: Instant
    capacity: int
    seats_taken: int
    room: str | None
    instructor: str | None
    cancelled_at: Instant | None
    timetable_id: int | None


class ChangedSession(ClassSession, omit_defaults=True):
    """A session as it is now, and with `scope: this_and_later` the ids of all that were changed with it."""

    changed_session_ids: list[int] = []


class SessionRemoval(Removal, omit_defaults=True):
    """What became of a session that was taken out; with `scope=this_and_later` also of all later ones.

    `removedSessionIds` are gone; `keptSessionIds` have a history (a note, reservations all given up) and are cancelled.
    """

    removed_session_ids: list[int] = []
    kept_session_ids: list[int] = []


class ClassSessionRequest(Request):
    """A new session; end and capacity are the course's where they are left out."""

    course_id: Id
    starts_at: Instant
    ends_at: Instant | None = None
    capacity: Capacity | None = None
    step_id: Id | None = None
    is_makeup: bool = False
    room: Label | None = None
    instructor: Label | None = None


class ClassSessionChange(Request):
    """What changes of a session, and why; its time until it starts, its part only while nobody has reserved it.

    `scope: this_and_later` changes all sessions likewise that the same timetable planned for this date or a later one,
    that have not started and are not cancelled: all or none. Each gets this one's new local time and length, and moves
    by as many days; the part stays.
    """

    starts_at: Instant | UnsetType = UNSET
    ends_at: Instant | UnsetType = UNSET
    capacity: Capacity | UnsetType = UNSET
    step_id: Id | UnsetType | None = UNSET
    is_makeup: bool | UnsetType = UNSET
    room: Label | UnsetType | None = UNSET
    instructor: Label | UnsetType | None = UNSET
    reason: Reason | UnsetType = UNSET
    scope: ChangeScope | UnsetType = UNSET
