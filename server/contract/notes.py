"""Notes that only staff read."""

from typing import Annotated

from msgspec import Meta

from server.contract.base import VISIBLE, Id, Instant, Request, Shape

LONGEST_NOTE = 2000


class NoteRequest(Request):
    """Write a note down."""

    text: Annotated[str, Meta(min_length=1, max_length=LONGEST_NOTE, pattern=VISIBLE)]


class CustomerNoteRequest(NoteRequest):
    """Write a note about a customer down; `studioId` where the customer is known at several of your studios."""

    studio_id: Id | None = None


class Note(Shape):
    """A note on a customer, on one of their passes (`registrationId`), or on a session (`sessionId`).

    `author` is the name of who wrote it; the nightly job's notes say why bookings were released (R34).
    """

    id: int
    registration_id: int | None
    session_id: int | None
    author: str
    text: str
    at: Instant
