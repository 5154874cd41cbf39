"""A missing system package fails a test with the line that brings it; nothing is skipped."""

import os
import sys
from pathlib import Path

import pytest

from tests.parts.child_process import ChildProcess, ProgramEnded
from tests.parts.system_packages import SystemPackageMissing, found_of
from tests.parts.waiting import wait_until


@pytest.mark.parametrize("package", ["postgresql", "chromium", "xvfb", "openbox", "xdotool", "imagemagick", "faketime"])
def test_what_the_suite_needs_is_found(package: str) -> None:
    assert found_of(package).exists()


def test_a_missing_package_is_named_with_the_line_that_brings_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SystemPackageMissing, match=r"^xdotool is not installed.*apt-get install .* postgresql .*xvfb$"):
        found_of("xdotool")


def test_a_program_that_ends_too_early_is_reported_with_its_last_words(tmp_path: Path) -> None:
    argv = [sys.executable, "-c", "raise SystemExit('port taken')"]
    program = ChildProcess("program", argv, tmp_path, environment={"PATH": os.environ["PATH"]})
    wait_until(lambda: not program.is_alive(), "the program to end")
    with pytest.raises(ProgramEnded, match=r"^program ended with 1; its last words:\nport taken"):
        program.must_be_alive()


def test_waiting_in_vain_says_for_what() -> None:
    with pytest.raises(TimeoutError, match=r"^waited 0\.1 s for a sign$"):
        wait_until(lambda: False, "a sign", seconds=0.1)
