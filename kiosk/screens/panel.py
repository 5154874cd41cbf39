"""The staff panel: today's people by class, checked in by hand where the window says no (R23, R24, R29, R42)."""

from dataclasses import replace
from datetime import datetime

from kiosk.screens.asks import CheckInPerson, ReadClass, SignOut, StaffAsk, UndoCheckIn
from kiosk.screens.events import Declined
from kiosk.screens.people import (
    Possible,
    can_waive,
    find_person,
    first_choice,
    is_searching,
    possible,
    reasons,
    with_class,
)
from kiosk.screens.states import PANEL_IDLE, ClassRoster, Outcome, OutcomeKind, Panel, State, home, reading_today
from server.contract.reservations import StaffMethod

LONGEST_NEEDLE = 30


def read_day(state: State, panel: Panel, classes: tuple[ClassRoster, ...], now: datetime) -> State:
    """Show the day, and of its classes the one that is meant most likely."""
    day = replace(panel, classes=classes, session_id=first_choice(classes, now))
    return state.answered().showing(day)


def read_again(state: State, panel: Panel, now: datetime) -> State:
    """Read the day once more where the server did not answer."""
    return reading_today(state.showing(_touched(replace(panel, outcome=None), now)), now)


def read_class(state: State, panel: Panel, fresh: ClassRoster) -> State:
    """Show a class as it is now; where staff acted on one of its people, say that it is done."""
    outcome = _outcome(panel, state.ask, OutcomeKind.CHECKED_IN, OutcomeKind.UNDONE)
    read = with_class(panel, fresh)
    if outcome is not None:
        read = replace(read, reservation_id=None, waives_punch=False, outcome=outcome)
    return state.answered().showing(read)


def declined(state: State, panel: Panel, said: Declined) -> State:
    """Say why the server would not."""
    outcome = _outcome(panel, state.ask, OutcomeKind.REFUSED, OutcomeKind.REFUSED) or Outcome(OutcomeKind.REFUSED)
    told = replace(outcome, code=said.code, sentence=said.sentence)
    return state.answered().showing(replace(panel, outcome=told))


def unanswered(state: State, panel: Panel) -> State:
    """Say that nothing was done that we know of."""
    outcome = _outcome(panel, state.ask, OutcomeKind.UNANSWERED, OutcomeKind.UNANSWERED)
    return state.answered().showing(replace(panel, outcome=outcome or Outcome(OutcomeKind.UNANSWERED)))


def picked_class(state: State, panel: Panel, session_id: str, now: datetime) -> State:
    """Show another class, read anew."""
    if session_id not in {str(roster.session.session_id) for roster in panel.classes or ()}:
        return state
    chosen = replace(panel, session_id=int(session_id), needle="", is_finding=False, outcome=None)
    return state.showing(_touched(chosen, now)).asking(ReadClass(int(session_id)), now)


def picked_person(state: State, panel: Panel, reservation_id: str, now: datetime) -> State:
    """Open one person's sheet."""
    if not reservation_id.isdecimal() or find_person(panel, int(reservation_id)) is None:
        return state
    opened = replace(panel, reservation_id=int(reservation_id), waives_punch=False, outcome=None)
    return state.showing(_touched(opened, now))


def toggled_waiver(state: State, panel: Panel, now: datetime) -> State:
    """Leave the punch on the pass, or take it after all (R24)."""
    return state.showing(_touched(replace(panel, waives_punch=not panel.waives_punch), now))


def checked_in(state: State, panel: Panel, reason: str, now: datetime) -> State:
    """Check the opened person in; where the window says no, and for a waived punch, only with one of the reasons."""
    entry = find_person(panel, panel.reservation_id)
    if entry is None or possible(entry) in (Possible.UNDO, Possible.NOTHING):
        return state
    choice = reasons(entry, waives_punch=panel.waives_punch)
    given = next((known for known in choice if known.name == reason), None)
    if choice and given is None:
        return state
    ask = CheckInPerson(
        entry.reservation.session_id,
        entry.reservation.id,
        given,
        waives_punch=possible(entry) is Possible.WITHOUT_PUNCH or (panel.waives_punch and can_waive(entry)),
        method=StaffMethod.NAME if is_searching(panel) else StaffMethod.ROSTER,
    )
    return _acting(state, panel, ask, now)


def undone(state: State, panel: Panel, now: datetime) -> State:
    """Take back the opened person's check-in, or the one just made (R29)."""
    just_now = panel.outcome.reservation_id if panel.outcome else None
    entry = find_person(panel, panel.reservation_id or just_now)
    if entry is None or possible(entry) is not Possible.UNDO:
        return state
    return _acting(state, panel, UndoCheckIn(entry.reservation.session_id, entry.reservation.id), now)


def typed_letter(state: State, panel: Panel, key: str, now: datetime) -> State:
    """Look for a name by one letter more."""
    is_letter = key.isalpha() or key in " -'"
    if panel.reservation_id is not None or not is_letter or len(panel.needle) == LONGEST_NEEDLE:
        return state
    return state.showing(_touched(replace(panel, needle=panel.needle + key, is_finding=True, outcome=None), now))


def erased_letter(state: State, panel: Panel, now: datetime) -> State:
    """Look for a name by one letter less."""
    return state.showing(_touched(replace(panel, needle=panel.needle[:-1]), now))


def toggled_finding(state: State, panel: Panel, now: datetime) -> State:
    """Bring the letters to look for a name, or put them away."""
    finding = replace(panel, is_finding=not panel.is_finding, needle="", outcome=None)
    return state.showing(_touched(finding, now))


def stepped_back(state: State, panel: Panel, now: datetime) -> State:
    """Close the person, then the search, then the panel."""
    if panel.reservation_id is not None:
        return state.showing(_touched(replace(panel, reservation_id=None, waives_punch=False), now))
    if panel.is_finding:
        return toggled_finding(state, panel, now)
    return closed(state, now)


def closed(state: State, now: datetime) -> State:
    """Close the panel: nobody is signed in any more."""
    return state.showing(home(state)).asking(SignOut(), now)


def came_back(state: State, panel: Panel, now: datetime) -> State:
    """Show the panel again after a scan's result, with its class read anew; the scan did not keep it open."""
    if panel.until <= now:
        return closed(state, now)
    shown = state.showing(panel)
    return reading_today(shown, now) if panel.session_id is None else shown.asking(ReadClass(panel.session_id), now)


def _acting(state: State, panel: Panel, ask: StaffAsk, now: datetime) -> State:
    return state.showing(_touched(replace(panel, outcome=None), now)).asking(ask, now)


def _touched(panel: Panel, now: datetime) -> Panel:
    return replace(panel, until=now + PANEL_IDLE)


def _outcome(panel: Panel, ask: object, after_check_in: OutcomeKind, after_undo: OutcomeKind) -> Outcome | None:
    """Return the end of an action on a person; None where the ask was only to read."""
    match ask:
        case CheckInPerson(session_id, reservation_id):
            kind = after_check_in
        case UndoCheckIn(session_id, reservation_id):
            kind = after_undo
        case _:
            return None
    entry = find_person(panel, reservation_id)
    return Outcome(kind, session_id, reservation_id, entry.customer_name if entry else None)
