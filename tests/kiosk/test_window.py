"""The real window on a real screen, with real keys, against a studio at the other end of the wire."""

import re
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.contract.scan import ScanVerdict
from tests.kiosk.inspector import Inspector, inspect
from tests.kiosk.samples import code_of, day_session, person, verdict
from tests.kiosk.studio import PIN, TOKEN, Answer, BreaksOff, Says, Studio, open_studio
from tests.kiosk.window import ROOT, Window
from tests.parts.display import Display
from tests.parts.waiting import wait_until

SCAN = ("POST", "/api/kiosk/scan")
PERSON_MS = 130
MARKUP = "<img src=x onerror='window.hacked=1'><b>Ana</b>"


@pytest.fixture(scope="module")
def studio() -> Iterator[Studio]:
    """One studio for this file's window."""
    with open_studio() as studio:
        yield studio


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, studio: Studio, display: Display) -> Iterator[Window]:
    """One window for the file; most tests ask for `window`, which stands idle."""
    with Window(tmp_path_factory.mktemp("kiosk"), studio, display).start() as window:
        window.wait_for("idle")
        yield window


@pytest.fixture
def window(opened: Window, studio: Studio) -> Window:
    """The window, idle and with the keyboard, its studio saying yes to scans."""
    studio.reply(*SCAN, Says(200, verdict(sessions_remaining=7)))
    opened.focus()
    while opened.lines()[-1]["screen"] != "idle":
        opened.display.key("Escape")
        opened.read_on()
    opened.read_on()
    return opened


@pytest.fixture
def page(window: Window) -> Iterator[Inspector]:
    """The window's page, looked into."""
    with inspect(window.inspector_port) as page:
        yield page


class Codes:
    """Codes that nobody has shown before."""

    def __init__(self) -> None:
        self._number = 100

    def fresh(self) -> str:
        """Return the next one."""
        self._number += 1
        return code_of(self._number)


CODES = Codes()


def scan(window: Window, text: str | None = None) -> None:
    """Read a code as a USB reader does."""
    window.display.type_text(text or CODES.fresh())
    window.display.key("Return")


def test_a_reader_checks_in_and_the_name_is_gone_afterwards(window: Window, page: Inspector) -> None:
    scan(window, f"HTTP://STUDIO.EXAMPLE:8000/C/{CODES.fresh()}")
    line = window.wait_for("ok")
    assert (line["reservationId"], line["verdict"]) == (7, "ok")
    assert "Ana R." in page.evaluate("document.getElementById('spoken').textContent")
    window.wait_for("idle")
    assert "Ana" not in page.evaluate("document.documentElement.outerHTML")


def test_one_physical_scan_has_one_nonce_even_when_the_connection_breaks(window: Window, studio: Studio) -> None:
    answers: Iterator[Answer] = iter([BreaksOff(), Says(200, verdict())])
    studio.reply(*SCAN, lambda _: next(answers, Says(200, verdict())))
    before = len(studio.calls(*SCAN))
    code = CODES.fresh()
    scan(window, code)
    scan(window, code)
    window.wait_for("ok")
    nonces = [call.body["nonce"] for call in studio.calls(*SCAN)[before:]]
    assert (len(nonces) > 1, len(set(nonces))) == (True, 1)


def test_a_scan_presses_no_button_that_has_the_focus(window: Window, page: Inspector) -> None:
    page.evaluate("document.querySelector('button[data-action=staff]').focus()")
    scan(window)
    window.wait_for("ok")
    window.wait_for("idle")
    assert [line["screen"] for line in window.lines()[-2:]] == ["ok", "idle"]


def test_a_scan_over_the_pin_pad_is_a_scan_and_never_digits(window: Window, page: Inspector, studio: Studio) -> None:
    open_pin_pad(window, page)
    window.display.type_text("12", delay_ms=PERSON_MS)
    wait_until(lambda: page.evaluate("document.querySelectorAll('.dot.full').length") == 2, "two digits")
    tried = len(studio.calls("POST", "/api/kiosk/staff"))
    scan(window, "4006381333931")
    window.wait_for("ok")
    window.wait_for("idle")
    assert len(studio.calls("POST", "/api/kiosk/staff")) == tried
    assert studio.calls(*SCAN)[-1].body["code"] == "4006381333931"


def test_staff_sign_in_by_pin_and_names_are_only_ever_text(window: Window, page: Inspector, studio: Studio) -> None:
    studio.reply("GET", "/api/staff/sessions", Says(200, [day_session(1)]))
    studio.reply("GET", "/api/staff/sessions/1/reservations", Says(200, [person(7, MARKUP)]))
    open_pin_pad(window, page)
    window.display.type_text(PIN, delay_ms=PERSON_MS)
    window.wait_for("panel")
    shown = wait_until(lambda: page.evaluate("document.querySelector('.person .name')?.textContent"), "the name")
    assert shown == MARKUP
    press(page, "pick_person")
    window.wait_for("person", reservationId=7)
    assert page.evaluate("document.querySelector('.panel').inert")
    assert page.evaluate("[typeof window.hacked, document.images.length]") == ["undefined", 0]


