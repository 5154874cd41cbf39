"""The tree is easy to walk: short files, empty doors, nothing astray at the top."""

from pathlib import Path

from tests.architecture.sample_tree import sample_tree
from tests.architecture.shape import full_doors, long_files, strays

ROOT = Path(__file__).parents[2]


def test_no_file_is_over_300_lines() -> None:
    assert long_files(ROOT) == []


def test_the_houses_doors_are_empty() -> None:
    assert full_doors(ROOT) == []


def test_nothing_is_astray_at_the_top() -> None:
    assert strays(ROOT) == []


def test_a_file_of_301_lines_is_found_and_one_of_300_is_not(tmp_path: Path) -> None:
    tree = sample_tree(
        tmp_path,
        {
            "kiosk/ui/kiosk.js": "\n" * 301,
            "server/app.py": "\n" * 300,
            "server/tables/migrations/first.py": "\n" * 2000,
        },
    )
    assert long_files(tree) == ["kiosk/ui/kiosk.js has 301 lines: split it"]


def test_a_door_that_holds_something_or_is_missing_is_found(tmp_path: Path) -> None:
    tree = sample_tree(tmp_path, {"server/__init__.py": "from server.app import create_app"})
    assert full_doors(tree) == ["server/__init__.py is there to be empty", "kiosk/__init__.py is there to be empty"]


def test_a_stray_at_the_top_is_found(tmp_path: Path) -> None:
    tree = sample_tree(tmp_path, {"README.md": "", ".gitignore": "", "server/app.py": "", "notes.txt": ""})
    assert strays(tree) == ["notes.txt does not belong at the top"]
