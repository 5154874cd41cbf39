"""Find the programs that Debian's packages bring, or say the one line that brings them. Nothing is ever skipped."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

TABLE: Final = Path(__file__).parents[2] / ".make" / "system-packages"


class SystemPackageMissing(Exception):
    """Says which package a test needs and how to get all that the suite needs."""

    def __init__(self, package: str) -> None:
        line = f"apt-get install --yes --no-install-recommends {' '.join(sorted({name for name, _ in _rows()}))}"
        super().__init__(f"{package} is not installed; run `make test`, or as root: {line}")


def found_of(package: str) -> Path:
    """Return the command or file that shows that `package` is there; raise SystemPackageMissing where none does."""
    signs = next(signs for name, signs in _rows() if name == package)
    for sign in signs:
        found = _newest_file(sign) if sign.startswith("/") else shutil.which(sign)
        if found:
            return Path(found)
    raise SystemPackageMissing(package)


def _newest_file(pattern: str) -> str | None:
    """Return the last by name of the files that an absolute pattern names: of two PostgreSQLs the newer one."""
    return max(map(str, Path("/").glob(pattern.lstrip("/"))), default=None)


def _rows() -> Iterator[tuple[str, list[str]]]:
    """Return package and signs of each row of `make test`'s table."""
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        purposes, *rest = line.split()
        if "test" in purposes.split(","):
            yield rest[0], rest[1:]
