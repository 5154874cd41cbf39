"""The secret file and the keys drawn from it: one for each purpose, so that none can stand in for another."""

import os
import secrets
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SECRET_BYTES = 32


class UnusableSecretError(Exception):
    """The secret file cannot be read or made, or is too short."""

    def __init__(self, file: Path, why: str) -> None:
        """Say which file and why."""
        super().__init__(f"The secret file {file} cannot be used: {why}.")


@dataclass(frozen=True)
class Keys:
    """32 bytes for each purpose, by HKDF-SHA-256 with the purpose as its label (`api.md`, "The operator")."""

    pass_code: bytes
    csrf: bytes
    sign_in_code: bytes
    pin_pepper: bytes
    door_code: bytes
    stored_answer: bytes


def read_keys(secret_file: Path) -> Keys:
    """Return the keys of the secret file; it is made on the first start, with mode 0600. Raises UnusableSecretError."""
    try:
        secret = _read_or_make(secret_file)
    except OSError as error:
        raise UnusableSecretError(secret_file, error.strerror or str(error)) from error
    if len(secret) < SECRET_BYTES:
        raise UnusableSecretError(secret_file, f"it holds fewer than {SECRET_BYTES} bytes")
    return keys_from(secret)


def keys_from(secret: bytes) -> Keys:
    """Return the keys that a secret draws."""
    return Keys(
        pass_code=_derived(secret, "pass-code"),
        csrf=_derived(secret, "csrf"),
        sign_in_code=_derived(secret, "sign-in-code"),
        pin_pepper=_derived(secret, "pin-pepper"),
        door_code=_derived(secret, "door-code"),
        stored_answer=_derived(secret, "stored-answer"),
    )


def _read_or_make(secret_file: Path) -> bytes:
    secret_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not secret_file.exists():
        _make(secret_file)
    return secret_file.read_bytes()


def _make(secret_file: Path) -> None:
    """Put a whole secret in place at once, unless another process has just done so: nobody ever sees half of one."""
    descriptor, name = tempfile.mkstemp(prefix=f"{secret_file.name}.", dir=secret_file.parent)  # mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(name, secret_file)
    finally:
        Path(name).unlink()
    _keep_name(secret_file.parent)


def _keep_name(folder: Path) -> None:
    """Write the folder down: a secret whose name a power cut takes away would be another one next time."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _derived(secret: bytes, label: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=label.encode()).derive(secret)
