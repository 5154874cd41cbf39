"""The page's three calls: plain JSON, and never an exception."""

import inspect
import json
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from kiosk.bridge import Bridge
from kiosk.display import Display
from kiosk.screens.states import Home, Link, State
from kiosk.trace import Trace
from server.contract.scan import ScanSource
from tests.kiosk.hand_clock import HandClock
from tests.kiosk.samples import code_of
from tests.kiosk.screens.play import STUDIO


class Page(NamedTuple):
    """The bridge as the page sees it, and what it did."""

    bridge: Bridge
    scans: list[tuple[str, ScanSource]]
    beats: list[None]

    def screen(self) -> str:
        """Return the screen that stands there."""
        return str(self.bridge.pull(0, 0)["view"]["screen"])


@pytest.fixture
def page(hand: HandClock) -> Page:
    """A bridge to an idle kiosk."""
    display = Display(State(Link.UP, Home(), "http://studio.test", STUDIO), hand.kiosk_clock(), Trace(None))
    scans: list[tuple[str, ScanSource]] = []
    beats: list[None] = []
    bridge = Bridge(display, lambda: beats.append(None), lambda *scan: scans.append(scan), volume=60)
    return Page(bridge, scans, beats)


def keys(text: str, gap_ms: float) -> list[dict[str, Any]]:
    """Return presses as the page sends them."""
    return [
        {"code": f"Key{letter}", "key": letter, "shift": False, "at_ms": at * gap_ms} for at, letter in enumerate(text)
    ]


def named(key: str) -> list[dict[str, Any]]:
    """Return a named key's press as the page sends it."""
    return [{"code": key, "key": key, "shift": False, "at_ms": 0}]


def test_a_pull_is_a_beat_and_brings_the_view_and_the_volume(page: Page) -> None:
    answer = page.bridge.pull(0, 0)
    assert (answer["ok"], answer["volume"], answer["view"]["screen"]) == (True, 60, "idle")
    assert len(page.beats) == 1
    assert json.loads(json.dumps(answer)) == answer


def test_a_readers_burst_is_a_scan(page: Page) -> None:
    assert page.bridge.keys(keys(code_of(7), 8)) == {"ok": True}
    assert page.scans == [(code_of(7), ScanSource.READER)]


def test_a_persons_keys_are_taps(page: Page) -> None:
    page.bridge.keys(keys("BC", 200))
    assert page.bridge.pull(0, 0)["view"]["letters"] == "BC"
    page.bridge.keys(named("Backspace"))
    assert page.bridge.pull(0, 0)["view"]["letters"] == "B"
    page.bridge.keys(named("Enter"))
    page.bridge.keys(named("Unidentified"))
    assert page.screen() == "code_entry"
    page.bridge.keys(named("Escape"))
    assert page.screen() == "idle"


def test_a_rattle_is_swallowed(page: Page) -> None:
    assert page.bridge.keys(keys("BCD", 1)) == {"ok": True}
    assert (page.scans, page.screen()) == ([], "idle")


def test_a_tap_of_the_closed_list_is_told(page: Page) -> None:
    assert page.bridge.tap("type_code", "") == {"ok": True}
    assert page.screen() == "code_entry"


@pytest.mark.parametrize(
    "call",
    [
        lambda bridge: bridge.tap("format_disk", ""),
        lambda bridge: bridge.tap(None, None),
        lambda bridge: bridge.keys("a string"),
        lambda bridge: bridge.keys([{"key": "B"}]),
        lambda bridge: bridge.keys(None),
        lambda bridge: bridge.pull("x", 0),
        lambda bridge: bridge.pull(None, None),
    ],
)
def test_nonsense_is_answered_and_not_raised(page: Page, call: Callable[[Bridge], object]) -> None:
    assert call(page.bridge) == {"ok": False, "code": "invalid_request"}


def test_a_fault_of_our_own_is_answered_without_its_traceback(
    hand: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(*_: object) -> None:
        raise RuntimeError("the secret of the vault")

    display = Display(State(Link.UP, Home(), "http://studio.test"), hand.kiosk_clock(), Trace(None))
    bridge = Bridge(display, breaks, breaks, volume=60)
    assert bridge.pull(0, 0) == {"ok": False, "code": "kiosk_error"}
    assert "kiosk.bridge_failed" in caplog.text


def test_the_page_can_call_ten_methods_at_most() -> None:
    public = [name for name, _ in inspect.getmembers(Bridge, inspect.isfunction) if not name.startswith("_")]
    assert public == ["keys", "pull", "tap"]
