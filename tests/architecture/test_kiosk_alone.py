"""A kiosk installs without the server's packages, so it must import without them."""

import subprocess
import sys
from pathlib import Path

from tests.architecture.sample_tree import sample_tree

ROOT = Path(__file__).parents[2]
IMPORT_ALL_OF_THE_KIOSK = """
import importlib, pkgutil, sys
sys.modules.update(dict.fromkeys(("litestar", "piccolo", "asyncpg")))  # None makes an import of them fail
import kiosk
for module in pkgutil.walk_packages(kiosk.__path__, "kiosk."):
    importlib.import_module(module.name)
"""


def test_the_kiosk_imports_without_litestar_piccolo_and_asyncpg() -> None:
    run = import_kiosk_alone(ROOT)
    assert (run.returncode, run.stderr) == (0, "")


def test_a_kiosk_that_needs_the_server_is_found(tmp_path: Path) -> None:
    tree = sample_tree(tmp_path, {"kiosk/__init__.py": "", "kiosk/deep/__init__.py": "import litestar"})
    run = import_kiosk_alone(tree)
    assert run.returncode == 1
    assert "litestar" in run.stderr


def import_kiosk_alone(root: Path) -> subprocess.CompletedProcess[str]:
    """Import every module of the kiosk below `root` in a Python of its own."""
    return subprocess.run(
        [sys.executable, "-c", IMPORT_ALL_OF_THE_KIOSK], cwd=root, capture_output=True, text=True, check=False
    )
