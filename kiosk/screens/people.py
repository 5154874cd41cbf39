"""Today's people as staff see them: who comes first, who is found by name, and what can be done for someone."""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from unicodedata import combining, normalize

from kiosk.screens.asks import Reason
from kiosk.screens.states import ClassRoster, Panel
from server.contract.staff import RosterEntry
from server.rules.vocabulary import ARRIVED, OK, SEATED, PassType, Refusal, ReservationStatus

NEEDLE_LENGTH = 3
"""From so many letters on a name is looked for among all of today's people (`kiosk.md`, "Ways in")."""


class Possible(StrEnum):
    """What staff can do for a person now; the server has the last word."""

    CHECK_IN = "check_in"
    WITH_REASON = "with_reason"
    WITHOUT_PUNCH = "without_punch"
    UNDO = "undo"
    NOTHING = "nothing"


_NOT_AT_THIS_DESK = frozenset({Refusal.SESSION_CANCELLED.value, Refusal.PASS_NOT_VALID.value})


def possible(entry: RosterEntry) -> Possible:
    """Return what the desk can do for a person (R23, R24, R29, R42)."""
    status = entry.reservation.reservation_status
    if status is ReservationStatus.CHECKED_IN:
        return Possible.UNDO
    if status not in SEATED or status in ARRIVED or entry.self_check_in in _NOT_AT_THIS_DESK:
        return Possible.NOTHING
    if entry.self_check_in == OK:
        return Possible.CHECK_IN
    if entry.self_check_in == Refusal.NO_PUNCHES_LEFT:
        return Possible.WITHOUT_PUNCH
    return Possible.WITH_REASON


def can_waive(entry: RosterEntry) -> bool:
    """Tell whether there is a punch that staff could leave on the pass (R24)."""
    return entry.pass_type is PassType.PUNCH_PASS and possible(entry) in (Possible.CHECK_IN, Possible.WITH_REASON)


def reasons(entry: RosterEntry, *, waives_punch: bool) -> tuple[Reason, ...]:
    """Return the four reasons to choose from, none where staff pass over nothing (R24, R42)."""
    does = possible(entry)
    if does is Possible.WITHOUT_PUNCH or (waives_punch and can_waive(entry)):
        return (Reason.NEW_PASS, Reason.OUR_MISTAKE, Reason.GOODWILL, Reason.AGREED)
    if does is not Possible.WITH_REASON:
        return ()
    came = Reason.CAME_EARLY if entry.self_check_in == Refusal.TOO_EARLY else Reason.CAME_LATE
    return (came, Reason.NO_CODE, Reason.NOT_READ, Reason.AGREED)


def shown_people(panel: Panel) -> tuple[RosterEntry, ...]:
    """Return whom the panel lists: the chosen class, or whoever in the day has the letters in their name."""
    classes = panel.classes or ()
    if is_searching(panel):
        wanted = _bare(panel.needle.strip())
        found = (entry for roster in classes for entry in roster.people if wanted in _bare(entry.customer_name))
        return tuple(sorted(found, key=_order))
    chosen = (entry for roster in classes if roster.session.session_id == panel.session_id for entry in roster.people)
    return tuple(sorted(chosen, key=_order))


def is_searching(panel: Panel) -> bool:
    """Tell whether enough letters are there to look for a name."""
    return len(panel.needle.strip()) >= NEEDLE_LENGTH


def find_person(panel: Panel, reservation_id: int | None) -> RosterEntry | None:
    """Return the person of a reservation; None where today has none."""
    everyone = (entry for roster in panel.classes or () for entry in roster.people)
    return next((entry for entry in everyone if entry.reservation.id == reservation_id), None)


def arrived(roster: ClassRoster) -> int:
    """Return how many of a class have come."""
    return sum(entry.reservation.reservation_status in ARRIVED for entry in roster.people)


def seated(roster: ClassRoster) -> int:
    """Return how many hold a seat in a class."""
    return sum(entry.reservation.reservation_status in SEATED for entry in roster.people)


def first_choice(classes: tuple[ClassRoster, ...], now: datetime) -> int | None:
    """Return the class that staff most likely mean: the first that is not over, else the day's last."""
    every = [roster.session.session_id for roster in classes]
    coming = (roster.session.session_id for roster in classes if roster.session.ends_at > now)
    return next(coming, every[-1] if every else None)


def with_class(panel: Panel, fresh: ClassRoster) -> Panel:
    """Return the panel with one class read again."""
    replaced = tuple(
        fresh if roster.session.session_id == fresh.session.session_id else roster for roster in panel.classes or ()
    )
    return replace(panel, classes=replaced)


def _bare(name: str) -> str:
    """Return a name as it is looked for: "Müller" is found by "mul"."""
    return "".join(sign for sign in normalize("NFKD", name) if not combining(sign)).casefold()


def _order(entry: RosterEntry) -> tuple[int, str, int]:
    """Those still to come first, then who is here, then who will not come; by name."""
    status = entry.reservation.reservation_status
    is_expected = status in (ReservationStatus.PENDING, ReservationStatus.NO_SHOW)
    rank = 0 if is_expected else 1 if status in ARRIVED else 2
    return rank, entry.customer_name.casefold(), entry.reservation.id
