"""The customers' half of the reducer: a scan, its verdict, an offer, a code typed by hand (R26-R28)."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from kiosk.screens.asks import CheckScan, Scan, ScanTyped
from kiosk.screens.events import DecidedHere, Standing
from kiosk.screens.states import (
    TOUCHED,
    Checking,
    CodeEntry,
    Judged,
    Link,
    NoAnswer,
    Offered,
    OwnScreen,
    Panel,
    Screen,
    State,
)
from server.contract.scan import ScanVerdict
from server.rules import pass_code
from server.rules.vocabulary import OK, KioskScreen, Refusal
from server.rules.words import kiosk_screen

CHECKING_AFTER = timedelta(milliseconds=300)
UNANSWERED_AFTER = timedelta(milliseconds=2500)
"""The server has 1.2 s and then the kiosk decides: past this not even that has come."""

STANDS_FOR: dict[KioskScreen | OwnScreen, timedelta] = {
    KioskScreen.OK: timedelta(seconds=4),
    KioskScreen.ALREADY: timedelta(seconds=5),
    KioskScreen.TOO_EARLY: timedelta(seconds=8),
    KioskScreen.TOO_LATE: timedelta(seconds=12),
    OwnScreen.SAVED: timedelta(seconds=5),
}
STANDS_FOR_ELSE = timedelta(seconds=10)
OFFER_STANDS_FOR = timedelta(seconds=15)


def scanned(state: State, scan: Scan, now: datetime) -> State:
    """Ask about a scan; what stands on the window stays until the answer, or until `CHECKING_AFTER`.

    A kiosk that no studio knows has nobody to ask.
    """
    if state.link in (Link.UNPAIRED, Link.REVOKED):
        return state
    return state.asking(CheckScan(scan), now)


def waited(state: State, scan: Scan, asked_at: datetime, now: datetime) -> State:
    """Say that the scan is being checked, or give it up for the screen; a late answer still replaces that."""
    waited_for = now - asked_at
    if waited_for >= UNANSWERED_AFTER and not isinstance(state.screen, NoAnswer):
        return state.showing(NoAnswer(scan, now + STANDS_FOR_ELSE, beneath(state.screen)))
    if CHECKING_AFTER <= waited_for < UNANSWERED_AFTER:
        return state.showing(Checking(beneath=beneath(state.screen)))
    return state


def waits(screen: Screen, asked_at: datetime) -> tuple[datetime, ...]:
    """Return when `waited` has something to say next, if nothing comes."""
    if isinstance(screen, NoAnswer):
        return ()
    return (asked_at + (UNANSWERED_AFTER if isinstance(screen, Checking) else CHECKING_AFTER),)


def judged(state: State, scan: Scan, verdict: ScanVerdict, now: datetime) -> State:
    """Show the verdict, or the offer that came with it."""
    if verdict.offer is not None:
        offered = Offered(verdict, scan, now + OFFER_STANDS_FOR, beneath(state.screen))
        return state.answered().showing(offered)
    return _stands(state, scan, verdict, _screen_of(verdict.verdict), now)


def decided_here(state: State, scan: Scan, decision: DecidedHere, now: datetime) -> State:
    """Show what the kiosk has decided by itself: a refusal as the server's, the rest on screens of its own."""
    match decision.standing:
        case Standing.REFUSED:
            return judged(state, scan, decision.verdict, now)
        case Standing.SAVED:
            return _stands(state, scan, decision.verdict, OwnScreen.SAVED, now)
        case Standing.KEPT:
            return _stands(state, scan, decision.verdict, OwnScreen.KEPT, now)
        case _:
            assert_never(decision.standing)


def declined(state: State, scan: Scan, code: str, sentence: str, now: datetime) -> State:
    """Show a "no" that is not a verdict (too many requests, a newer server's demands) as one that staff can mend."""
    return judged(state, scan, ScanVerdict(verdict=code, message=sentence), now)


def unanswered(state: State, scan: Scan, now: datetime) -> State:
    """Say at once that the studio can't be reached."""
    return state.answered().showing(NoAnswer(scan, now + STANDS_FOR_ELSE, beneath(state.screen)))


def took_offer(state: State, screen: Offered, now: datetime) -> State:
    """Check in to the offered class: another request than the scan's, so another nonce, the same on every retry."""
    if screen.verdict.offer is None:
        return state
    chosen = replace(
        screen.scan,
        nonce=f"{screen.scan.nonce}-offer",
        scanned_at=now,
        heard_at=None,
        offer_reservation_id=screen.verdict.offer.reservation_id,
    )
    return state.asking(CheckScan(chosen), now)


def typed_letter(state: State, screen: CodeEntry, letter: str, now: datetime) -> State:
    """Take one more letter; the last one makes it a scan. Letters that no pass code has are not taken."""
    touched = replace(screen, until=now + TOUCHED)
    if letter not in pass_code.ALPHABET or len(screen.letters) == pass_code.LENGTH:
        return state.showing(touched)
    letters = screen.letters + letter
    if len(letters) < pass_code.LENGTH:
        return state.showing(replace(touched, letters=letters))
    if pass_code.is_well_formed(letters):
        return state.showing(replace(touched, letters=letters)).asking(ScanTyped(letters), now)
    return state.showing(replace(touched, letters=letters, is_wrong=True))


def erased_letter(state: State, screen: CodeEntry, now: datetime) -> State:
    """Take the last letter back."""
    return state.showing(replace(screen, letters=screen.letters[:-1], is_wrong=False, until=now + TOUCHED))


def beneath(screen: Screen) -> Panel | None:
    """Return the staff panel that a scan interrupts, with nobody opened; it comes back after the result."""
    match screen:
        case Panel():
            return replace(screen, reservation_id=None, waives_punch=False, outcome=None)
        case Checking() | Judged() | Offered() | NoAnswer():
            return screen.beneath
        case _:
            return None


def _stands(state: State, scan: Scan, verdict: ScanVerdict, screen: KioskScreen | OwnScreen, now: datetime) -> State:
    until = now + STANDS_FOR.get(screen, STANDS_FOR_ELSE)
    return state.answered().showing(Judged(verdict, screen, scan, until, beneath(state.screen)))


def _screen_of(verdict: str) -> KioskScreen:
    """Return the screen of a verdict; one that this kiosk is too old to know is for the staff."""
    if verdict == OK:
        return KioskScreen.OK
    known = {refusal.value for refusal in Refusal}
    return kiosk_screen(Refusal(verdict)) if verdict in known else KioskScreen.SEE_STAFF
