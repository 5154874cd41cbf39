"""Which template says a mail, with which words, and whether it brings its QR along."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from server.contract.mail import (
    AutoCancellationMail,
    BookedClass,
    CancellationMail,
    ClassCancelledMail,
    ClassMovedMail,
    ConfirmationMail,
    CourseBookedMail,
    Letterhead,
    Mail,
    MissedMail,
    PassChangedMail,
    ReinstatedMail,
    ReminderMail,
    SignInMail,
)
from server.delivery.addresses import WrongAddressError, address_of
from server.delivery.rendering import one_line
from server.delivery.spoken_class import QR_CID, dated, dated_moment, spoken_class


@dataclass(frozen=True)
class Qr:
    """The code that a mail shows, and the address that its picture opens."""

    pass_code: str
    public_url: str


@dataclass(frozen=True)
class Letter:
    """A template's name without its ending, its words, and the QR that its HTML shows."""

    template: str
    words: Mapping[str, object]
    qr: Qr | None = None


def letter_for(mail: Mail, posted_at: datetime) -> Letter:
    """Return how a mail is said at an instant."""
    match mail:
        case SignInMail():
            words = {"studio_name": one_line(mail.studio_name), "code": mail.code, "minutes": mail.minutes}
            return Letter("sign_in", words)
        case ConfirmationMail() | ReminderMail():
            template = "confirmation" if isinstance(mail, ConfirmationMail) else "reminder"
            return _with_qr(template, mail.head, mail.booked, posted_at)
        case CancellationMail():
            return _about("cancellation", mail.head, mail.booked, posted_at, punch=mail.punch)
        case ClassCancelledMail() | ClassMovedMail():
            return _by_the_studio(mail, posted_at)
        case MissedMail() | AutoCancellationMail() | ReinstatedMail():
            return _of_an_absence(mail, posted_at)
        case CourseBookedMail() | PassChangedMail():
            return _of_a_pass(mail, posted_at)
        case _:
            assert_never(mail)


def _by_the_studio(mail: ClassCancelledMail | ClassMovedMail, posted_at: datetime) -> Letter:
    if isinstance(mail, ClassCancelledMail):
        reason = one_line(mail.reason)
        return _about("class_cancelled", mail.head, mail.booked, posted_at, punch=mail.punch, reason=reason)
    before = dated_moment(mail.old_starts_at, mail.head, posted_at)
    return _about("class_moved", mail.head, mail.booked, posted_at, before=before)


def _of_an_absence(mail: MissedMail | AutoCancellationMail | ReinstatedMail, posted_at: datetime) -> Letter:
    match mail:
        case MissedMail():
            bookings = _all(mail.would_fall, mail.head, posted_at)
            tell_by = dated_moment(mail.tell_by, mail.head, posted_at)
            return _about(
                "missed", mail.head, mail.missed, posted_at, punch=mail.punch, tell_by=tell_by, bookings=bookings
            )
        case AutoCancellationMail():
            bookings = _all(mail.released, mail.head, posted_at)
            return _about("auto_cancellation", mail.head, mail.missed, posted_at, punch=mail.punch, bookings=bookings)
        case ReinstatedMail():
            return Letter("reinstated", _words_of(mail.head) | {"bookings": _all(mail.bookings, mail.head, posted_at)})


def _of_a_pass(mail: CourseBookedMail | PassChangedMail, posted_at: datetime) -> Letter:
    words = _words_of(mail.head) | {"pass_name": one_line(mail.pass_name)}
    if isinstance(mail, CourseBookedMail):
        return Letter("course_booked", words | {"bookings": _all(mail.bookings, mail.head, posted_at)})
    more = {
        "why": mail.why.value,
        "first": dated(mail.first, mail.head, posted_at),
        "last": dated(mail.last, mail.head, posted_at),
        "punch": mail.punch,
        "bookings": _all(mail.cancelled, mail.head, posted_at),
    }
    return Letter("pass_changed", words | more)


def _with_qr(template: str, head: Letterhead, booked: BookedClass, posted_at: datetime) -> Letter:
    letter = _about(template, head, booked, posted_at)
    qr = Qr(booked.pass_code, head.public_url) if booked.pass_code else None
    return Letter(template, letter.words, qr)


def _about(template: str, head: Letterhead, booked: BookedClass, posted_at: datetime, **more: object) -> Letter:
    words = _words_of(head) | {
        "booked": spoken_class(booked, head, posted_at),
        "book_link": f"{head.public_url}/book?pass={booked.registration_id}",
        **more,
    }
    return Letter(template, words)


def _all(bookings: tuple[BookedClass, ...], head: Letterhead, posted_at: datetime) -> list[object]:
    return [spoken_class(booked, head, posted_at) for booked in bookings]


def _words_of(head: Letterhead) -> dict[str, object]:
    return {
        "studio_name": one_line(head.studio_name),
        "studio_email": _usable(head.studio_email),
        "customer_name": one_line(head.customer_name),
        "zone": head.zone.key,
        "classes_link": f"{head.public_url}/classes",
        "qr_cid": QR_CID,
    }


def _usable(email: str | None) -> str | None:
    """Nobody is asked to write to an address that is none."""
    try:
        return address_of(email or "").addr_spec
    except WrongAddressError:
        return None
