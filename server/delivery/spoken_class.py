"""A class as mails speak of it: days and times in the studio's zone (R4), what people typed in one line (R44)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from server.contract.mail import BookedClass, Letterhead
from server.delivery.rendering import one_line
from server.rules.local_time import dated_day, local_date, spoken_time, start_of_day, weekday_in_full
from server.rules.pass_code import in_groups

QR_CID: Final = "pass-code@studio-checkin"
"""How the HTML names the picture that the mail brings along."""


@dataclass(frozen=True)
class SpokenClass:
    """The words for one booked class; empty where there is nothing to say. `link` leads to the reservation."""

    course_name: str
    part_title: str
    room: str
    instructor: str
    weekday: str
    day: str
    starts: str
    ends: str
    check_in_opens: str
    letters: str
    link: str


def spoken_class(booked: BookedClass, head: Letterhead, posted_at: datetime) -> SpokenClass:
    """Return the words; a mail is read on later days too, so a day is its date and never "today"."""
    return SpokenClass(
        course_name=one_line(booked.course_name),
        part_title=one_line(booked.part_title or ""),
        room=one_line(booked.room or ""),
        instructor=one_line(booked.instructor or ""),
        weekday=weekday_in_full(booked.starts_at, head.zone),
        day=dated_day(booked.starts_at, head.zone, posted_at),
        starts=spoken_time(booked.starts_at, head.zone),
        ends=spoken_time(booked.ends_at, head.zone),
        check_in_opens=_opening(booked, head, posted_at),
        letters=in_groups(booked.pass_code) if booked.pass_code else "",
        link=_link(booked, head),
    )


def dated_moment(instant: datetime, head: Letterhead, posted_at: datetime) -> str:
    """Return an instant's date and time: "Thu 5 Mar at 16:00"."""
    return f"{dated_day(instant, head.zone, posted_at)} at {spoken_time(instant, head.zone)}"


def dated(day: date | None, head: Letterhead, posted_at: datetime) -> str:
    """Return one of the studio's dates: "Thu 5 Mar"; nothing where there is none."""
    return "" if day is None else dated_day(start_of_day(day, head.zone), head.zone, posted_at)


def _opening(booked: BookedClass, head: Letterhead, posted_at: datetime) -> str:
    """Return when self check-in opens, with its day where that is not the day of the class."""
    opens_at = booked.check_in_opens_at
    if local_date(opens_at, head.zone) == local_date(booked.starts_at, head.zone):
        return f"at {spoken_time(opens_at, head.zone)}"
    return dated_moment(opens_at, head, posted_at)


def _link(booked: BookedClass, head: Letterhead) -> str:
    """Return the address of a page that only shows; by the code where there is one, for it names nobody."""
    if booked.pass_code is None:
        return f"{head.public_url}/reservations/{booked.reservation_id}"
    return f"{head.public_url}/c/{booked.pass_code}"
