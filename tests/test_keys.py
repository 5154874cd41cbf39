"""The secret is made once and whole, for its owner alone; every key is drawn from it."""

import dataclasses
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from server.keys import SECRET_BYTES, Keys, UnusableSecretError, keys_from, read_keys

AT_ONCE = 8


def test_the_first_start_makes_a_secret_for_its_owner_alone(tmp_path: Path) -> None:
    secret_file = tmp_path / "data" / "secret"
    keys = read_keys(secret_file)
    assert stat.S_IMODE(secret_file.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(secret_file.stat().st_mode) == 0o600
    assert (len(secret_file.read_bytes()), read_keys(secret_file)) == (SECRET_BYTES, keys)


def test_nothing_lies_beside_the_secret_afterwards(tmp_path: Path) -> None:
    read_keys(tmp_path / "secret")
    assert [each.name for each in tmp_path.iterdir()] == ["secret"]


def test_many_first_starts_at_once_draw_the_same_keys(tmp_path: Path) -> None:
    for attempt in range(20):
        assert len({keys.pass_code for keys in started_together(tmp_path / str(attempt))}) == 1


def test_a_start_that_dies_while_it_writes_leaves_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.fsync", no_space_left)
    with pytest.raises(UnusableSecretError, match="No space left"):
        read_keys(tmp_path / "secret")
    assert list(tmp_path.iterdir()) == []


def test_a_secret_that_is_too_short_is_refused_and_kept(tmp_path: Path) -> None:
    secret_file = tmp_path / "secret"
    secret_file.write_bytes(b"short")
    with pytest.raises(UnusableSecretError, match="32 bytes"):
        read_keys(secret_file)
    assert secret_file.read_bytes() == b"short"


def test_no_two_purposes_share_a_key() -> None:
    keys = dataclasses.astuple(keys_from(bytes(SECRET_BYTES)))
    assert len(set(keys)) == len(keys)


def started_together(secret_file: Path) -> list[Keys]:
    gate = threading.Barrier(AT_ONCE)

    def wait_and_start(_: int) -> Keys:
        gate.wait()
        return read_keys(secret_file)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(wait_and_start, range(AT_ONCE)))


def no_space_left(_: int) -> None:
    raise OSError(28, "No space left on device")
