"""The secret file and the keys drawn from it: one for each purpose, so that none can stand in for another."""

import os
import secrets
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
    secret_file.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(secret_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return secret_file.read_bytes()
    secret = secrets.token_bytes(SECRET_BYTES)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    return secret


def _derived(secret: bytes, label: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=label.encode()).derive(secret)
