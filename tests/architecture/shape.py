"""Find what makes the tree hard to walk: long files, full doors, strays at the top."""

from pathlib import Path
from typing import Final

LONGEST_FILE: Final = 300
MEASURED: Final = frozenset({".py", ".js", ".css", ".html", ".sh"})
# Written by Piccolo, and by others.
NOT_OURS: Final = ("server/tables/migrations/", "server/pages/static/vendor/")

TOP: Final = frozenset(
    {
        "server",
        "kiosk",
        "tests",
        "docs",
        "piccolo_conf.py",
        "pyproject.toml",
        "README.md",
        "Makefile",
        "LICENSE",
        "CHANGELOG.md",
        "package.json",
        "package-lock.json",
        "requirements.lock",
        "requirements-camera.lock",
        "requirements-kiosk.lock",
        "requirements-test.lock",
    }
)
LEFT_BY_TOOLS: Final = frozenset({"__pycache__", "node_modules", "dist"})


def long_files(root: Path) -> list[str]:
    """Return a sentence for each source file over 300 lines: a second noun has moved in."""
    paths = [path for top in ("server", "kiosk", "tests", ".make") for path in sorted((root / top).rglob("*"))]
    lengths = {
        path.relative_to(root).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in paths
        if path.suffix in MEASURED
    }
    return [
        f"{path} has {lines} lines: split it"
        for path, lines in lengths.items()
        if lines > LONGEST_FILE and not path.startswith(NOT_OURS)
    ]


def full_doors(root: Path) -> list[str]:
    """Return a sentence for each of the houses' own `__init__.py` that holds something, or is missing."""
    doors = [root / house / "__init__.py" for house in ("server", "kiosk")]
    return [
        f"{door.relative_to(root).as_posix()} is there to be empty"
        for door in doors
        if not door.is_file() or door.stat().st_size > 0
    ]


def strays(root: Path) -> list[str]:
    """Return a sentence for each entry at the top that is not agreed on; names with a dot are free."""
    names = sorted(path.name for path in root.iterdir() if not path.name.startswith("."))
    return [f"{name} does not belong at the top" for name in names if name not in TOP | LEFT_BY_TOOLS]
