"""Arrows only point down (docs/architecture.md): in our tree none is crooked, in each bad sample one is."""

from pathlib import Path

import pytest

from tests.architecture.arrows import (
    circles,
    crooked_arrows,
    homeless_modules,
    queries_elsewhere,
    rules_that_reach_out,
)
from tests.architecture.sample_tree import sample_tree

ROOT = Path(__file__).parents[2]


def test_every_arrow_points_down() -> None:
    assert crooked_arrows(ROOT) == []


def test_every_module_lies_in_a_room() -> None:
    assert homeless_modules(ROOT) == []


def test_no_import_leads_back_to_itself() -> None:
    assert circles(ROOT) == []


def test_rules_import_the_pure_standard_library_and_themselves() -> None:
    assert rules_that_reach_out(ROOT) == []


def test_only_services_tables_and_database_import_piccolo() -> None:
    assert queries_elsewhere(ROOT) == []


@pytest.mark.parametrize(
    ("path", "text", "fault"),
    [
        ("server/rules/a.py", "import server.tables.b", "up, from level 0 to level 2"),
        ("server/tables/a.py", "from server.services.booking import reserve", "up, from level 2 to level 3"),
        ("server/services/a.py", "from server.access import identity", "up, from level 3 to level 3.5"),
        ("server/services/a.py", "def f():\n    from server.api import x", "up, from level 3 to level 4"),
        ("server/rules/a.py", "from importlib import import_module\nimport_module('server.app')", "up, from level 0"),
        ("server/api/a.py", "from server.pages import x", "sideways on level 4"),
        ("server/services/a.py", "from server.delivery.mail import x", "sideways on level 3"),
        ("server/jobs/a.py", "import server.api", "sideways on level 4"),
        ("server/settings.py", "from server.clock import Clock", "sideways on level 0"),
        ("server/app.py", "import server.cli", "sideways on level 5"),
        ("server/delivery/mail.py", "from server.tables import outbox", "none of its business"),
        ("server/cli.py", "import kiosk.window", "into another house"),
        ("server/app.py", "import tests.parts", "into another house"),
        ("server/app.py", "import server.undrawn", "which lies in no room"),
        ("server/app.py", "from . import undrawn", "which lies in no room"),
        ("server/undrawn.py", "import server.rules", "from outside of every room"),
        ("server/rules/deep/a.py", "from ...tables import b", "up, from level 0 to level 2"),
        ("piccolo_conf.py", "from server.tables import b", "into another house"),
        ("kiosk/desk.py", "import server.services.check_in", "into another house"),
        ("kiosk/desk.py", "from server import settings", "into another house"),
        ("kiosk/bridge.py", "from kiosk.window import open_window", "sideways on level 4"),
        ("kiosk/journal.py", "import kiosk.desk", "up, from level 2 to level 3"),
    ],
)
def test_a_crooked_arrow_is_found(tmp_path: Path, path: str, text: str, fault: str) -> None:
    (finding,) = crooked_arrows(sample_tree(tmp_path, {path: text}))
    assert finding.startswith(f"{path}:")
    assert fault in finding


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("server/api/a.py", "import msgspec\nfrom server.access import guards\nfrom server.services import x"),
        ("server/services/door/check_in.py", "from server.services.passes import ledger\nfrom . import undo"),
        ("server/tables/a.py", "from server.database.engines import engine\nfrom server.rules import verdict"),
        ("server/cli.py", "from server.app import create_app\nimport server.demo.studio"),
        ("piccolo_conf.py", "from server.database import engines\nfrom server.settings import read"),
        ("kiosk/desk.py", "from kiosk.roster import Roster\nfrom server.rules import verdict\nimport server.clock"),
    ],
)
def test_a_straight_arrow_is_left_alone(tmp_path: Path, path: str, text: str) -> None:
    assert crooked_arrows(_with_names(tmp_path, path, text)) == []


def test_a_module_without_a_room_is_found(tmp_path: Path) -> None:
    tree = sample_tree(tmp_path, {"server/__init__.py": "", "server/helpers.py": "", "server/rules/parts.py": ""})
    (finding,) = homeless_modules(tree)
    assert finding.startswith("server/helpers.py lies in no room")


def test_a_circle_is_found_from_each_of_its_members(tmp_path: Path) -> None:
    tree = sample_tree(
        tmp_path,
        {
            "server/rules/a.py": "from server.rules import b",
            "server/rules/b.py": "from server.rules.c import x",
            "server/rules/c.py": "def f():\n    import server.rules.a",
            "server/rules/beside.py": "import server.rules.a",
        },
    )
    assert [finding.partition(" ")[0] for finding in circles(tree)] == [
        "server/rules/a.py:1",
        "server/rules/b.py:1",
        "server/rules/c.py:2",
    ]


def test_a_package_and_its_member_that_ask_for_each_other_are_a_circle(tmp_path: Path) -> None:
    tree = sample_tree(
        tmp_path,
        {"server/rules/__init__.py": "from server.rules.a import x", "server/rules/a.py": "from server.rules import y"},
    )
    assert len(circles(tree)) == 2


@pytest.mark.parametrize("text", ["import msgspec", "from os import environ", "import time", "import sqlite3"])
def test_a_rule_that_reaches_out_is_found(tmp_path: Path, text: str) -> None:
    (finding,) = rules_that_reach_out(sample_tree(tmp_path, {"server/rules/a.py": text}))
    assert "pure standard library" in finding


def test_a_rule_of_hashes_zones_and_other_rules_is_left_alone(tmp_path: Path) -> None:
    text = "import hmac\nfrom zoneinfo import ZoneInfo\nfrom server.rules import verdict"
    assert rules_that_reach_out(sample_tree(tmp_path, {"server/rules/a.py": text})) == []


@pytest.mark.parametrize("path", ["server/api/a.py", "server/demo/a.py", "server/access/a.py", "kiosk/roster.py"])
def test_a_query_elsewhere_is_found(tmp_path: Path, path: str) -> None:
    (finding,) = queries_elsewhere(sample_tree(tmp_path, {path: "from piccolo.columns import Text"}))
    assert "only services, tables and database query" in finding


def _with_names(root: Path, path: str, text: str) -> Path:
    """Add the modules that a sample asks for by `from room import module`, so that they are there to be asked for."""
    rooms = ("server/clock.py", "server/settings.py", "server/rules/verdict.py", "server/services/door/undo.py")
    return sample_tree(root, {**dict.fromkeys(rooms, ""), path: text})
