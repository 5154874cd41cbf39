"""The staff panel as the page draws it: the day's classes, the people listed, the one opened, how an action ended."""

from typing import Any

import msgspec

from kiosk.screens.people import (
    NEEDLE_LENGTH,
    Possible,
    arrived,
    can_waive,
    find_person,
    is_searching,
    possible,
    reasons,
    seated,
    shown_people,
)
from kiosk.screens.states import ClassRoster, Outcome, OutcomeKind, Panel
from server.contract.staff import RosterEntry

Plain = dict[str, Any]


def panel_facts(panel: Panel, *, is_busy: bool) -> Plain:
    """Return what the panel shows; people only of the chosen class, or those found by name."""
    person = find_person(panel, panel.reservation_id)
    return {
        "staffName": panel.staff_name,
        "isBusy": is_busy,
        "classes": None if panel.classes is None else [_class(roster) for roster in panel.classes],
        "sessionId": panel.session_id,
        "people": [_person(entry, panel) for entry in shown_people(panel)],
        "needle": panel.needle,
        "isFinding": panel.is_finding,
        "isSearching": is_searching(panel),
        "needleLength": NEEDLE_LENGTH,
        "person": None if person is None else _opened(person, panel),
        "outcome": None if panel.outcome is None else _outcome(panel.outcome, panel),
    }


def _class(roster: ClassRoster) -> Plain:
    session = roster.session
    return {
        "sessionId": session.session_id,
        "courseName": session.course_name,
        "startsAt": msgspec.to_builtins(session.starts_at),
        "endsAt": msgspec.to_builtins(session.ends_at),
        "isCancelled": session.cancelled_at is not None,
        "arrived": arrived(roster),
        "seated": seated(roster),
    }


def _person(entry: RosterEntry, panel: Panel) -> Plain:
    """A line of the list; the class's time only where people of several classes are listed."""
    reservation = entry.reservation
    return {
        "reservationId": reservation.id,
        "name": entry.customer_name,
        "status": reservation.reservation_status.value,
        "checkedInAt": msgspec.to_builtins(reservation.checked_in_at),
        "startsAt": msgspec.to_builtins(reservation.starts_at) if is_searching(panel) else None,
        "courseName": reservation.course_name if is_searching(panel) else None,
    }


def _opened(entry: RosterEntry, panel: Panel) -> Plain:
    reservation = entry.reservation
    return {
        "name": entry.customer_name,
        "courseName": reservation.course_name,
        "stepTitle": reservation.step_title,
        "startsAt": msgspec.to_builtins(reservation.starts_at),
        "endsAt": msgspec.to_builtins(reservation.ends_at),
        "opensAt": msgspec.to_builtins(reservation.self_check_in_opens_at),
        "closesAt": msgspec.to_builtins(reservation.self_check_in_closes_at),
        "checkedInAt": msgspec.to_builtins(reservation.checked_in_at),
        "status": reservation.reservation_status.value,
        "passName": entry.pass_name,
        "sessionsRemaining": entry.sessions_remaining,
        "selfCheckIn": entry.self_check_in,
        "possible": possible(entry).value,
        "reasons": [reason.name for reason in reasons(entry, waives_punch=panel.waives_punch)],
        "canWaive": can_waive(entry),
        "waivesPunch": panel.waives_punch,
    }


def _outcome(outcome: Outcome, panel: Panel) -> Plain:
    entry = find_person(panel, outcome.reservation_id)
    can_undo = outcome.kind is OutcomeKind.CHECKED_IN and entry is not None and possible(entry) is Possible.UNDO
    return {
        "kind": outcome.kind.value,
        "person": outcome.person,
        "sentence": outcome.sentence,
        "canUndo": can_undo,
    }
