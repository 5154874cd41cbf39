"""The window over hours and accidents: thousands of calls, a page that dies, a page that can't be kept alive."""

import os
from pathlib import Path

import pytest

from tests.kiosk.inspector import inspect
from tests.kiosk.samples import code_of, verdict
from tests.kiosk.studio import Says, Studio
from tests.kiosk.window import Window
from tests.parts.display import Display
from tests.parts.waiting import wait_until

pytestmark = pytest.mark.soak

CALLS = 3000
SCANS = 60
GROWTH_ALLOWED_MB = 150


def test_three_thousand_calls_over_the_bridge_are_survived(tmp_path: Path, studio: Studio, display: Display) -> None:
    with Window(tmp_path, studio, display).start() as window, inspect(window.inspector_port) as page:
        window.wait_for("idle")
        before = resident_mb(window.process.pid)
        ask = f"for (let n = 0; n < {CALLS}; n++) await window.pywebview.api.tap('find', '')"
        page.evaluate(f"(async () => {{ {ask} }})()")
        assert resident_mb(window.process.pid) - before < GROWTH_ALLOWED_MB
        studio.reply("POST", "/api/kiosk/scan", Says(200, verdict()))
        window.focus()
        display.type_text(code_of(7))
        display.key("Return")
        window.wait_for("ok")


def test_a_verdict_is_on_the_screen_within_300_ms_of_the_scan(tmp_path: Path, studio: Studio, display: Display) -> None:
    studio.reply("POST", "/api/kiosk/scan", Says(200, verdict(sessions_remaining=7)))
    with Window(tmp_path, studio, display).start() as window:
        window.wait_for("idle")
        window.focus()
        took = []
        for number in range(SCANS):
            display.type_text(code_of(number))
            display.key("Return")
            took.append(window.wait_for("ok")["ms"])
        assert sorted(took)[int(SCANS * 0.95)] <= 300


def test_a_page_that_dies_is_loaded_again(tmp_path: Path, studio: Studio, display: Display) -> None:
    studio.reply("POST", "/api/kiosk/scan", Says(200, verdict()))
    with Window(tmp_path, studio, display).start() as window:
        window.wait_for("idle")
        kill_page(window)
        wait_for_watchdog(window, 1)
        window.focus()
        wait_until(lambda: answers_a_scan(window), "the page to be back", seconds=60)


def test_a_page_that_can_not_be_kept_alive_ends_the_process_for_its_supervisor(
    tmp_path: Path, studio: Studio, display: Display
) -> None:
    with Window(tmp_path, studio, display).start() as window:
        window.wait_for("idle")
        for reloads in (1, 2, 3):
            kill_page(window)
            wait_for_watchdog(window, reloads)
        wait_until(lambda: not window.process.is_alive(), "the end", seconds=40)
        assert window.process.stop() == 70


def kill_page(window: Window) -> None:
    """End the page's renderer, as a fault in it would, once it stands there."""
    with inspect(window.inspector_port) as page:
        wait_until(lambda: page.evaluate("document.querySelector('#stage > *') !== null"), "the page")
        page.send("Page.crash")


def wait_for_watchdog(window: Window, reloads: int) -> None:
    """Wait until the page's silence was noticed for that time."""
    wait_until(lambda: f"kiosk.page_silent reloads={reloads}" in window.log(), "the watchdog", seconds=100)


def answers_a_scan(window: Window) -> bool:
    """Scan once; does a verdict come?"""
    window.display.type_text(code_of(9))
    window.display.key("Return")
    return any(line["screen"] == "ok" for line in window.lines())


def resident_mb(pid: int) -> float:
    """Return the memory of one process in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
