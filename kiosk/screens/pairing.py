"""The screen of a kiosk that no studio knows yet: eight characters, typed or given at the start."""

from dataclasses import replace
from datetime import datetime

from kiosk.screens.asks import Pair
from kiosk.screens.states import Home, Link, Pairing, State, Studio

CODE_LENGTH = 8


def pairing_letters(text: str) -> str:
    """Return a pairing code as it is compared: spaces, dashes and case do not matter."""
    return "".join(letter for letter in text.upper() if _is_character(letter))[:CODE_LENGTH]


def typed_character(state: State, screen: Pairing, key: str) -> State:
    """Take one more letter or digit."""
    return state.showing(Pairing(pairing_letters(screen.letters + key))) if _is_character(key) else state


def erased_character(state: State, screen: Pairing) -> State:
    """Take the last one back."""
    return state.showing(Pairing(screen.letters[:-1]))


def submitted(state: State, screen: Pairing, now: datetime) -> State:
    """Ask the server to join, once all characters are there."""
    if len(screen.letters) != CODE_LENGTH:
        return state
    return state.showing(Pairing(screen.letters)).asking(Pair(screen.letters), now)


def declined(state: State, screen: Pairing, sentence: str) -> State:
    """Say why the server would not; the letters stay to be mended."""
    return state.answered().showing(replace(screen, sentence=sentence))


def unanswered(state: State, screen: Pairing) -> State:
    """Say that the server did not answer."""
    return state.answered().showing(replace(screen, is_unanswered=True))


def paired(state: State, studio: Studio) -> State:
    """Belong to a studio; its roster comes next."""
    return replace(state.answered(), link=Link.STARTING, studio=studio).showing(Home())


def opened_again(state: State) -> State:
    """Let a kiosk whose token is dead be paired anew."""
    return state.showing(Pairing()) if state.link is Link.REVOKED else state


def _is_character(key: str) -> bool:
    return len(key) == 1 and key.isascii() and key.isalnum()
