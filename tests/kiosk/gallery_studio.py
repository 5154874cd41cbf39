"""A studio full of life for the gallery: a verdict for each screen, a day with people in every status."""

from datetime import datetime, timedelta
from typing import Any

from server.contract.scan import ScanVerdict
from server.rules.vocabulary import PassType, ReservationStatus
from tests.kiosk.door_alone import place, roster_of
from tests.kiosk.samples import LONG_NAME, day_session, offer, person, snapshot, verdict
from tests.kiosk.studio import Says, Studio

SESSIONS = "/api/staff/sessions"
LONG_COURSE = "Intermediate Wheel Throwing and Surface Decoration with Slips"
EXPECTED = (80, 81, 82)
UNEXPECTED = 83
NAMES = (
    "Ben Kowalski",
    "Chiara Rossi",
    LONG_NAME,
    "Émile Dupont",
    "Fatima Al-Sayed",
    "<b>Robert</b>'); DROP TABLE",
    "Grace Okonkwo",
    "Hiro Tanaka",
    "Ingrid Müller",
    "João Silva",
    "Kai Nakamura",
    "Lena Schmidt",
)


def verdicts(now: datetime) -> dict[str, ScanVerdict]:
    """Return one verdict for each screen, some in two lengths."""
    later = now + timedelta(minutes=47, seconds=12)
    about: dict[str, Any] = {"starts_at": now + timedelta(minutes=18), "ends_at": now + timedelta(minutes=138)}
    long = {"display_name": "Maximiliane-Aleksandra O.", "course_name": LONG_COURSE, "step_title": "Part 2: Handles"}
    thursday = {"starts_at": now + timedelta(days=2), "ends_at": now + timedelta(days=2, hours=2)}
    return {
        "ok": verdict("ok", **about, sessions_remaining=7),
        "ok-unlimited": verdict("ok", **about),
        "ok-last": verdict("ok", **about, sessions_remaining=0),
        "ok-long": verdict("ok", **(about | long), sessions_remaining=12),
        "already": verdict("already_checked_in", **about, checked_in_at=now - timedelta(minutes=4)),
        "too_early": verdict("too_early", **(about | {"starts_at": later}), opens_at=later),
        "too_early-long": verdict("too_early", **(thursday | long), opens_at=now + timedelta(days=2)),
        "too_late": verdict("too_late", **about, closes_at=now - timedelta(minutes=25)),
        "cancelled": verdict("cancelled", **about),
        "auto_cancelled": verdict("auto_cancelled", **about),
        "replaced": verdict("revoked_code", **about),
        "unknown": ScanVerdict(verdict="unknown_code", message="We do not know this code."),
        "see_staff": verdict("session_cancelled", **about),
        "see_staff-pass": verdict("pass_not_valid", **about),
        "see_staff-punches": verdict("no_punches_left", **(about | long)),
        "see_staff-newer": ScanVerdict(verdict="of_tomorrow", message="The studio asks you to sign the house rules."),
        "offer": verdict("too_early", **thursday, offer=offer()),
    }


def set_roster(studio: Studio, now: datetime) -> None:
    """Give the kiosk a roster that it can judge by alone: one name of the usual length, a long one, and one more."""
    names = ("Ana R.", "Maximiliane-Aleksandra O.", "Li W.")
    people = [place(number, display_name=name) for number, name in zip(EXPECTED, names, strict=True)]
    window: dict[str, Any] = {"opens_at": now - timedelta(hours=1), "closes_at": now + timedelta(hours=2)}
    long: dict[str, Any] = {
        "course_name": LONG_COURSE,
        "starts_at": now + timedelta(minutes=18),
        "ends_at": now + timedelta(hours=2),
    }
    known = roster_of(*people, session_id=9, **long, **window)
    classes = [*snapshot(now).sessions, known.sessions[-1]]
    studio.reply("GET", "/api/kiosk/snapshot", Says(200, snapshot(now, sessions=classes)))


def set_day(studio: Studio, begin: datetime, now: datetime) -> None:
    """Give the studio a day: a class that runs too long to come by oneself, one about to begin, one tonight."""
    sessions = [
        day_session(1, begin, ends_at=now + timedelta(minutes=10)),
        day_session(2, now + timedelta(minutes=18), course_name="Mug Building", room="Room 2"),
        day_session(4, now + timedelta(minutes=40), course_name=LONG_COURSE, cancelled_at=now),
        day_session(3, now + timedelta(hours=3), course_name="Glazing"),
    ]
    studio.reply("GET", SESSIONS, Says(200, sessions))
    late = person(21, "Ana Ruiz", self_check_in="too_late", starts_at=begin, self_check_in_closes_at=now)
    studio.reply("GET", f"{SESSIONS}/1/reservations", Says(200, [late, *others(now)]))
    mugs = [person(31 + at, name, session_id=2, course_name="Mug Building") for at, name in enumerate(NAMES)]
    studio.reply("GET", f"{SESSIONS}/2/reservations", Says(200, mugs))
    studio.reply("GET", f"{SESSIONS}/3/reservations", Says(200, []))
    studio.reply("GET", f"{SESSIONS}/4/reservations", Says(200, []))


def others(now: datetime) -> list[Any]:
    """Return the rest of the class, one in every status."""
    statuses = ReservationStatus
    here = {"checked_in_at": now - timedelta(minutes=12)}
    unlimited = {"pass_type": PassType.UNLIMITED_SERIES, "sessions_remaining": None, "pass_name": "Unlimited spring"}
    return [
        person(22, "Ben Kowalski", statuses.CHECKED_IN, "already_checked_in", **here),
        person(23, LONG_NAME, statuses.PENDING, "too_late", **unlimited),
        person(24, "Chiara Rossi", statuses.CHECKED_IN, "already_checked_in", **here),
        person(25, "<b>Robert</b>'); DROP TABLE", statuses.ATTENDED, "already_checked_in", **here),
        person(26, "Fatima Al-Sayed", statuses.NO_SHOW, "too_late"),
        person(27, "Grace Okonkwo", statuses.CANCELLED, "cancelled"),
        person(28, "Hiro Tanaka", statuses.AUTO_CANCELLED, "auto_cancelled"),
    ]
