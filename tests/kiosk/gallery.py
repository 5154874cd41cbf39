"""Bring every screen onto the real window and take its picture.

`python -m tests.kiosk.gallery FOLDER [WIDTHxHEIGHT]`
"""

import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from server.clock import SystemClock
from server.contract.kiosk import StaffTile
from server.contract.scan import ScanVerdict
from server.rules.vocabulary import ReservationStatus
from tests.kiosk.gallery_studio import EXPECTED, SESSIONS, UNEXPECTED, others, set_day, set_roster, verdicts
from tests.kiosk.inspector import Inspector, inspect
from tests.kiosk.samples import code_of, person, verdict
from tests.kiosk.studio import PAIRING_CODE, Heard, Says, Studio, open_studio, problem, uploaded
from tests.kiosk.window import Window
from tests.parts.display import SIZE, Display, open_display
from tests.parts.waiting import wait_until

SETTLED_SECONDS = 0.3  # the motion of a new screen is over
LOCK_SECONDS = 4
PERSON_MS = 130  # between two keys of a person
SCAN = "/api/kiosk/scan"
WHERE = """(() => {
  const button = [...document.querySelectorAll("%s:enabled")].find((each) => !each.closest("[inert]"));
  button?.scrollIntoView({ block: "nearest" });
  const at = button?.getBoundingClientRect();
  return at ? [at.x + at.width / 2, at.y + at.height / 2] : null;
})()"""


@dataclass
class Gallery:
    """One window with what is needed to bring screens onto it, and someone who looks at each of them."""

    studio: Studio
    window: Window
    page: Inspector
    look: "Look"
    scans: int = 0

    @property
    def display(self) -> Display:
        """The screen."""
        return self.window.display

    def show(self, name: str) -> None:
        """Have what stands there now looked at, once its motion is over."""
        time.sleep(SETTLED_SECONDS)
        self.look(self, name)

    def scan(self, answer: ScanVerdict | Says) -> None:
        """Read a code that nobody has shown before, as a USB reader does."""
        self.scans += 1
        self.studio.reply("POST", SCAN, answer if isinstance(answer, Says) else Says(200, answer))
        self.read_code(self.scans)

    def read_code(self, number: int) -> None:
        """Read one code as a USB reader does."""
        self.display.type_text(code_of(number))
        self.display.key("Return")

    def tap(self, action: str, value: str = "") -> None:
        """Press a button of the page with the pointer."""
        found = f"button[data-action='{action}']" + (f"[data-value='{value}']" if value else "")
        place = wait_until(lambda: self.page.evaluate(WHERE % found), f"the button {action} {value}")
        self.display.click(round(place[0]), round(place[1]))

    def type_text(self, text: str) -> None:
        """Type as a person does."""
        self.display.type_text(text, delay_ms=PERSON_MS)


Look = Callable[[Gallery, str], None]


def show_all(state: Path, look: Look, size: str = SIZE) -> None:
    """Bring all screens onto a display of that size and have each looked at; `state` is the kiosk's folder."""
    with (
        open_display(size) as display,
        open_studio() as studio,
        Window(state, studio, display).start(pairing_code=None) as window,
        inspect(window.inspector_port) as page,
    ):
        set_roster(studio, SystemClock().now())
        window.wait_for("pairing")
        window.focus()
        gallery = Gallery(studio, window, page, look)
        for part in (pairing, customers, typing, sign_in, late_comer, next_class, search, away, unable, back_again):
            part(gallery)


def pairing(gallery: Gallery) -> None:
    """A kiosk that belongs to nobody, a code that is none, and the one that is."""
    usual = gallery.studio.replace("POST", "/api/kiosk/pair", problem(422, "pairing_code_unknown"))
    gallery.type_text("ABCD")
    gallery.show("pairing")
    gallery.type_text("2346")
    gallery.tap("submit")
    gallery.show("pairing_refused")
    gallery.studio.reply("POST", "/api/kiosk/pair", usual)
    gallery.tap("erase")
    gallery.tap("key", PAIRING_CODE[-1])
    gallery.tap("submit")
    gallery.window.wait_for("idle")
    gallery.show("idle")


def customers(gallery: Gallery) -> None:
    """What a scan can come to."""
    now = SystemClock().now()
    for name, answer in verdicts(now).items():
        gallery.scan(answer)
        gallery.window.wait_for(name.partition("-")[0])
        gallery.show(name)
    gallery.studio.reply("POST", SCAN, _slow(Says(200, verdict()), 1.1))
    gallery.read_code(90)
    gallery.window.wait_for("checking")
    gallery.look(gallery, "checking")
    gallery.window.wait_for("idle")


def typing(gallery: Gallery) -> None:
    """A code typed by hand."""
    gallery.tap("type_code")
    gallery.window.wait_for("code_entry")
    gallery.type_text(code_of(1)[:14])
    gallery.show("code_entry")
    gallery.type_text("B" * 11)
    gallery.show("code_entry-wrong")
    gallery.tap("back")
    gallery.window.wait_for("idle")


