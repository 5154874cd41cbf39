"""The locks install the same packages everywhere, from whatever mirror a machine has."""

from pathlib import Path

import pytest

from tests.architecture.locks import addresses, split_versions, undeclared_differences, unhashed
from tests.architecture.sample_tree import sample_tree

ROOT = Path(__file__).parents[2]
HASHED = "litestar==2.25.0 \\\n    --hash=sha256:00ff\n"
PROJECT = """
[project]
name = "studio-checkin"
dependencies = ["litestar>=2.25,<3"]
[project.optional-dependencies]
test = ["studio-checkin[camera]"]
"""
LOCKS = ("requirements.lock", "requirements-camera.lock", "requirements-kiosk.lock", "requirements-test.lock")


def test_no_lock_names_an_address_or_a_folder() -> None:
    assert addresses(ROOT) == []


def test_every_locked_package_has_its_hash() -> None:
    assert unhashed(ROOT) == []


def test_the_locks_hold_what_the_project_declares() -> None:
    assert undeclared_differences(ROOT) == []


def test_the_tested_versions_are_the_shipped_ones() -> None:
    assert split_versions(ROOT) == []


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://mirror.example/simple",
        "--find-links ../wheels",
        "litestar @ file:///srv/wheels/litestar.whl",
        "litestar==2.25.0  # via -r /home/me/pyproject.toml",
        "-e ~/litestar",
    ],
)
def test_an_address_in_a_lock_is_found(tmp_path: Path, line: str) -> None:
    (finding,) = addresses(sample_tree(tmp_path, {"requirements.lock": f"{HASHED}{line}\n"}))
    assert finding == f"requirements.lock:3 holds an address or a path: {line}"


def test_a_package_without_a_hash_is_found(tmp_path: Path) -> None:
    tree = sample_tree(tmp_path, {"requirements.lock": f"click==8.5.1\n{HASHED}h11==0.16.0\n"})
    assert unhashed(tree) == [
        "requirements.lock:1 has no hash: click==8.5.1",
        "requirements.lock:4 has no hash: h11==0.16.0",
    ]


@pytest.mark.parametrize("held", ["", "litestar==3.0.0 \\\n"])
def test_a_lock_that_has_fallen_behind_is_found(tmp_path: Path, held: str) -> None:
    locks = {**dict.fromkeys(LOCKS, HASHED), "requirements-kiosk.lock": held}
    (finding,) = undeclared_differences(sample_tree(tmp_path, {"pyproject.toml": PROJECT, **locks}))
    assert finding == "requirements-kiosk.lock does not hold litestar<3,>=2.25: run `make lock`"


def test_a_version_that_is_not_the_tested_one_is_found(tmp_path: Path) -> None:
    tree = sample_tree(tmp_path, {**dict.fromkeys(LOCKS, HASHED), "requirements.lock": "litestar==2.26.0\n"})
    assert split_versions(tree) == ["requirements.lock holds litestar 2.26.0, which is not what is tested"]
