"""What can be said of the page's files without drawing them: words, colours, sounds, and no markup from texts."""

import json
import re
from itertools import combinations
from pathlib import Path

import pytest

from kiosk.screens.asks import Reason
from kiosk.screens.events import Action
from kiosk.screens.states import ABLE_ALONE, Alone, OwnScreen
from server.rules.vocabulary import KioskScreen, ReservationStatus

UI = Path(__file__).parents[2] / "kiosk" / "ui"
TOKENS = (Path(__file__).parents[2] / "server" / "contract" / "tokens.css").read_text(encoding="utf-8")
WORDS: dict[str, str] = json.loads((UI / "words" / "en.json").read_text(encoding="utf-8"))
SCRIPTS = {path.name: path.read_text(encoding="utf-8") for path in sorted(UI.glob("*.js"))}
KIOSK_CSS = (UI / "kiosk.css").read_text(encoding="utf-8")
TONES: dict[str, str] = dict(re.findall(r"--tone-([\w-]+): (var\(--[\w-]+\)|#[0-9a-f]{6});", KIOSK_CSS))
LIGHT = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", TOKENS.split("@media")[0]))


def colour(value: str) -> str:
    """Return a tone's colour, through the token that it may name."""
    token = re.fullmatch(r"var\(--([\w-]+)\)", value)
    return LIGHT[token[1]] if token else value


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of WCAG 2 between two colours."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("tone", TONES)
def test_white_on_every_answers_colour_has_a_contrast_of_7(tone: str) -> None:
    assert contrast(colour(TONES[tone]), LIGHT["on-state"]) >= 7


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("ink", "paper"),
        ("ink", "card"),
        ("clay-kiosk", "paper"),
        ("on-clay", "clay-kiosk"),
        ("no", "paper"),
        ("on-amber", "amber"),
        ("ink", "yes-tint"),
        ("ink", "tint"),
    ],
)
def test_text_on_paper_has_a_contrast_of_7(ink: str, ground: str) -> None:
    assert contrast(LIGHT[ink], LIGHT[ground]) >= 7


def test_no_two_answers_share_a_colour_and_each_screen_of_a_verdict_has_one() -> None:
    assert len({colour(value) for value in TONES.values()}) == len(TONES)
    own = {"saved", "unanswered", "staff-away", "out-of-order"}  # what is kept is amber, with ink on it
    assert {screen.value.replace("_", "-") for screen in KioskScreen} | own <= TONES.keys()


def test_no_two_answers_share_an_icon_a_title_or_a_sound() -> None:
    screens = [*(screen.value for screen in (*KioskScreen, *OwnScreen)), "unanswered", "staff_away", "out_of_order"]
    icons = dict(re.findall(r"^  (\w+): \"(\w+)\",$", SCRIPTS["customers.js"], re.MULTILINE))
    sounds = dict(re.findall(r"^  (\w+): (\[\[.*\]\]),$", SCRIPTS["sounds.js"], re.MULTILINE))
    for one, other in combinations(screens, 2):
        assert icons[one] != icons[other]
        assert sounds[one] != sounds[other]
        assert WORDS[f"{one}.title"] != WORDS[f"{other}.title"]


def test_every_sentence_that_a_script_names_is_there() -> None:
    for script in SCRIPTS.values():
        named = re.findall(r"\bsay\(\"([\w.]+)\"", script)
        assert [name for name in named if name not in WORDS] == []
    for reason in Reason:
        assert f"reason.{reason.name}" in WORDS
    for cause in Alone:
        assert cause in ABLE_ALONE or f"out_of_order.{cause.value}" in WORDS
    for status in ReservationStatus:
        assert f"status.{status.value}" in WORDS


def test_every_button_is_on_the_closed_list() -> None:
    for script in SCRIPTS.values():
        pressed = re.findall(r"\bbutton\(\"(\w+)\"", script) + re.findall(r"action: \"(\w+)\"", script)
        assert set(pressed) <= {action.value for action in Action}


@pytest.mark.parametrize("name", SCRIPTS)
def test_no_script_makes_markup_or_code_of_text(name: str) -> None:
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", SCRIPTS[name])


def test_the_page_has_no_inline_script_and_no_inline_style() -> None:
    page = (UI / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)|https?://", page)
