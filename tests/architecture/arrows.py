"""Find the imports that house.md forbids: up, sideways, in a circle, into another house, or past a room's trade."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from tests.architecture.layers import (
    FORBIDDEN,
    HOUSES,
    KNOWN_TO_OTHER_HOUSES,
    LEVELS,
    QUERYING_ROOMS,
    WIRES,
    house_of,
    room_of,
)
from tests.architecture.source_tree import Import, imports_of, read_modules

# The standard library's own ways to the disk, the net, the clock and chance: rules are told such things.
OUTSIDE_WORLD: Final = frozenset(
    {
        "asyncio",
        "http",
        "io",
        "os",
        "pathlib",
        "random",
        "secrets",
        "shutil",
        "socket",
        "sqlite3",
        "subprocess",
        "tempfile",
        "threading",
        "time",
        "urllib",
    }
)


def crooked_arrows(root: Path) -> list[str]:
    """Return a sentence for each import below `root` that does not point down to a room that it may know."""
    arrows = imports_of(read_modules(root, "server", "kiosk", "piccolo_conf"))
    judged = ((arrow, _crookedness(arrow)) for arrow in arrows if house_of(arrow.target) in HOUSES)
    return [f"{arrow}: {fault}" for arrow, fault in judged if fault]


def homeless_modules(root: Path) -> list[str]:
    """Return a sentence for each module that lies in no room of the table, but for the houses' own `__init__`."""
    modules = read_modules(root, "server", "kiosk", "piccolo_conf")
    return [
        f"{module.path} lies in no room: give it a line in tests/architecture/layers.py"
        for module in modules
        if room_of(module.name) is None and module.name not in HOUSES
    ]


def circles(root: Path) -> list[str]:
    """Return a sentence for each import that leads back to where it came from, inside a room or across."""
    arrows = imports_of(read_modules(root, "server", "kiosk", "piccolo_conf"))
    asked: dict[str, set[str]] = {}
    for arrow in arrows:
        asked.setdefault(arrow.importer, set()).add(arrow.target)
    return [
        f"{arrow}: in a circle"
        for arrow in arrows
        if arrow.importer == arrow.target or arrow.importer in _reached_from(arrow.target, asked)
    ]


def rules_that_reach_out(root: Path) -> list[str]:
    """Return a sentence for each import of `server.rules` that is neither its own nor a pure part of Python."""
    allowed = (sys.stdlib_module_names - OUTSIDE_WORLD) | set(HOUSES)  # other rooms are the arrows' business
    return [
        f"{arrow}: rules know the pure standard library and themselves"
        for arrow in imports_of(read_modules(root, "server/rules"))
        if house_of(arrow.target) not in allowed
    ]


def queries_elsewhere(root: Path) -> list[str]:
    """Return a sentence for each import of Piccolo outside services, tables and database."""
    return [
        f"{arrow}: only services, tables and database query"
        for arrow in imports_of(read_modules(root, "server", "kiosk", "piccolo_conf"))
        if house_of(arrow.target) == "piccolo" and room_of(arrow.importer) not in QUERYING_ROOMS
    ]


def _crookedness(arrow: Import) -> str | None:
    """Say what is wrong with an import between our own modules; None where nothing is."""
    source, target = room_of(arrow.importer), room_of(arrow.target)
    if source is None:
        return "from outside of every room"
    if house_of(source) != house_of(arrow.target):
        known = KNOWN_TO_OTHER_HOUSES.get(house_of(source), frozenset())
        return None if target in known else "into another house"
    if target is None:
        return "which lies in no room"
    if source == target or (source, target) in WIRES:
        return None
    if (source, target) in FORBIDDEN:
        return "none of its business"
    return _against_the_levels(LEVELS[source], LEVELS[target])


def _against_the_levels(source: float, target: float) -> str | None:
    if target > source:
        return f"up, from level {source} to level {target}"
    return f"sideways on level {source}" if target == source else None


def _reached_from(start: str, asked: dict[str, set[str]]) -> Iterable[str]:
    """Return all modules that an import of `start` leads to, `start` itself only where a circle does."""
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        new = asked.get(waiting.pop(), set()) - reached
        reached |= new
        waiting.extend(new)
    return reached
