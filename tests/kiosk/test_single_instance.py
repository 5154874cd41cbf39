"""Two kiosks never share a state folder."""

from pathlib import Path

import pytest

from kiosk.single_instance import AlreadyRunning, hold


def test_a_held_folder_is_refused_to_another(tmp_path: Path) -> None:
    with hold(tmp_path), pytest.raises(AlreadyRunning):
        hold(tmp_path)


def test_a_folder_let_go_can_be_held_again(tmp_path: Path) -> None:
    hold(tmp_path).close()
    hold(tmp_path).close()


def test_two_folders_are_two_kiosks(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with hold(tmp_path / "a"), hold(tmp_path / "b"):
        pass
