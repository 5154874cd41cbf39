"""A verdict as the kiosk shows it: the facts of the reservation, and a sentence (R27)."""

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from server.contract.scan import Offer, ScanVerdict
from server.rules.local_time import spoken_time
from server.rules.names import display_name
from server.rules.verdict import Refused
from server.rules.vocabulary import OK, Refusal
from server.rules.words import sentence_for_customer
from server.services.booking.reservation_row import ReservationRow


def unknown_verdict(now: datetime) -> ScanVerdict:
    """Return the verdict on a code that nobody knows here: no fact of anybody."""
    refused = Refused(Refusal.UNKNOWN_CODE)
    return ScanVerdict(verdict=refused.code, message=sentence_for_customer(refused, ZoneInfo("UTC"), now))


def welcome(row: ReservationRow, sessions_remaining: int | None, now: datetime) -> ScanVerdict:
    """Return the verdict on a check-in that was just made, with the punches left after it."""
    name = display_name(row.customer_name)
    message = f"Welcome, {name.rstrip('.')}. {row.course_name} starts at {spoken_time(row.starts_at, row.zone)}."
    shape = _shape(row, OK, message, None)
    return msgspec.structs.replace(shape, checked_in_at=now, sessions_remaining=sessions_remaining)


def verdict_on(row: ReservationRow, refused: Refused, now: datetime, offer: ReservationRow | None) -> ScanVerdict:
    """Return the verdict on a known code that cannot be checked in, and the offer of another class (R28)."""
    return _shape(row, refused.code, sentence_for_customer(refused, row.zone, now), offer)


def _shape(row: ReservationRow, verdict: str, message: str, offer: ReservationRow | None) -> ScanVerdict:
    return ScanVerdict(
        verdict=verdict,
        message=message,
        reservation_id=row.id,
        display_name=display_name(row.customer_name),
        course_name=row.course_name,
        step_title=row.step_title,
        room=row.room,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        opens_at=row.window.opens_at,
        closes_at=row.window.closes_at,
        checked_in_at=row.arrived_at,
        sessions_remaining=row.terms.sessions_remaining,
        locale=row.customer_locale,
        offer=_offer(offer),
    )


def _offer(row: ReservationRow | None) -> Offer | None:
    if row is None:
        return None
    return Offer(reservation_id=row.id, course_name=row.course_name, starts_at=row.starts_at)
