"""The device token is kept for its user only, and for its own server."""

import os
import stat
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend

from kiosk.device_token import DeviceToken, FileStore, KeyringStore, ReadableByOthers, open_store

TOKEN = DeviceToken("http://studio.test", "a-secret")


class Drawer(KeyringBackend):
    """A keyring that keeps its entries in a drawer of the test's."""

    priority = 1

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.entries[service, username]


def test_a_file_is_for_its_user_only_whatever_the_umask(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "token")
    before = os.umask(0)
    try:
        store.write(TOKEN)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "token").stat().st_mode) == 0o600
    assert store.read() == TOKEN


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    store = FileStore(tmp_path / "token")
    store.write(TOKEN)
    (tmp_path / "token").chmod(mode)
    with pytest.raises(ReadableByOthers) as refused:
        store.read()
    assert refused.value.mode == mode


def test_a_new_token_replaces_the_old_one_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "token")
    (tmp_path / "token.new").write_text("left by a power cut")
    store.write(TOKEN)
    store.write(DeviceToken("http://studio.test", "another"))
    kept = store.read()
    assert kept is not None
    assert kept.token == "another"
    assert [path.name for path in tmp_path.iterdir()] == ["token"]


def test_no_file_and_a_damaged_one_are_no_token(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "token")
    assert store.read() is None
    store.write(TOKEN)
    (tmp_path / "token").write_text('{"server": "http')
    assert store.read() is None


def test_a_keyring_keeps_one_entry_for_each_kiosk() -> None:
    drawer = Drawer()
    door, desk = KeyringStore(drawer, "door"), KeyringStore(drawer, "desk")
    door.write(TOKEN)
    assert (door.read(), desk.read()) == (TOKEN, None)


def test_linux_keeps_a_file_for_a_locked_keyring_would_ask_on_top_of_the_window(tmp_path: Path) -> None:
    open_store(tmp_path, in_file=False).write(TOKEN)
    assert open_store(tmp_path, in_file=True).read() == TOKEN


def test_a_token_is_never_printed() -> None:
    assert "a-secret" not in repr(TOKEN)
