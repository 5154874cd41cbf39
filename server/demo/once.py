"""`studio demo --once`: the main job from the booking to the night after, on real parts, each step said aloud."""

import importlib.util
import io
import json
import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

import httpx

from server.clock import SystemClock
from server.demo.caller import Caller, pairing_code
from server.demo.cast import FRIEND, HEROINE, address_of
from server.demo.house import House, child, has_screen, kiosk_command, open_house
from server.demo.night import through_the_night
from server.demo.steps import Say, book_class_within_the_hour, expect, punches_left
from server.rules.pass_code import in_groups, parse

WINDOW_SECONDS = 60
YES = frozenset({"ok", "saved"})
"""A machine so busy that its server takes over a second has its kiosk decide by itself: the window says welcome too."""


def run_once(say: Say) -> bool:
    """Go the whole way once, and tell whether everything was as it should be."""
    try:
        with open_house() as house:
            say(f"A studio with forty customers is open at {house.url}")
            _through_the_interface(house, say)
            _through_the_window(house, say)
            through_the_night(house, say)
    except (LookupError, AssertionError, OSError, subprocess.SubprocessError, httpx.HTTPError) as error:
        say(f"FAILED: {error}")
        return False
    say("All of it worked.")
    return True


def _through_the_interface(house: House, say: Say) -> None:
    ana = Caller.customer(house, address_of(HEROINE))
    say(f"{HEROINE} signed in with the six digits from her mail")
    registration, reservation = book_class_within_the_hour(ana, HEROINE, say)
    before = punches_left(ana, registration)
    code = _decoded(ana.picture(f"/api/reservations/{reservation['id']}/qr.png"))
    expect(parse(code) == reservation["code"], "the QR's picture holds the reservation's code")
    say(f"Her QR was drawn and its pixels read again: {in_groups(reservation['code'])}")
    kiosk = Caller.kiosk(house, pairing_code(house, "Front door"))
    verdict = _scan(kiosk, code)
    expect(verdict["verdict"] == "ok", f"the kiosk says {verdict['verdict']}")
    say(f"The kiosk said: {verdict['message']}")
    left = punches_left(ana, registration)
    expect(left == before - 1, f"one punch is gone: {before} before, {left} after")
    say(f"One punch is gone: {before} before, {left} after")
    again = _scan(kiosk, code)
    expect(again["verdict"] == "already_checked_in", f"a second scan says {again['verdict']}")
    expect(punches_left(ana, registration) == left, "a second scan takes no second punch")
    say(f"A second scan took nothing and said: {again['message']}")


def _through_the_window(house: House, say: Say) -> None:
    """Scan a friend in through the kiosk's real window, by keys as a USB reader sends them."""
    if not has_screen():
        say("There is no screen here, or no kiosk packages: the window stays closed")
        return
    ben = Caller.customer(house, address_of(FRIEND))
    _, reservation = book_class_within_the_hour(ben, FRIEND, say)
    trace = house.folder / "kiosk-trace.jsonl"
    with child("kiosk", kiosk_command(house, pairing_code(house, "Window"), trace), house.folder) as kiosk:
        _wait_for_screen(trace, {"idle"}, kiosk)
        say("The kiosk's window is open and paired")
        if not (os.environ.get("DISPLAY") and shutil.which("xdotool")):
            say("No xdotool to press keys with here: the scan through the window is left to you (studio demo)")
            return
        _type_as_reader(reservation["code"])
        shown = _wait_for_screen(trace, YES, kiosk)
        expect(shown.get("reservationId") == reservation["id"], "the window welcomes the right person")
        say(f"The window said welcome to {FRIEND} {shown.get('ms', '?')} ms after the scan")


def _scan(kiosk: Caller, code: str) -> dict[str, Any]:
    scanned_at = SystemClock().now().isoformat().replace("+00:00", "Z")
    return kiosk.send(
        "POST", "/api/kiosk/scan", {"code": code, "nonce": secrets.token_hex(16), "scannedAt": scanned_at}
    )


def _decoded(png: bytes) -> str:
    """Read the picture as a camera would. Raises LookupError where the decoder is missing or reads nothing."""
    if importlib.util.find_spec("zxingcpp") is None:
        raise LookupError("the demo reads the QR with zxing-cpp: pip install 'studio-checkin[camera]'")
    import zxingcpp  # noqa: PLC0415 - of the extra `camera`
    from PIL import Image  # noqa: PLC0415

    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))
    if not found:
        raise LookupError("no code in the QR's picture")
    return str(found[0].text)


def _type_as_reader(code: str) -> None:
    focus = ["xdotool", "search", "--sync", "--onlyvisible", "--name", "Studio Check-in", "windowactivate", "--sync"]
    subprocess.run(focus, check=True, capture_output=True, timeout=WINDOW_SECONDS)  # noqa: S603 - our own words
    typed = ["xdotool", "type", "--delay", "8", code]
    subprocess.run(typed, check=True, timeout=WINDOW_SECONDS)  # noqa: S603 - the code is the server's own
    subprocess.run(["xdotool", "key", "Return"], check=True, timeout=WINDOW_SECONDS)  # noqa: S607


def _wait_for_screen(trace: Path, names: AbstractSet[str], kiosk: subprocess.Popen[bytes]) -> dict[str, Any]:
    deadline = time.monotonic() + WINDOW_SECONDS
    while time.monotonic() < deadline:
        for line in trace.read_text(encoding="utf-8").splitlines() if trace.exists() else ():
            entry: dict[str, Any] = json.loads(line)
            if entry["screen"] in names:
                return entry
        if kiosk.poll() is not None:
            raise LookupError("the kiosk's window has ended by itself")
        time.sleep(0.1)
    raise TimeoutError(f"the window did not show {' or '.join(sorted(names))}")
