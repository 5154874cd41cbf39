"""Killed at any instant, nothing that was on the screen is lost and nothing is counted twice (`kiosk.md`)."""

import contextlib
import multiprocessing
import random
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

from kiosk.kiosk_clock import KioskClock
from kiosk.offline import OfflineDoor, open_file
from server.clock import SystemClock
from server.rules.vocabulary import ReservationStatus
from tests.kiosk.door_alone import SERVER, place, roster_of
from tests.kiosk.scans_without_end import scan_without_end

KILLS = 50
PEOPLE = 400
LONGEST_SECONDS = 0.06
SEED = 20260302

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.kiosk.scans_without_end"])


def test_fifty_kills_lose_no_scan_that_was_on_the_screen_and_let_nobody_in_twice(tmp_path: Path) -> None:
    hear_the_server(tmp_path)
    chance = random.Random(SEED)
    on_the_screen: dict[str, str] = {}
    for run in range(KILLS):
        on_the_screen |= scan_until_killed(tmp_path, run, chance.uniform(0, LONGEST_SECONDS))

    file = open_file(tmp_path)
    with file.transaction() as db:
        kept = dict(db.execute("SELECT nonce, standing FROM scan").fetchall())
        let_in = Counter(row[0] for row in db.execute("SELECT reservation FROM scan WHERE standing = 'saved'"))
        arrived = db.execute(
            "SELECT reservation FROM roster_person WHERE status = ?", (ReservationStatus.CHECKED_IN.value,)
        )
        assert {row[0] for row in arrived} == set(let_in), "decision and roster are one"
    assert file.names_set_aside() == ()
    file.close()
    assert len(on_the_screen) > KILLS, "scans were made"
    assert {nonce: kept.get(nonce) for nonce in on_the_screen} == on_the_screen
    assert set(let_in.values()) == {1}
    assert len(kept) - len(on_the_screen) <= KILLS, "at most one a kill was kept and not shown"


def hear_the_server(folder: Path) -> None:
    """Have the kiosk know its people, each in a class that is open now."""
    now = SystemClock().now()
    hours = timedelta(hours=1)
    clock = KioskClock(SystemClock())
    clock.learn(now, clock.seconds(), clock.seconds())
    people = (place(number, customer_key=str(number)) for number in range(1, PEOPLE + 1))
    file = open_file(folder)
    taken = roster_of(*people, starts_at=now, ends_at=now + hours, opens_at=now - hours, closes_at=now + hours)
    OfflineDoor(file, clock, SERVER).take_snapshot(taken, None)
    file.close()


def scan_until_killed(folder: Path, run: int, seconds: float) -> dict[str, str]:
    """Let a kiosk scan for so long after its first decision, kill it, and return what it has shown."""
    heard, said = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=scan_without_end, args=(folder, run, PEOPLE, said))
    process.start()
    said.close()
    shown = [heard.recv()]
    time.sleep(seconds)
    process.kill()
    process.join()
    with contextlib.suppress(EOFError, OSError):
        while True:
            shown.append(heard.recv())
    heard.close()
    return dict(shown)