def test_a_verdicts_texts_are_only_ever_text_too(window: Window, page: Inspector, studio: Studio) -> None:
    studio.reply(*SCAN, Says(200, ScanVerdict(verdict="of_tomorrow", message=MARKUP, display_name=MARKUP)))
    scan(window)
    window.wait_for("see_staff", verdict="of_tomorrow")
    assert page.evaluate("document.querySelector('.who').textContent") == MARKUP
    assert page.evaluate("[typeof window.hacked, document.images.length]") == ["undefined", 0]


def test_nothing_that_a_browser_does_by_key_happens(window: Window, page: Inspector) -> None:
    before = page.evaluate("[location.href, innerWidth, devicePixelRatio, performance.timeOrigin]")
    for keys in ("F5", "ctrl+r", "ctrl+plus", "ctrl+w", "ctrl+q", "ctrl+t", "F11", "F12", "alt+Left", "alt+F4", "Menu"):
        window.display.key(keys)
    scan(window)
    window.wait_for("ok")
    assert page.evaluate("[location.href, innerWidth, devicePixelRatio, performance.timeOrigin]") == before


def test_the_page_fills_the_screen_from_loopback_and_may_do_nothing_else(window: Window, page: Inspector) -> None:
    assert page.evaluate("[innerWidth, innerHeight]") == [1280, 800]
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/[\w-]{32}/index\.html", page.evaluate("location.href"))
    refused = "fetch('http://localhost:9/').then(() => 'let through', () => 'refused')"
    assert page.evaluate(refused) == "refused"
    assert TOKEN not in page.evaluate("document.documentElement.outerHTML + JSON.stringify(localStorage)")


def test_a_server_that_goes_leaves_the_door_open_and_hears_of_it_when_it_is_back(
    window: Window, page: Inspector, studio: Studio
) -> None:
    studio.go_away()
    code = CODES.fresh()
    scan(window, code)
    window.wait_for("kept", verdict="kept")
    window.display.key("Escape")
    window.wait_for("idle", verdict="away")
    banner = "document.getElementById('banner').innerText"
    wait_until(lambda: "1 scan saved" in page.evaluate(banner), "the banner")
    studio.come_back()
    (call,) = wait_until(lambda: studio.calls("POST", "/api/kiosk/uploads"), "the upload")
    assert [item["code"] for item in call.body["items"]] == [code]
    wait_until(lambda: not page.evaluate(banner), "the banner to go")
    scan(window)
    window.wait_for("ok")


def test_the_log_has_ids_and_never_a_code_a_pin_a_token_or_a_name(window: Window) -> None:
    code = CODES.fresh()
    scan(window, code)
    window.wait_for("ok")
    log = window.log()
    assert "event.name=kiosk.scan nonce=" in log
    for secret in (code, PIN, TOKEN, "Ana", "Mara", "ABCD2345"):
        assert secret not in log


def test_a_second_kiosk_on_the_same_folder_ends_at_once(window: Window, studio: Studio) -> None:
    argv = [sys.executable, "-m", "kiosk", "--server", studio.url, "--state-dir", str(window.state_dir)]
    second = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    assert second.returncode == 1
    assert second.stderr.count("\n") == 1


@pytest.mark.parametrize("ask", [signal.SIGTERM, signal.SIGINT])
def test_a_paired_kiosk_ends_when_asked_and_starts_again_without_a_code(
    ask: signal.Signals, tmp_path: Path, studio: Studio, display: Display
) -> None:
    with Window(tmp_path, studio, display).start() as window:
        window.wait_for("idle")
        assert window.process.stop(ask) == 0
        token = window.state_dir / "device-token.json"
        assert stat.S_IMODE(token.stat().st_mode) == 0o600
        window.start(pairing_code=None).wait_for("idle")


def test_a_token_that_others_can_read_stops_the_start(tmp_path: Path, studio: Studio) -> None:
    token = tmp_path / "device-token.json"
    token.write_text("{}")
    token.chmod(0o644)
    argv = [sys.executable, "-m", "kiosk", "--server", studio.url, "--state-dir", str(tmp_path)]
    refused = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    assert refused.returncode == 2
    assert "0644" in refused.stderr


def open_pin_pad(window: Window, page: Inspector) -> None:
    """Go to Mara's PIN pad."""
    press(page, "staff")
    window.wait_for("tiles")
    press(page, "pick_staff")
    window.wait_for("pin")


def press(page: Inspector, action: str) -> None:
    """Press a button of the page once it is there."""
    button = f"document.querySelector('button[data-action={action}]:enabled')"
    wait_until(lambda: page.evaluate(f"{button} !== null"), f"the button {action}")
    page.evaluate(f"{button}.click()")
