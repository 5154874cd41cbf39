"""The demo's own ways to fail: one sentence, and an exit code that a script can ask."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.parts.server_process import ROOT
from tests.test_cli import studio


@pytest.mark.parametrize("words", [("demo",), ("demo", "--once")])
def test_beside_a_wrong_studio_toml_the_demo_stops_with_its_sentence(tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "studio.toml").write_text('STUDIO_COLOUR = "red"')
    ran = studio(tmp_path, *words)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith("STUDIO_COLOUR is wrong: it takes in studio.toml only ")
    assert ran.stderr.count("\n") == 1


def test_a_demo_whose_server_dies_says_that_it_failed(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)}
    argv = [sys.executable, "-m", "server.cli", "demo", "--once"]
    with subprocess.Popen(
        argv, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as demo:
        assert demo.stdout is not None
        assert "is open at" in demo.stdout.readline()
        os.kill(only_child(demo.pid), signal.SIGKILL)
        said, complained = demo.communicate(timeout=60)
    assert (demo.returncode, complained) == (1, "")
    assert said.splitlines()[-1].startswith("FAILED: ")


def only_child(pid: int) -> int:
    """The server that the demo has started."""
    (child,) = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(child)