def sign_in(gallery: Gallery) -> None:
    """The way in for staff."""
    names = ("Mara", "Jonas", "Oyelaran", "Maximiliane-Aleksandra", "Li")
    gallery.studio.reply(
        "GET",
        "/api/kiosk/staff",
        Says(200, [StaffTile(staff_id=3 + at, first_name=name) for at, name in enumerate(names)]),
    )
    gallery.tap("staff")
    gallery.window.wait_for("tiles")
    gallery.show("tiles")
    gallery.tap("pick_staff", "3")
    gallery.window.wait_for("pin")
    gallery.type_text("999")
    gallery.show("pin")
    gallery.type_text("999")
    gallery.window.wait_for("pin", verdict="pin_wrong")
    gallery.show("pin-wrong")
    usual = gallery.studio.replace(
        "POST",
        "/api/kiosk/staff",
        problem(429, "pin_locked", retryAt=(SystemClock().now() + timedelta(seconds=LOCK_SECONDS)).isoformat()),
    )
    gallery.type_text("999999")
    gallery.window.wait_for("pin", verdict="pin_locked")
    gallery.show("pin-locked")
    gallery.studio.reply("POST", "/api/kiosk/staff", usual)
    gallery.window.wait_for("pin")


def late_comer(gallery: Gallery) -> None:
    """Someone whom the window no longer lets in, refused, let in without a punch; and a check-in to take back."""
    now = SystemClock().now()
    begin = now - timedelta(hours=2, minutes=30)
    set_day(gallery.studio, begin, now)
    gallery.type_text("123456")
    gallery.window.wait_for("panel")
    gallery.show("panel")
    gallery.tap("pick_person", "21")
    gallery.window.wait_for("person")
    gallery.show("person-late")
    arrived = [person(21, "Ana Ruiz", ReservationStatus.CHECKED_IN, "already_checked_in", checked_in_at=now)]
    gallery.studio.reply("POST", "/api/staff/reservations/21/check-in", problem(409, "no_punches_left"))
    gallery.tap("check_in", "CAME_LATE")
    gallery.window.wait_for("person", verdict="no_punches_left")
    gallery.show("person-refused")
    gallery.studio.reply("POST", "/api/staff/reservations/21/check-in", Says(200, arrived[0].reservation))
    gallery.tap("waive")
    gallery.show("person-waived")
    gallery.studio.reply("GET", f"{SESSIONS}/1/reservations", Says(200, [*arrived, *others(now)]))
    gallery.tap("check_in", "GOODWILL")
    gallery.window.wait_for("panel", verdict="checked_in")
    gallery.show("panel-done")
    gallery.tap("pick_person", "22")
    gallery.show("person-undo")
    gallery.tap("back")


def next_class(gallery: Gallery) -> None:
    """Another class, and someone who can check in by themselves too."""
    gallery.tap("pick_class", "2")
    gallery.show("panel-next")
    gallery.tap("pick_person", "31")
    gallery.show("person-ok")
    gallery.tap("back")


def search(gallery: Gallery) -> None:
    """A name, looked for among all of today's people."""
    gallery.tap("find")
    gallery.show("panel-find")
    gallery.type_text("oye")
    gallery.show("panel-found")
    gallery.tap("find")
    gallery.tap("back")
    gallery.window.wait_for("idle")


def away(gallery: Gallery) -> None:
    """The server goes, and the kiosk decides by itself."""
    gallery.studio.go_away()
    for name, number in (("saved", EXPECTED[0]), ("saved-long", EXPECTED[1]), ("kept", UNEXPECTED)):
        gallery.read_code(number)
        gallery.window.wait_for(name.partition("-")[0])
        gallery.show(name)
    gallery.display.key("Escape")
    gallery.window.wait_for("idle", verdict="away")
    gallery.show("idle-offline")
    gallery.tap("staff")
    gallery.window.wait_for("staff_away")
    gallery.show("staff_away")
    gallery.tap("back")
    gallery.tap("type_code")
    gallery.window.wait_for("code_entry")
    gallery.show("code_entry-offline")
    gallery.tap("back")
    gallery.window.wait_for("idle", verdict="away")


def unable(gallery: Gallery) -> None:
    """Without a server the kiosk's file takes nothing either, as on a full disk: somebody else holds it."""
    held = sqlite3.connect(gallery.window.state_dir / "kiosk.db", isolation_level=None)
    held.execute("BEGIN IMMEDIATE")
    gallery.read_code(EXPECTED[2])
    gallery.window.wait_for("unanswered")
    gallery.show("unanswered")
    gallery.display.key("Escape")
    gallery.window.wait_for("out_of_order", verdict="away")
    gallery.show("out_of_order")
    held.close()
    gallery.window.wait_for("idle", verdict="away")


def back_again(gallery: Gallery) -> None:
    """The server is back, takes one scan another time and another one never; and then no longer knows this kiosk."""
    gallery.studio.reply("POST", "/api/kiosk/uploads", _fussy)
    gallery.studio.come_back()
    banner = "document.getElementById('banner').innerText"
    wait_until(lambda: "look" in gallery.page.evaluate(banner), "what needs a look")
    gallery.show("idle-sending")
    gallery.studio.reply("GET", "/api/kiosk/snapshot", problem(401, "not_signed_in"))
    gallery.window.wait_for("out_of_order", verdict="revoked", seconds=40)
    gallery.show("out_of_order-revoked")


def _fussy(heard: Heard) -> Says:
    if any(item["verdict"] == "kept" for item in heard.body["items"]):
        return problem(422, "invalid_request")
    return uploaded(heard, "later", "not_judged")


def _slow(answer: Says, seconds: float) -> Callable[[Heard], Says]:
    def slowly(_: Heard) -> Says:
        time.sleep(seconds)
        return answer

    return slowly


def take_pictures(folder: Path, size: str = SIZE) -> None:
    """Write a picture of each screen into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as state:
        show_all(Path(state), lambda gallery, name: _take_picture(gallery, folder / f"{name}.png"), size)


def _take_picture(gallery: Gallery, path: Path) -> None:
    gallery.display.screenshot(path)


if __name__ == "__main__":
    take_pictures(Path(sys.argv[1]), *sys.argv[2:3])
