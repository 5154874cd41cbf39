"""The house on one page: which room lies on which level, and the few words that levels can't say.

A new room is one new line in `LEVELS`. An import goes down, never up and never sideways; inside a room it is free.
"""

from collections.abc import Mapping
from typing import Final

LEVELS: Final[Mapping[str, float]] = {
    "server.cli": 5,
    "server.file_commands": 5,
    "server.job_commands": 5,
    "server.startup": 5,
    "server.demo": 5,
    "server.app": 5,
    "piccolo_conf": 5,
    "server.api": 4,
    "server.pages": 4,
    "server.jobs": 4,
    "server.access": 3.5,
    "server.services": 3,
    "server.delivery": 3,
    "server.tables": 2,
    "server.database": 1.5,
    "server.contract": 1,
    "server.logs": 0.5,  # knows what a pass code looks like
    "server.rules": 0,
    "server.settings": 0,
    "server.clock": 0,
    "server.keys": 0,
    "server.metrics": 0,
    "kiosk.__main__": 5,
    "kiosk.window": 4,
    "kiosk.bridge": 4,
    "kiosk.errands": 3.5,  # runs what the screens ask for, by the desk and by the staff's
    "kiosk.desk": 3,
    "kiosk.staff": 3,
    "kiosk.uploader": 3,
    "kiosk.display": 3,
    "kiosk.offline": 2.5,  # one decision: the rules on the roster, kept in the journal
    "kiosk.roster_keeper": 3,
    "kiosk.offline_verdict": 2.3,
    "kiosk.server_client": 2,
    "kiosk.roster": 2,
    "kiosk.journal": 2,
    "kiosk.local_file": 1,
    "kiosk.camera": 2,
    "kiosk.wedge": 2,
    "kiosk.trace": 2,
    "kiosk.watchdog": 2,
    "kiosk.page_server": 2,
    "kiosk.screens": 1,  # the reducer: values in, values out, as the rules are
    "kiosk.kiosk_clock": 0,
    "kiosk.failures": 0,
    "kiosk.device_token": 0,
    "kiosk.single_instance": 0,
    "kiosk.settings": 0,
    "kiosk.logs": 0,
}

HOUSES: Final = ("server", "kiosk", "piccolo_conf", "tests")

# Level 5 wires things, and the command is the door to the other two.
WIRES: Final = frozenset(
    {
        ("server.cli", "server.app"),
        ("server.cli", "server.demo"),
        ("server.cli", "server.file_commands"),
        ("server.cli", "server.job_commands"),
        ("server.cli", "server.startup"),
        ("server.file_commands", "server.startup"),
        ("server.job_commands", "server.startup"),
        ("server.demo", "server.app"),
    }
)

# What a house may know of another one; the houses that are not named here know nothing of each other.
KNOWN_TO_OTHER_HOUSES: Final[Mapping[str, frozenset[str]]] = {
    "kiosk": frozenset({"server.rules", "server.contract", "server.clock"}),
    "piccolo_conf": frozenset({"server.database", "server.settings"}),
}

# Downward, and still none of its business: what is sent is handed to delivery.
FORBIDDEN: Final = frozenset({("server.delivery", "server.tables")})

# Who may write a query, and so import Piccolo. `piccolo_conf` is Piccolo's own door to us.
QUERYING_ROOMS: Final = frozenset({"server.services", "server.tables", "server.database", "piccolo_conf"})

CLOCK: Final = "server/clock.py"


def room_of(module: str) -> str | None:
    """Return the room that a dotted module name lies in, None where the table has none for it."""
    parts = module.split(".")
    names = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((name for name in names if name in LEVELS), None)


def house_of(module: str) -> str:
    """Return the top-level name that a dotted module name begins with."""
    return module.partition(".")[0]
