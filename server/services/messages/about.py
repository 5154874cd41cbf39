"""The messages that there are: each kind with its facts and its dedupe key, in one place (R39).

Whoever changes something makes its messages here and hands them to `enqueue` in the same transaction. A key names the
occasion and not the mail: the same occasion told of again by a second server, or by a run that resumes, is one message.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from server.contract.mail import PassChange
from server.services.messages.outbox import Message, MessageKind


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whose message it is: an e-mail address, and the studio that speaks."""

    email: str
    studio_id: int


@dataclass(frozen=True, slots=True)
class ToldChange:
    """What the studio did to a pass: frozen from `first` to `last`, shortened to `last`, or cancelled (local dates)."""

    why: PassChange
    first: date | None = None
    last: date | None = None


def sign_in_code_of(email: str, code: str, studio_name: str, minutes: int) -> Message:
    """Return the message with a code; each is an occasion of its own, and no studio's."""
    key = f"sign-in-code:{secrets.token_hex(16)}"  # SQLite gives a deleted row's id away again
    facts = {"code": code, "studioName": studio_name, "minutes": minutes}
    return Message(MessageKind.SIGN_IN_CODE, email, key, facts, None)


def confirmation_of(reservation_id: int, to: Addressee, session_id: int | None = None) -> Message:
    """Return the message with the QR of a new reservation; one that names its session is void once moved (R20)."""
    message = _of_one(MessageKind.CONFIRMATION, reservation_id, f"confirmation:{reservation_id}", to)
    return message if session_id is None else _in_session(message, session_id)


def moved_booking_of(reservation_id: int, session_id: int, moved_at: datetime, to: Addressee) -> Message:
    """Return the message with the QR of a reservation that is of another session now (R20); it may move back."""
    key = f"confirmation:{reservation_id}:{_stamp(moved_at)}"
    return _in_session(_of_one(MessageKind.CONFIRMATION, reservation_id, key, to), session_id)


def cancellation_of(reservation_id: int, to: Addressee) -> Message:
    """Return the message that a reservation was given up; CANCELLED is the end (§6), so it happens once."""
    return _of_one(MessageKind.CANCELLATION, reservation_id, f"cancellation:{reservation_id}", to)


def missed_of(reservation_id: int, detected_at: datetime, window_closes_at: datetime, to: Addressee) -> Message:
    """Return "we missed you", for where a grace runs: until when the studio can be told (R34).

    Nobody is missed who may still check in: it waits until the self window is over (R32).
    """
    key = f"missed:{reservation_id}:{_stamp(detected_at)}"
    message = _of_one(MessageKind.MISSED, reservation_id, key, to)
    return replace(message, due_at=window_closes_at) if window_closes_at > detected_at else message


def auto_cancellation_of(
    no_show_id: int, detected_at: datetime, reservation_ids: Sequence[int], to: Addressee
) -> Message:
    """Return the one message that lists all that an absence released (R34)."""
    key = f"auto-cancellation:{no_show_id}:{_stamp(detected_at)}"
    facts = {"noShowId": no_show_id, "reservationIds": list(reservation_ids)}
    return Message(MessageKind.AUTO_CANCELLATION, to.email, key, facts, to.studio_id)


def reminder_of(reservation_id: int, starts_at: datetime, to: Addressee) -> Message:
    """Return the reminder of a class at its start; a class that is moved is reminded of anew."""
    key = f"reminder:{reservation_id}:{_stamp(starts_at)}"
    facts = {"reservationId": reservation_id, "startsAt": starts_at}
    return Message(MessageKind.REMINDER, to.email, key, facts, to.studio_id)


def class_cancelled_of(reservation_id: int, reason: str, to: Addressee) -> Message:
    """Return the message that the studio has cancelled the class, and why."""
    facts = {"reservationId": reservation_id, "reason": reason}
    return Message(MessageKind.CLASS_CANCELLED, to.email, f"class-cancelled:{reservation_id}", facts, to.studio_id)


def class_moved_of(
    reservation_id: int, old_starts_at: datetime, starts_at: datetime, moved_at: datetime, to: Addressee
) -> Message:
    """Return the message that the studio has moved the class (R38); it may be moved there and back and there again."""
    key = f"class-moved:{reservation_id}:{_stamp(starts_at)}:{_stamp(moved_at)}"
    facts = {"reservationId": reservation_id, "oldStartsAt": old_starts_at, "startsAt": starts_at}
    return Message(MessageKind.CLASS_MOVED, to.email, key, facts, to.studio_id)


def reinstatement_of(reservation_ids: Sequence[int], reinstated_at: datetime, to: Addressee) -> Message:
    """Return the one message that released bookings are back, by an override or since an absence was undone (R36)."""
    key = f"reinstated:{min(reservation_ids)}:{_stamp(reinstated_at)}"
    facts = {"reservationIds": list(reservation_ids)}
    return Message(MessageKind.REINSTATED, to.email, key, facts, to.studio_id)


def course_booked_of(registration_id: int, reservation_ids: Sequence[int], to: Addressee) -> Message:
    """Return the one message with all the classes of a course that was sold (R12)."""
    facts = {"reservationIds": list(reservation_ids)}
    return Message(MessageKind.COURSE_BOOKED, to.email, f"course-booked:{registration_id}", facts, to.studio_id)


def pass_changed_of(reservation_ids: Sequence[int], change: ToldChange, at: datetime, to: Addressee) -> Message:
    """Return the one message that lists the bookings which a pass no longer covers (R8); CANCELLED is their end."""
    key = f"pass-changed:{min(reservation_ids)}:{_stamp(at)}"
    facts = {
        "reservationIds": list(reservation_ids),
        "why": change.why.value,
        "first": change.first and change.first.isoformat(),
        "last": change.last and change.last.isoformat(),
    }
    return Message(MessageKind.PASS_CHANGED, to.email, key, facts, to.studio_id)


def _of_one(kind: MessageKind, reservation_id: int, key: str, to: Addressee) -> Message:
    return Message(kind, to.email, key, {"reservationId": reservation_id}, to.studio_id)


def _in_session(message: Message, session_id: int) -> Message:
    return replace(message, facts={**message.facts, "sessionId": session_id})


def _stamp(instant: datetime) -> str:
    """Return an instant as a part of a key: `20260302T210000.000000`, the same on both engines."""
    return instant.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%f")
