"""A USB reader types like a keyboard: tell its bursts from a person's typing, whatever the keyboard's layout.

The page hands over presses in groups: a group ends with Enter, Tab or 120 ms of silence. Each press keeps both
the physical key (`event.code`, read through a US map) and the character that the system made of it (`event.key`);
the check letter decides which of the two is a pass code. A burst is never typing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from server.rules import pass_code

BURST_LENGTH = 3
"""From so many characters at a reader's speed on, nothing of a group is a person's."""

SCAN_LENGTH = 8
SCAN_GAP_MS = 30
"""Readers send a character every 1 to 16 ms; nobody types eight, or some and Enter, that fast on average."""

RATTLE_GAP_MS = 12
"""A few characters may be a person's whom a busy machine delivers in a heap: only a reader's own speed is none."""

ENDS = frozenset({"Enter", "Tab"})


@dataclass(frozen=True)
class Press:
    """One key going down; `at_ms` is the page's clock."""

    code: str
    key: str
    shift: bool
    at_ms: float


@dataclass(frozen=True)
class ReadCode:
    """A reader's burst: what it read, a pass code or not."""

    text: str


@dataclass(frozen=True)
class PersonTyped:
    """A person's keys in order: single characters, or names such as `Backspace` and `Enter`."""

    keys: tuple[str, ...]


@dataclass(frozen=True)
class Rattle:
    """A burst that is neither: swallowed."""


def heard(presses: Sequence[Press]) -> ReadCode | PersonTyped | Rattle:
    """Judge one group of presses."""
    printed = [press for press in presses if press.key not in ENDS]
    has_end = len(printed) < len(presses)
    texts = (_by_physical_key(printed), _by_character(printed))
    code_text = next((text for text in texts if pass_code.parse(text) is not None), None)
    if code_text is not None:
        return ReadCode(code_text)
    is_whole = has_end or len(printed) >= SCAN_LENGTH
    if len(printed) < BURST_LENGTH or _usual_gap_ms(printed) > (SCAN_GAP_MS if is_whole else RATTLE_GAP_MS):
        return PersonTyped(tuple(press.key for press in presses))
    return ReadCode(_by_character(printed)) if is_whole else Rattle()


def _usual_gap_ms(printed: Sequence[Press]) -> float:
    return (printed[-1].at_ms - printed[0].at_ms) / (len(printed) - 1)


def _by_character(presses: Sequence[Press]) -> str:
    return "".join(press.key for press in presses if len(press.key) == 1)


def _by_physical_key(presses: Sequence[Press]) -> str:
    return "".join(_us_character(press) for press in presses)


def _us_character(press: Press) -> str:
    if press.code.startswith("Key"):
        return press.code.removeprefix("Key")  # a pass code and its address are read in any case
    plain, shifted = US_SIGNS.get(press.code, ("", ""))
    return shifted if press.shift else plain


US_SIGNS = {
    **{f"Digit{digit}": (digit, sign) for digit, sign in zip("1234567890", "!@#$%^&*()", strict=True)},
    **{f"Numpad{digit}": (digit, digit) for digit in "0123456789"},
    "Minus": ("-", "_"),
    "Equal": ("=", "+"),
    "BracketLeft": ("[", "{"),
    "BracketRight": ("]", "}"),
    "Semicolon": (";", ":"),
    "Quote": ("'", '"'),
    "Comma": (",", "<"),
    "Period": (".", ">"),
    "Slash": ("/", "?"),
    "Backslash": ("\\", "|"),
    "Backquote": ("`", "~"),
    "Space": (" ", " "),
}
