"""The one place that decides what stands on the window: an event comes in, the next state goes out (R2: told `now`).

Pure: it asks the server by leaving an ask in the state, and learns the answer by another event. The halves are
`door`, for customers, and `sign_in` and `panel`, for staff; `pairing` is for the day the kiosk is set up.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from kiosk.screens import door, pairing, panel, sign_in
from kiosk.screens.asks import CheckScan, SignOut
from kiosk.screens.events import (
    Answer,
    Answered,
    ClassRead,
    DayRead,
    DecidedHere,
    Declined,
    Event,
    KeptChanged,
    Paired,
    RosterRead,
    Scanned,
    ServerFound,
    ServerLost,
    SignedIn,
    StaffSignedOut,
    Tapped,
    Ticked,
    TilesRead,
    TokenRevoked,
    Unanswered,
)
from kiosk.screens.states import Checking, Home, Link, Pairing, Panel, PinPad, State, Tiles, home
from kiosk.screens.taps import tapped
from server.contract.scan import ScanVerdict


def after(state: State, event: Event, now: datetime) -> State:
    """Return the state that follows on an event; an answer to an ask that is no longer awaited changes nothing."""
    match event:
        case Ticked():
            return _ticked(state, now)
        case Scanned(scan):
            return door.scanned(state, scan, now)
        case Tapped():
            return tapped(state, event, now)
        case Answered() | Declined() | Unanswered() | StaffSignedOut():
            is_awaited = state.ask is not None and event.serial == state.serial
            return _told(state, event, now) if is_awaited else state
        case KeptChanged(kept):
            return replace(state, kept=kept)
        case RosterRead() | ServerFound() | ServerLost() | TokenRevoked():
            return _linked(state, event, now)
        case _:
            assert_never(event)


def wakes_at(state: State) -> datetime | None:
    """Return when time alone will change the window next, None where it never will."""
    return min(_deadlines(state), default=None)


def _ticked(state: State, now: datetime) -> State:
    screen = state.screen
    if isinstance(state.ask, CheckScan) and state.asked_at is not None:
        state = door.waited(state, state.ask.scan, state.asked_at, now)
    elif isinstance(screen, PinPad):
        state = sign_in.unlocked(state, screen, now)
    if state.screen.until is not None and state.screen.until <= now:
        state = _over(state, now)
    return replace(state, upcoming=tuple(coming for coming in state.upcoming if coming.starts_at > now))


def _over(state: State, now: datetime) -> State:
    """Clear a screen whose time is over; the panel beneath a result comes back, a scan under way is still awaited."""
    below = door.beneath(state.screen)
    if isinstance(state.ask, CheckScan):
        return state.showing(Checking(beneath=below))
    return state.showing(home(state)) if below is None else panel.came_back(state, below, now)


def _told(state: State, event: Answered | Declined | Unanswered | StaffSignedOut, now: datetime) -> State:
    match event:
        case Answered(_, answer):
            return _answered(state, answer, now)
        case Declined():
            return _declined(state, event, now)
        case Unanswered():
            return _unanswered(state, now)
        case StaffSignedOut():
            return sign_in.opened_tiles(state.answered(), now, has_signed_out=True)
        case _:
            assert_never(event)


def _answered(state: State, answer: Answer, now: datetime) -> State:
    if isinstance(answer, ScanVerdict) and isinstance(state.ask, CheckScan):
        return door.judged(_found(state), state.ask.scan, answer, now)
    if isinstance(answer, DecidedHere) and isinstance(state.ask, CheckScan):
        return door.decided_here(_lost(state, now), state.ask.scan, answer, now)
    if isinstance(answer, Paired):
        return pairing.paired(state, answer.studio)
    return _staff_answered(state, answer, now)


def _staff_answered(state: State, answer: Answer, now: datetime) -> State:
    match answer, state.screen:
        case TilesRead(people), Tiles() as tiles:
            return sign_in.read_tiles(state, tiles, people)
        case SignedIn(name), PinPad():
            return sign_in.signed_in(state, name, now)
        case DayRead(classes), Panel() as shown:
            return panel.read_day(state, shown, classes, now)
        case ClassRead(roster), Panel() as shown:
            return panel.read_class(state, shown, roster)
    return state.answered()


def _declined(state: State, said: Declined, now: datetime) -> State:
    if isinstance(state.ask, CheckScan):
        return door.declined(state, state.ask.scan, said.code, said.sentence, now)
    match state.screen:
        case PinPad() as pad:
            return sign_in.refused_pin(state, pad, said, now)
        case Panel() as shown:
            return panel.declined(state, shown, said)
        case Pairing() as screen:
            return pairing.declined(state, screen, said.sentence)
        case Tiles() as tiles:
            return sign_in.lost_tiles(state, tiles)
    return state.answered()


def _unanswered(state: State, now: datetime) -> State:
    if isinstance(state.ask, CheckScan):
        return door.unanswered(state, state.ask.scan, now)
    match state.screen:
        case PinPad() as pad:
            return sign_in.lost_pin(state, pad, now)
        case Panel() as shown:
            return panel.unanswered(state, shown)
        case Pairing() as screen:
            return pairing.unanswered(state, screen)
        case Tiles() as tiles:
            return sign_in.lost_tiles(state, tiles)
    return state.answered()


def _linked(state: State, event: RosterRead | ServerFound | ServerLost | TokenRevoked, now: datetime) -> State:
    match event:
        case RosterRead(studio, upcoming):
            fresh = replace(state, link=Link.UP, away_since=None, studio=studio, upcoming=upcoming)
            return _ticked(fresh, now)
        case ServerFound():
            return _found(state)
        case ServerLost(since):
            return _lost(state, since or now)
        case TokenRevoked():
            return _revoked(state, now)
        case _:
            assert_never(event)


def _found(state: State) -> State:
    """The server answers again; a kiosk that has never seen its roster waits for that."""
    if state.link not in (Link.STARTING, Link.AWAY):
        return state
    return replace(state, link=Link.STARTING if state.studio is None else Link.UP, away_since=None)


def _lost(state: State, since: datetime) -> State:
    was_there = state.link in (Link.STARTING, Link.UP)
    return replace(state, link=Link.AWAY, away_since=since) if was_there else state


def _revoked(state: State, now: datetime) -> State:
    """Wipe what the kiosk knew; whoever stands there pairing it anew is left alone."""
    if state.link is Link.REVOKED:
        return state
    wiped = State(Link.REVOKED, Home(), state.server, kept=state.kept, serial=state.serial)
    return wiped.asking(SignOut(), now)


def _deadlines(state: State) -> Iterator[datetime]:
    if state.screen.until is not None:
        yield state.screen.until
    if isinstance(state.screen, PinPad) and state.screen.locked_until is not None:
        yield state.screen.locked_until
    if isinstance(state.ask, CheckScan) and state.asked_at is not None:
        yield from door.waits(state.screen, state.asked_at)
    yield from (coming.starts_at for coming in state.upcoming)
