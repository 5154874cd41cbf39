"""The staff's way in: who is it, and the PIN (R42)."""

from dataclasses import replace
from datetime import datetime

from kiosk.screens.asks import ReadTiles, SignIn
from kiosk.screens.events import Declined
from kiosk.screens.states import PANEL_IDLE, TOUCHED, Link, Panel, PinPad, StaffAway, State, Tiles, reading_today
from server.contract.kiosk import StaffTile
from server.rules.vocabulary import Refusal

PIN_LENGTH = 6


def opened_tiles(state: State, now: datetime, *, has_signed_out: bool = False) -> State:
    """Ask who of the staff it is; without the server there is nobody to sign in to, and what waits is told."""
    if state.link is Link.AWAY:
        return state.showing(StaffAway(now + TOUCHED))
    if state.link is not Link.UP:
        return state
    tiles = Tiles(now + TOUCHED, has_signed_out=has_signed_out)
    return state.showing(tiles).asking(ReadTiles(), now)


def picked_staff(state: State, tiles: Tiles, staff_id: str, now: datetime) -> State:
    """Ask the picked person for the PIN."""
    person = next((tile for tile in tiles.people or () if str(tile.staff_id) == staff_id), None)
    return state if person is None else state.showing(PinPad(person, now + TOUCHED))


def typed_digit(state: State, pad: PinPad, digit: str, now: datetime) -> State:
    """Take one more digit; the sixth tries the PIN. A locked pad takes none."""
    is_digit = digit.isascii() and digit.isdigit()
    if not is_digit or pad.locked_until is not None:
        return state
    digits = pad.digits + digit
    state = state.showing(PinPad(pad.person, now + TOUCHED, digits))
    return state if len(digits) < PIN_LENGTH else state.asking(SignIn(pad.person.staff_id, digits), now)


def erased_digit(state: State, pad: PinPad, now: datetime) -> State:
    """Take the last digit back."""
    if pad.locked_until is not None:
        return state
    return state.showing(replace(pad, digits=pad.digits[:-1], until=now + TOUCHED))


def refused_pin(state: State, pad: PinPad, said: Declined, now: datetime) -> State:
    """Empty the pad and say why; where it is locked, by the fifth wrong PIN too, it counts down to when it opens."""
    locked_until = said.retry_at if said.code in (Refusal.PIN_WRONG, Refusal.PIN_LOCKED) else None
    problem = said.code if locked_until is None else Refusal.PIN_LOCKED.value
    emptied = PinPad(pad.person, now + TOUCHED, "", problem, said.sentence, locked_until)
    return state.answered().showing(emptied)


def unlocked(state: State, pad: PinPad, now: datetime) -> State:
    """Let the pad be used again once its lock is over."""
    if pad.locked_until is None or pad.locked_until > now:
        return state
    return state.showing(PinPad(pad.person, now + TOUCHED))


def signed_in(state: State, name: str, now: datetime) -> State:
    """Open the panel and read the day."""
    return reading_today(state.answered().showing(Panel(name, now + PANEL_IDLE)), now)


def read_tiles(state: State, tiles: Tiles, people: tuple[StaffTile, ...]) -> State:
    """Show who can sign in."""
    return state.answered().showing(replace(tiles, people=people, is_unanswered=False))


def lost_tiles(state: State, tiles: Tiles) -> State:
    """Say that the server did not answer."""
    return state.answered().showing(replace(tiles, is_unanswered=True))


def lost_pin(state: State, pad: PinPad, now: datetime) -> State:
    """Empty the pad: whether the PIN was right, nobody said."""
    return state.answered().showing(PinPad(pad.person, now + TOUCHED, problem="unanswered"))
