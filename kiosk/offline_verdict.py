"""What the kiosk answers by itself: the server's own rules on what the roster last said (R27, R28, `kiosk.md`).

Pure: the roster's facts in, a decision out. A roster a day old refuses nobody: it may be wrong about everything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from kiosk.roster import Known
from kiosk.screens.events import DecidedHere, Standing
from server.contract.scan import Offer, ScanVerdict
from server.rules.check_in import ScanFacts, judge_scan
from server.rules.check_in_window import SelfWindow
from server.rules.verdict import Refused, Verdict
from server.rules.vocabulary import OK, Refusal, ReservationStatus
from server.rules.words import sentence_for_customer

FRESH_FOR = timedelta(hours=24)
USABLE_FOR = timedelta(hours=72)

KEPT = "kept"
"""What a scan that is kept to be judged later is called where a verdict is named, in uploads too."""

SAVED_MESSAGE = "Your check-in is saved. The studio will confirm it."
KEPT_MESSAGE = "Your code is kept. The studio will look it up."


class Trust(StrEnum):
    """How far a roster is to be trusted by its age."""

    FULL = "full"
    UNSURE = "unsure"
    NONE = "none"


@dataclass(frozen=True)
class Asked:
    """A scan's code as the roster knows it. `others` are all the places of the same customer, the soonest first."""

    is_code: bool
    known: Known | None = None
    others: Sequence[Known] = ()
    offered_id: int | None = None


def trust_by_age(read_at: datetime, now: datetime) -> Trust:
    """Return how far a roster that the server confirmed at an instant is to be trusted now."""
    age = now - read_at
    if age > USABLE_FOR:
        return Trust.NONE
    return Trust.UNSURE if age > FRESH_FOR else Trust.FULL


def decide(asked: Asked, trust: Trust, zone: ZoneInfo, now: datetime) -> DecidedHere:
    """Return what becomes of a scan: saved, kept to be judged later, or refused as the server would.

    A code that is none is unknown whatever the roster says. One that was made after the roster was read, and any
    where the roster is old, is kept; but who has arrived by all that is known has arrived.
    """
    if not asked.is_code:
        return _refused(None, Refused(Refusal.UNKNOWN_CODE), None, ZoneInfo("UTC"), now)
    if asked.known is None:
        return DecidedHere(ScanVerdict(verdict=KEPT, message=KEPT_MESSAGE), Standing.KEPT)
    known = _taken_offer(asked) or asked.known
    verdict = judge_scan(facts_of(known), now)
    if trust is not Trust.FULL and not _has_arrived(verdict):
        return DecidedHere(_shape(known, KEPT, KEPT_MESSAGE, None), Standing.KEPT)
    if isinstance(verdict, Refused):
        return _refused(known, verdict, _offer(asked, known, now), zone, now)
    return DecidedHere(_shape(known, OK, SAVED_MESSAGE, None), Standing.SAVED)


def facts_of(known: Known) -> ScanFacts:
    """Return what the rules of the scan ask, as the server gives it to them from its own rows (R27)."""
    person, session = known.person, known.session
    return ScanFacts(
        status=person.status,
        window=SelfWindow(session.opens_at, session.closes_at),
        pass_usable=person.pass_usable,
        sessions_remaining=person.sessions_remaining,
        no_show_took_punch=person.no_show_took_punch,
        is_session_cancelled=session.cancelled,
        is_code_revoked=known.is_revoked,
        checked_in_at=person.checked_in_at,
        part_booked_again=person.part_booked_again,
    )


def _taken_offer(asked: Asked) -> Known | None:
    """Return the place whose offer is taken, where it is the same customer's; a replaced code takes none (R28)."""
    if asked.offered_id is None or asked.known is None or asked.known.is_revoked:
        return None
    return next((other for other in asked.others if other.person.reservation_id == asked.offered_id), None)


def _has_arrived(verdict: Verdict) -> bool:
    return isinstance(verdict, Refused) and verdict.reason is Refusal.ALREADY_CHECKED_IN


def _offer(asked: Asked, known: Known, now: datetime) -> Known | None:
    """Return the customer's other place that can be checked in now, the soonest first (R28)."""
    if known.is_revoked:
        return None
    return next(
        (
            other
            for other in asked.others
            if other.person.reservation_id != known.person.reservation_id
            and other.person.status is ReservationStatus.PENDING
            and not isinstance(judge_scan(facts_of(other), now), Refused)
        ),
        None,
    )


def _refused(known: Known | None, refused: Refused, offer: Known | None, zone: ZoneInfo, now: datetime) -> DecidedHere:
    message = sentence_for_customer(refused, zone, now)
    verdict = ScanVerdict(verdict=refused.code, message=message)
    if known is not None:
        verdict = _shape(known, refused.code, message, offer)
    return DecidedHere(verdict, Standing.REFUSED)


def _shape(known: Known, verdict: str, message: str, offer: Known | None) -> ScanVerdict:
    person, session = known.person, known.session
    return ScanVerdict(
        verdict=verdict,
        message=message,
        reservation_id=person.reservation_id,
        display_name=person.display_name,
        course_name=session.course_name,
        step_title=person.step_title,
        room=session.room,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        opens_at=session.opens_at,
        closes_at=session.closes_at,
        checked_in_at=person.checked_in_at,
        sessions_remaining=person.sessions_remaining,
        locale=person.locale,
        offer=None if offer is None else _as_offer(offer),
    )


def _as_offer(known: Known) -> Offer:
    session = known.session
    return Offer(
        reservation_id=known.person.reservation_id, course_name=session.course_name, starts_at=session.starts_at
    )
