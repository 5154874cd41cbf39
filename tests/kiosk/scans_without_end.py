"""A kiosk's process that scans and scans without a server, and says each decision once it is made: to be killed."""

import random
from multiprocessing.connection import Connection
from pathlib import Path

from kiosk.kiosk_clock import KioskClock
from kiosk.offline import OfflineDoor, open_file
from kiosk.screens.asks import Scan
from server.clock import SystemClock
from server.contract.scan import ScanSource
from tests.kiosk.door_alone import SERVER
from tests.kiosk.samples import code_of


def scan_without_end(folder: Path, seed: int, people: int, said: Connection) -> None:
    """Hold one of the people's codes after the other to the kiosk; send each decision once it is made."""
    clock = KioskClock(SystemClock())
    door = OfflineDoor(open_file(folder), clock, SERVER)
    door.recall()
    chance = random.Random(seed)
    number = 0
    while True:
        number += 1
        nonce = f"run-{seed}-{number}"
        code = code_of(chance.randrange(1, people + 1))
        decision = door.decide(Scan(code, nonce, ScanSource.READER, clock.now(), None))
        said.send((nonce, decision.standing.value))
