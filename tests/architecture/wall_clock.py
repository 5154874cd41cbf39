"""Find where code asks the machine what time it is instead of the one clock (R2)."""

import ast
from pathlib import Path
from typing import Final

from tests.architecture.layers import CLOCK
from tests.architecture.source_tree import Module, dotted, read_modules

CLOCKS_OF_PYTHON: Final = frozenset(
    {
        "datetime.datetime.now",
        "datetime.datetime.today",
        "datetime.datetime.utcnow",
        "datetime.date.today",
        "time.time",
        "time.time_ns",
    }
)


def hidden_clocks(root: Path) -> list[str]:
    """Return a sentence for each use of Python's clocks outside `server/clock.py`, called or only named."""
    return [
        f"{module.path}:{line} asks {clock}: the one clock is {CLOCK}"
        for module in read_modules(root, "server", "kiosk", "piccolo_conf")
        if module.path != CLOCK
        for line, clock in _clocks_in(module)
    ]


def _clocks_in(module: Module) -> list[tuple[int, str]]:
    """Return line and full name of each clock, whatever the module calls it (`import datetime as dt`)."""
    meanings = _meanings(module.syntax)
    found = []
    for node in ast.walk(module.syntax):
        if isinstance(node, ast.Name | ast.Attribute):
            head, dot, rest = (dotted(node) or "").partition(".")
            full = meanings.get(head, head) + dot + rest
            if full in CLOCKS_OF_PYTHON:
                found.append((node.lineno, full))
    return found


def _meanings(syntax: ast.Module) -> dict[str, str]:
    """Return what each imported name stands for, in full."""
    meanings: dict[str, str] = {}
    for node in ast.walk(syntax):
        match node:
            case ast.Import(names=aliases):
                meanings.update({alias.asname: alias.name for alias in aliases if alias.asname})
            case ast.ImportFrom(module=str(source), names=aliases):
                meanings.update({alias.asname or alias.name: f"{source}.{alias.name}" for alias in aliases})
    return meanings
