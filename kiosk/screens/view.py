"""What the page is told to draw: plain JSON, only what stands on the screen, instants as RFC 3339 UTC.

The page chooses the words (`ui/words`), shows times in the studio's zone (R4) and counts down by itself from
`…InMs`. A PIN leaves only the number of its digits here.
"""

from datetime import datetime
from typing import Any

import msgspec

from kiosk.screens.panel_view import panel_facts
from kiosk.screens.sign_in import PIN_LENGTH
from kiosk.screens.states import (
    Checking,
    CodeEntry,
    Home,
    Judged,
    Link,
    NoAnswer,
    Offered,
    Pairing,
    Panel,
    PinPad,
    StaffAway,
    State,
    Tiles,
    needs_look,
    takes_scans,
    zone_of,
)
from server.contract.scan import ScanVerdict

UPCOMING_SHOWN = 2

Plain = dict[str, Any]
"""JSON's own values: what crosses the bridge."""


def view(state: State, now: datetime) -> Plain:
    """Return what the page draws for a state."""
    return {
        "screen": screen_name(state),
        "now": _instant(now),
        "studio": state.studio.name if state.studio else None,
        "timezone": zone_of(state),
        "leavesInMs": _ms_until(state.screen.until, now),
        "banner": _banner(state),
        **_facts(state, now),
    }


def screen_name(state: State) -> str:
    """Return the name by which page, trace and tests know the screen."""
    match state.screen:
        case Home():
            if takes_scans(state):
                return "idle"
            return "starting" if state.link is Link.STARTING else "out_of_order"
        case Judged(_, screen):
            return screen.value
        case Panel(reservation_id=int()):
            return "person"
        case screen:
            return _NAMES[type(screen)]


_NAMES = {
    Pairing: "pairing",
    Checking: "checking",
    Offered: "offer",
    NoAnswer: "unanswered",
    StaffAway: "staff_away",
    CodeEntry: "code_entry",
    Tiles: "tiles",
    PinPad: "pin",
    Panel: "panel",
}


def _facts(state: State, now: datetime) -> Plain:
    facts: Plain = {}
    match state.screen:
        case Home():
            facts = _home_facts(state)
        case Judged(verdict) | Offered(verdict):
            facts = _verdict_facts(verdict, now)
        case Pairing() as screen:
            facts = _pairing_facts(screen, state)
        case StaffAway():
            facts = {"waiting": state.kept.waiting, "needsLook": needs_look(state.kept)}
        case CodeEntry(_, letters, is_wrong):
            facts = {"letters": letters, "isWrong": is_wrong}
        case Tiles() | PinPad() as screen:
            facts = _sign_in_facts(screen, now) | {"isBusy": state.ask is not None}
        case Panel() as screen:
            facts = panel_facts(screen, is_busy=state.ask is not None)
    return facts


def _banner(state: State) -> Plain | None:
    """Return the strip over all screens: since when there is no server, how many scans wait, what needs a look."""
    kept = state.kept
    kinds = {Link.AWAY: "offline", Link.REVOKED: "unpaired", Link.UNPAIRED: "unpaired"}
    kind = kinds.get(state.link, "sending" if kept.waiting else "look")
    if kind != "offline" and not (kept.waiting or needs_look(kept)):
        return None
    return {
        "kind": kind,
        "since": _instant(state.away_since),
        "waiting": kept.waiting,
        "needsLook": needs_look(kept),
    }


def _home_facts(state: State) -> Plain:
    upcoming = [
        {"courseName": coming.course_name, "room": coming.room, "startsAt": _instant(coming.starts_at)}
        for coming in state.upcoming[:UPCOMING_SHOWN]
    ]
    cause = state.kept.alone.value if state.link is Link.AWAY else state.link.value
    return {"upcoming": upcoming, "cause": cause, "since": _instant(state.away_since)}


def _verdict_facts(verdict: ScanVerdict, now: datetime) -> Plain:
    facts: Plain = msgspec.to_builtins(verdict)
    return {**facts, "opensInMs": _ms_until(verdict.opens_at, now)}


def _pairing_facts(screen: Pairing, state: State) -> Plain:
    return {
        "letters": screen.letters,
        "sentence": screen.sentence,
        "isUnanswered": screen.is_unanswered,
        "server": state.server,
        "canGoBack": state.link is not Link.UNPAIRED,
        "isBusy": state.ask is not None,
    }


def _sign_in_facts(screen: Tiles | PinPad, now: datetime) -> Plain:
    if isinstance(screen, Tiles):
        return {
            "people": None if screen.people is None else [msgspec.to_builtins(tile) for tile in screen.people],
            "hasSignedOut": screen.has_signed_out,
            "isUnanswered": screen.is_unanswered,
        }
    return {
        "firstName": screen.person.first_name,
        "typed": len(screen.digits),
        "length": PIN_LENGTH,
        "problem": screen.problem,
        "sentence": screen.sentence,
        "lockedForMs": _ms_until(screen.locked_until, now),
    }


def _instant(moment: datetime | None) -> str | None:
    return None if moment is None else str(msgspec.to_builtins(moment))


def _ms_until(moment: datetime | None, now: datetime) -> int | None:
    return None if moment is None else max(0, round((moment - now).total_seconds() * 1000))
