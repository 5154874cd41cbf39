"""People, classes and verdicts for the kiosk's tests, in the contract's own shapes."""

from datetime import UTC, datetime, timedelta
from typing import Any

from server.contract.reservations import Reservation
from server.contract.roster import RosterSession, Snapshot, SnapshotSettings
from server.contract.scan import Offer, ScanVerdict
from server.contract.staff import DaySession, RosterEntry
from server.rules import pass_code
from server.rules.passes import PassState
from server.rules.vocabulary import PassType, PhoneCheckIn, ReservationStatus

ZONE = "America/New_York"
NOW = datetime(2026, 3, 3, 20, 42, tzinfo=UTC)  # 15:42 in the studio
STARTS = NOW + timedelta(minutes=18)
ENDS = STARTS + timedelta(hours=2)
LONG_NAME = "Maximiliane-Aleksandra Oyelaran-Featherstonehaugh"
KEY = b"k" * 32


def code_of(reservation_id: int) -> str:
    """Return the pass code of a made-up reservation."""
    return pass_code.derive(KEY, reservation_id, 1)


def verdict(code: str = "ok", **facts: Any) -> ScanVerdict:
    """Return a verdict about Ana's place in today's class; `facts` replace single ones."""
    about: dict[str, Any] = {
        "reservation_id": 7,
        "display_name": "Ana R.",
        "course_name": "Beginner Wheel Throwing",
        "room": "Room 1",
        "starts_at": STARTS,
        "ends_at": ENDS,
    }
    return ScanVerdict(verdict=code, message=f"The server's sentence about {code}.", **(about | facts))


def offer(reservation_id: int = 8) -> Offer:
    """Return another class that can be checked in now."""
    return Offer(reservation_id=reservation_id, course_name="Mug Building", starts_at=STARTS)


def snapshot(now: datetime = NOW, **facts: Any) -> Snapshot:
    """Return a roster with two classes to come, the later one first, and a cancelled one."""
    sessions = [
        _roster_session(2, "Mug Building", now + timedelta(hours=3)),
        _roster_session(1, "Beginner Wheel Throwing", now + timedelta(minutes=18)),
        _roster_session(3, "Glazing", now + timedelta(hours=1), is_cancelled=True),
    ]
    about: dict[str, Any] = {
        "server_time": now,
        "studio_id": 1,
        "studio_name": "Clay & Co.",
        "timezone": ZONE,
        "locale": "en",
        "settings": SnapshotSettings(
            self_opens_minutes=120, self_closes_minutes=120, phone_check_in=PhoneCheckIn.ON, offline_max_hours=72
        ),
        "sessions": sessions,
    }
    return Snapshot(**(about | facts))


def _roster_session(
    session_id: int, course_name: str, starts_at: datetime, *, is_cancelled: bool = False
) -> RosterSession:
    return RosterSession(
        session_id=session_id,
        course_name=course_name,
        room=f"Room {session_id}",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        opens_at=starts_at - timedelta(hours=2),
        closes_at=starts_at + timedelta(hours=2),
        cancelled=is_cancelled,
        reservations=[],
    )


def day_session(session_id: int = 1, starts_at: datetime = STARTS, **facts: Any) -> DaySession:
    """Return one of today's classes."""
    about: dict[str, Any] = {
        "session_id": session_id,
        "course_id": session_id,
        "course_name": "Beginner Wheel Throwing",
        "step_title": None,
        "is_makeup": False,
        "room": "Room 1",
        "instructor": "Mara",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2),
        "cancelled_at": None,
        "capacity": 12,
        "seats_taken": 0,
        "pending": 0,
        "checked_in": 0,
        "attended": 0,
        "no_show": 0,
        "notes": [],
    }
    return DaySession(**(about | facts))


def person(
    reservation_id: int = 7,
    name: str = "Ana Ruiz",
    status: ReservationStatus = ReservationStatus.PENDING,
    self_check_in: str = "ok",
    **facts: Any,
) -> RosterEntry:
    """Return one person on a class's roster; `facts` replace facts of the entry, or of its reservation."""
    entry: dict[str, Any] = {
        "customer_id": reservation_id,
        "customer_name": name,
        "pass_name": "8 punches",
        "pass_type": PassType.PUNCH_PASS,
        "sessions_remaining": 7,
        "self_check_in": self_check_in,
        "pass_status": PassState.ACTIVE,
        "notes": [],
    }
    of_entry = {fact: value for fact, value in facts.items() if fact in entry}
    of_reservation = {fact: value for fact, value in facts.items() if fact not in entry}
    return RosterEntry(reservation=reservation(reservation_id, status, **of_reservation), **(entry | of_entry))


def reservation(
    reservation_id: int, status: ReservationStatus = ReservationStatus.PENDING, **facts: Any
) -> Reservation:
    """Return a reservation of today's class."""
    about: dict[str, Any] = {
        "id": reservation_id,
        "registration_id": reservation_id,
        "session_id": 1,
        "step_id": None,
        "reservation_status": status,
        "reserved_at": NOW - timedelta(days=2),
        "checked_in_at": NOW if status is ReservationStatus.CHECKED_IN else None,
        "checked_in_by": None,
        "attended_at": None,
        "no_show_detected_at": None,
        "cancelled_at": None,
        "auto_cancelled_at": None,
        "studio_id": 1,
        "timezone": ZONE,
        "course_name": "Beginner Wheel Throwing",
        "step_title": None,
        "is_makeup": False,
        "room": "Room 1",
        "starts_at": STARTS,
        "ends_at": ENDS,
        "self_check_in_opens_at": STARTS - timedelta(hours=2),
        "self_check_in_closes_at": STARTS + timedelta(hours=2),
        "code": None,
        "qr_url": None,
        "studio_name": "Clay & Co.",
        "instructor": "Mara",
        "is_session_cancelled": False,
        "phone_check_in": PhoneCheckIn.ON,
    }
    return Reservation(**(about | facts))
