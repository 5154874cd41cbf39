"""A USB reader's burst, whatever the keyboard's layout, against a person's typing."""

import pytest

from kiosk.wedge import PersonTyped, Press, Rattle, ReadCode, heard
from server.rules import pass_code
from tests.kiosk.samples import code_of

CODE = code_of(7)
ADDRESS = f"HTTP://STUDIO.EXAMPLE:8000/C/{CODE}"
US_CODES = {"/": "Slash", ":": "Semicolon", ".": "Period", "-": "Minus", " ": "Space"}
GERMAN = {"Slash": "-", "Semicolon": "Ö", "KeyZ": "Y", "KeyY": "Z", "Minus": "ß"}
FRENCH = {"KeyQ": "A", "KeyA": "Q", "KeyW": "Z", "KeyZ": "W", "Semicolon": "M", "KeyM": "?", "Slash": "!"}
RUSSIAN = dict(zip((f"Key{letter}" for letter in "BCDEFGHIJKLNPRSTUVX"), "ИСВУАПРШОЛДТЗКЫЕГМЧ", strict=True))


def typed(
    text: str, *, gap_ms: float = 8, layout: dict[str, str] | None = None, end: str | None = "Enter"
) -> list[Press]:
    """Return the presses of a reader that is set to the US layout, on a system set to another."""
    presses = [_press(letter, at * gap_ms, layout or {}) for at, letter in enumerate(text)]
    return presses if end is None else [*presses, Press(end, end, shift=False, at_ms=len(text) * gap_ms)]


def _press(letter: str, at_ms: float, layout: dict[str, str]) -> Press:
    is_letter, is_digit = letter.isalpha(), letter.isdigit()
    code = f"Key{letter.upper()}" if is_letter else f"Digit{letter}" if is_digit else US_CODES[letter]
    return Press(code, layout.get(code, letter), shift=letter.isupper() or letter == ":", at_ms=at_ms)


def read(presses: list[Press]) -> str | None:
    """Return the pass code that was heard, None where none was."""
    found = heard(presses)
    return pass_code.parse(found.text) if isinstance(found, ReadCode) else None


@pytest.mark.parametrize("layout", [None, GERMAN, FRENCH, RUSSIAN], ids=["us", "de", "fr", "ru"])
@pytest.mark.parametrize("text", [CODE, CODE.lower(), ADDRESS, ADDRESS.lower(), pass_code.in_groups(CODE)])
def test_a_reader_is_read_on_every_layout(text: str, layout: dict[str, str] | None) -> None:
    assert read(typed(text, layout=layout)) == CODE


@pytest.mark.parametrize("end", ["Enter", "Tab", None])
def test_a_burst_ends_with_enter_tab_or_silence(end: str | None) -> None:
    assert read(typed(CODE, end=end)) == CODE


def test_a_reader_that_types_for_the_systems_own_layout_is_read_by_its_characters() -> None:
    shuffled = [Press("KeyA", letter, shift=False, at_ms=at * 8) for at, letter in enumerate(CODE)]
    assert read(shuffled) == CODE


def test_a_pass_code_is_a_scan_however_slowly_it_comes() -> None:
    assert read(typed(CODE, gap_ms=110)) == CODE


@pytest.mark.parametrize("gap_ms", [1, 8, 16, 30])
@pytest.mark.parametrize(("text", "end"), [("4006381333931", None), ("4006381333931", "Enter"), ("123456", "Enter")])
def test_another_barcode_at_a_readers_speed_is_a_scan_too(text: str, end: str | None, gap_ms: float) -> None:
    assert heard(typed(text, gap_ms=gap_ms, end=end)) == ReadCode(text)


@pytest.mark.parametrize("text", ["123", "123456", "ABCDEFG"])
def test_a_rattle_is_nobodys_typing(text: str) -> None:
    assert heard(typed(text, gap_ms=8, end=None)) == Rattle()


@pytest.mark.parametrize(
    ("text", "gap_ms", "end"),
    [("1", 0, None), ("12", 1, None), ("123456", 13, None), ("123456", 80, "Enter"), ("oyelaran f", 60, None)],
)
def test_a_persons_keys_are_told_one_by_one(text: str, gap_ms: float, end: str | None) -> None:
    keys = tuple(text) if end is None else (*text, end)
    assert heard(typed(text, gap_ms=gap_ms, end=end)) == PersonTyped(keys)


@pytest.mark.parametrize("name", ["Backspace", "Escape", "Enter"])
def test_a_named_key_alone_is_a_persons(name: str) -> None:
    assert heard([Press(name, name, shift=False, at_ms=0)]) == PersonTyped((name,))


def test_one_wrong_letter_is_another_text_but_no_pass_code() -> None:
    wrong = ("C" if CODE[0] != "C" else "B") + CODE[1:]
    assert read(typed(wrong)) is None
    assert heard(typed(wrong)) == ReadCode(wrong)


def test_signs_are_read_by_the_us_keyboard_and_shift() -> None:
    presses = [
        Press("Digit1", "&", shift=True, at_ms=0),
        Press("F13", "Unidentified", shift=False, at_ms=5),
        *typed(CODE, gap_ms=5),
    ]
    assert read(presses) == CODE
