"""What a button, or a person's key, does on each screen; where it means nothing there, nothing happens."""

from collections.abc import Callable
from datetime import datetime
from functools import singledispatch

from kiosk.screens import door, pairing, panel, sign_in
from kiosk.screens.asks import CheckInPerson, CheckScan, Pair, ScanTyped, SignIn, UndoCheckIn
from kiosk.screens.events import Action, Tapped
from kiosk.screens.states import (
    TOUCHED,
    CodeEntry,
    Home,
    Judged,
    NoAnswer,
    Offered,
    Pairing,
    Panel,
    PinPad,
    Screen,
    StaffAway,
    State,
    Tiles,
    home,
    takes_scans,
)
from server.rules import pass_code

WORTH_WAITING_FOR = (CheckScan, ScanTyped, Pair, SignIn, CheckInPerson, UndoCheckIn)
"""Asks that change something: until they are answered, no tap may hide what came of them."""


def tapped(state: State, tap: Tapped, now: datetime) -> State:
    """Return the state that follows on a tap."""
    if isinstance(state.ask, WORTH_WAITING_FOR):
        return state
    return _on(state.screen, state, tap, now)


@singledispatch
def _on(_screen: Screen, state: State, _tap: Tapped, _now: datetime) -> State:
    return state


@_on.register
def _on_home(_screen: Home, state: State, tap: Tapped, now: datetime) -> State:
    can_type = takes_scans(state)
    match tap.action:
        case Action.STAFF:
            return sign_in.opened_tiles(state, now)
        case Action.PAIR_AGAIN:
            return pairing.opened_again(state)
        case Action.TYPE_CODE if can_type:
            return state.showing(CodeEntry(now + TOUCHED))
        case Action.KEY if can_type and tap.value.upper() in pass_code.ALPHABET:
            return door.typed_letter(state, CodeEntry(now + TOUCHED), tap.value.upper(), now)
    return state


@_on.register
def _on_pairing(screen: Pairing, state: State, tap: Tapped, now: datetime) -> State:
    match tap.action:
        case Action.KEY:
            return pairing.typed_character(state, screen, tap.value)
        case Action.ERASE:
            return pairing.erased_character(state, screen)
        case Action.SUBMIT:
            return pairing.submitted(state, screen, now)
        case Action.BACK:
            return state.showing(home(state))
    return state


@_on.register(Judged)
@_on.register(NoAnswer)
@_on.register(Offered)
def _on_result(screen: Judged | NoAnswer | Offered, state: State, tap: Tapped, now: datetime) -> State:
    match tap.action, screen:
        case Action.TAKE_OFFER, Offered():
            return door.took_offer(state, screen, now)
        case Action.STAFF, _ if screen.beneath is None:
            return sign_in.opened_tiles(state, now)
        case ((Action.STAFF | Action.BACK), _) if screen.beneath is not None:
            return panel.came_back(state, screen.beneath, now)
        case Action.BACK, _:
            return state.showing(home(state))
    return state


@_on.register
def _on_staff_away(_screen: StaffAway, state: State, tap: Tapped, _now: datetime) -> State:
    return state.showing(home(state)) if tap.action is Action.BACK else state


@_on.register
def _on_code_entry(screen: CodeEntry, state: State, tap: Tapped, now: datetime) -> State:
    match tap.action:
        case Action.KEY:
            return door.typed_letter(state, screen, tap.value.upper(), now)
        case Action.ERASE:
            return door.erased_letter(state, screen, now)
        case Action.STAFF:
            return sign_in.opened_tiles(state, now)
        case Action.BACK:
            return state.showing(home(state))
    return state


@_on.register
def _on_tiles(tiles: Tiles, state: State, tap: Tapped, now: datetime) -> State:
    match tap.action:
        case Action.PICK_STAFF:
            return sign_in.picked_staff(state, tiles, tap.value, now)
        case Action.AGAIN:
            return sign_in.opened_tiles(state, now)
        case Action.BACK:
            return state.showing(home(state))
    return state


@_on.register
def _on_pin_pad(pad: PinPad, state: State, tap: Tapped, now: datetime) -> State:
    match tap.action:
        case Action.KEY:
            return sign_in.typed_digit(state, pad, tap.value, now)
        case Action.ERASE:
            return sign_in.erased_digit(state, pad, now)
        case Action.BACK:
            return sign_in.opened_tiles(state, now)
    return state


@_on.register
def _on_panel(shown: Panel, state: State, tap: Tapped, now: datetime) -> State:
    does = PANEL_DOES.get(tap.action)
    return state if does is None else does(state, shown, tap.value, now)


PANEL_DOES: dict[Action, Callable[[State, Panel, str, datetime], State]] = {
    Action.KEY: panel.typed_letter,
    Action.ERASE: lambda state, shown, _, now: panel.erased_letter(state, shown, now),
    Action.AGAIN: lambda state, shown, _, now: panel.read_again(state, shown, now),
    Action.PICK_CLASS: panel.picked_class,
    Action.PICK_PERSON: panel.picked_person,
    Action.FIND: lambda state, shown, _, now: panel.toggled_finding(state, shown, now),
    Action.WAIVE: lambda state, shown, _, now: panel.toggled_waiver(state, shown, now),
    Action.CHECK_IN: panel.checked_in,
    Action.UNDO: lambda state, shown, _, now: panel.undone(state, shown, now),
    Action.BACK: lambda state, shown, _, now: panel.stepped_back(state, shown, now),
}
