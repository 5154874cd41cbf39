"""Where the kiosk keeps its device token: the keyring on Windows and macOS, elsewhere a file for its user only.

A token belongs to the server that gave it and is never sent to another. On Linux a keyring that nobody unlocked
would ask for its password on top of a public window, so the file is used there.
"""

import os
import stat
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import keyring
import msgspec
from keyring.backend import KeyringBackend

SERVICE = "studio-checkin-kiosk"
FILE_NAME = "device-token.json"
USABLE_PRIORITY = 1


@dataclass
class ReadableByOthers(Exception):
    """The token's file can be read by others, so the token counts as known to them."""

    path: Path
    mode: int


@dataclass(frozen=True)
class DeviceToken:
    """A token and the server that it is for."""

    server: str
    token: str = field(repr=False)


class TokenStore(Protocol):
    """A place that outlives the process."""

    def read(self) -> DeviceToken | None:
        """Return the token kept, None where there is none."""
        ...

    def write(self, token: DeviceToken) -> None:
        """Keep a token instead of the one before."""
        ...


def open_store(state_dir: Path, *, in_file: bool) -> TokenStore:
    """Return the keyring where this system has one that is open, else the file in `state_dir`."""
    backend = keyring.get_keyring()
    has_keyring = sys.platform != "linux" and backend.priority >= USABLE_PRIORITY
    return KeyringStore(backend, str(state_dir)) if has_keyring and not in_file else FileStore(state_dir / FILE_NAME)


class KeyringStore:
    """One entry in the user's keyring, named by the state folder, so that two kiosks of one user stay apart."""

    def __init__(self, backend: KeyringBackend, name: str) -> None:
        self._backend = backend
        self._name = name

    def read(self) -> DeviceToken | None:
        """Return the token kept, None where there is none."""
        text = self._backend.get_password(SERVICE, self._name)
        return None if text is None else _decoded(text.encode())

    def write(self, token: DeviceToken) -> None:
        """Keep a token instead of the one before."""
        self._backend.set_password(SERVICE, self._name, msgspec.json.encode(token).decode())


class FileStore:
    """A file of mode 0600, replaced as a whole, refused when others can read it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> DeviceToken | None:
        """Return the token kept, None where there is none; raises `ReadableByOthers`."""
        try:
            opened = os.open(self._path, os.O_RDONLY)
        except FileNotFoundError:
            return None
        with os.fdopen(opened, "rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            if mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise ReadableByOthers(self._path, mode)
            return _decoded(file.read())

    def write(self, token: DeviceToken) -> None:
        """Keep a token instead of the one before; a power cut leaves the old or the new, never half of one."""
        fresh = self._path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        opened = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
        with os.fdopen(opened, "wb") as file:
            file.write(msgspec.json.encode(token))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)


def _decoded(kept: bytes) -> DeviceToken | None:
    """Return the token; what somebody damaged is none, and the kiosk asks to be paired."""
    try:
        return msgspec.json.decode(kept, type=DeviceToken)
    except msgspec.MsgspecError:
        return None
