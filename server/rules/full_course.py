"""A whole course, sold at once: the sessions that come with the pass, and whether they can be had (R12)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from server.rules.eligibility import SessionFacts
from server.rules.local_time import local_date
from server.rules.passes import PassTerms, is_usable_on
from server.rules.verdict import ALLOWED, Refused, Verdict
from server.rules.vocabulary import Refusal


def sessions_of_course(
    sessions: Sequence[SessionFacts], terms: PassTerms, zone: ZoneInfo, now: datetime
) -> tuple[SessionFacts, ...]:
    """Return the sessions that are reserved when the pass is sold: all that have not started and lie in its validity.

    Not the makeups: their few seats are for who has missed a class, and can be booked then.
    """
    return tuple(
        each
        for each in sessions
        if each.starts_at > now
        and not each.is_cancelled
        and not each.is_makeup
        and is_usable_on(terms, local_date(each.starts_at, zone))
    )


def judge_course_sale(sessions: Sequence[SessionFacts], seated_in: Collection[int]) -> Verdict:
    """Refuse `already_reserved` and `session_full` with the ids of all such sessions (R12, R14, R18).

    `seated_in` are the sessions in which the customer has a seat already, by whatever pass.
    """
    doubled = tuple(each.id for each in sessions if each.id in seated_in)
    if doubled:
        return Refused(Refusal.ALREADY_RESERVED, {"session_ids": doubled})
    full = tuple(each.id for each in sessions if each.seats_taken >= each.capacity)
    if full:
        return Refused(Refusal.SESSION_FULL, {"session_ids": full})
    return ALLOWED
