"""Dates on which a studio is closed, as admins set them."""

from msgspec import UNSET, UnsetType

from server.contract.base import Id, Instant, LocalDate, Reason, Request, Shape


class Closure(Shape):
    """A local date on which a studio is closed, and why: no timetable makes a session on it."""

    id: int
    studio_id: int
    date: LocalDate
    reason: str
    created_at: Instant


class ClosureMade(Closure):
    """A closure, and what it has just cancelled; `told` counts the messages, one for each seat."""

    cancelled_session_ids: list[int]
    told: int


class ClosureRequest(Request):
    """Close a studio on a local date. People whose class is cancelled are told the reason.

    Where a class of that date has not ended yet the answer is 409 `would_cancel` with `sessions`, until it is sent with
    `confirm: true`.
    """

    studio_id: Id
    date: LocalDate
    reason: Reason
    confirm: bool = False


class ClosureChange(Request):
    """Another reason; another date is another closure."""

    reason: Reason | UnsetType = UNSET


class SessionToCancel(Shape):
    """A session that a closure would cancel, and how many people have a seat in it."""

    session_id: int
    course_name: str
    starts_at: Instant
    seats_taken: int
