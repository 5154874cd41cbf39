"""Find what a lock must not hold, and what it lacks: hashes for all, an address for none, every declared package."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

# Each lock and the extras that it serves; each holds all that the ones before it hold.
EXTRAS_OF: Final[Mapping[str, frozenset[str]]] = {
    "requirements.lock": frozenset(),
    "requirements-camera.lock": frozenset({"camera"}),
    "requirements-kiosk.lock": frozenset({"camera", "kiosk"}),
    "requirements-test.lock": frozenset({"camera", "kiosk", "test"}),
}

ADDRESS_OR_PATH: Final = re.compile(
    r"\w+://|file:|\s@\s|(^|[\s=\"'])~?/\w|--(extra-)?index-url|--find-links|--trusted-host"
)
PINNED: Final = re.compile(r"^([\w.-]+)==([^\s;]+)")


def addresses(root: Path) -> list[str]:
    """Return a sentence for each line of a lock that names a host, a registry or a folder of some machine."""
    return [
        f"{name}:{number} holds an address or a path: {line.strip()}"
        for name, number, line in _lines(root)
        if ADDRESS_OR_PATH.search(line)
    ]


def unhashed(root: Path) -> list[str]:
    """Return a sentence for each package of a lock that no hash stands for."""
    lines = list(_lines(root))
    return [
        f"{name}:{number} has no hash: {line.strip()}"
        for (name, number, line), (_, _, following) in zip(lines, [*lines[1:], ("", 0, "")], strict=True)
        if PINNED.match(line) and "--hash=sha256:" not in line + following
    ]


def undeclared_differences(root: Path) -> list[str]:
    """Return a sentence for each declared package that its lock lacks, or holds in a version that is not wanted."""
    found = []
    for lock, extras in EXTRAS_OF.items():
        versions = pinned_versions(root / lock)
        for wanted in _declared(root, extras):
            held = versions.get(canonicalize_name(wanted.name), frozenset())
            if not any(wanted.specifier.contains(version, prereleases=True) for version in held):
                found.append(f"{lock} does not hold {wanted}: run `make lock`")
    return found


def split_versions(root: Path) -> list[str]:
    """Return a sentence for each package that a smaller lock holds otherwise than the test lock does."""
    tested = pinned_versions(root / "requirements-test.lock")
    return [
        f"{lock} holds {package} {', '.join(sorted(versions))}, which is not what is tested"
        for lock in EXTRAS_OF
        for package, versions in pinned_versions(root / lock).items()
        if versions != tested.get(package)
    ]


def pinned_versions(lock: Path) -> dict[str, frozenset[str]]:
    """Return each package of a lock with its versions; there may be several, for several Pythons."""
    versions: dict[str, frozenset[str]] = {}
    for line in lock.read_text(encoding="utf-8").splitlines():
        if pin := PINNED.match(line):
            name = canonicalize_name(pin[1])
            versions[name] = versions.get(name, frozenset()) | {pin[2]}
    return versions


def _lines(root: Path) -> Iterator[tuple[str, int, str]]:
    for lock in sorted(root.glob("*.lock")):
        for number, line in enumerate(lock.read_text(encoding="utf-8").splitlines(), start=1):
            yield lock.name, number, line


def _declared(root: Path, extras: frozenset[str]) -> list[Requirement]:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    optional = project.get("optional-dependencies", {})
    texts = [*project["dependencies"], *(text for extra in sorted(extras) for text in optional.get(extra, []))]
    wanted = [Requirement(text) for text in texts]
    return [each for each in wanted if canonicalize_name(each.name) != canonicalize_name(project["name"])]
