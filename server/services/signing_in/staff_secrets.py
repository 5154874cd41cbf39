"""Passwords and PINs of staff: Argon2id over an HMAC with the server's pepper (R42).

A stolen database alone opens nothing, not even a PIN of six digits. Hashing takes some 40 ms of a core, so it runs
beside the event loop, two at a time.
"""

import asyncio
import hashlib
import hmac
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from server.keys import Keys

_ARGON2: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_TWO_AT_A_TIME: Final = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")
_NOBODYS: Final = _ARGON2.hash("nobody's")
"""Verified where a person has no secret or does not exist, so that the answer takes as long."""


class _Purpose(StrEnum):
    """One hash never stands in for another."""

    PASSWORD = "password"  # noqa: S105 - a kind of secret
    PIN = "pin"


async def hash_password(password: str, keys: Keys) -> str:
    """Return what the database keeps of a password."""
    return await _hash(_Purpose.PASSWORD, password, keys)


async def hash_pin(pin: str, keys: Keys) -> str:
    """Return what the database keeps of a PIN."""
    return await _hash(_Purpose.PIN, pin, keys)


async def is_password(password: str, kept: str | None, keys: Keys) -> bool:
    """Tell whether a password is the one kept; None (nobody) takes as long and is never right."""
    return await _verify(_Purpose.PASSWORD, password, kept, keys)


async def is_pin(pin: str, kept: str | None, keys: Keys) -> bool:
    """Tell whether a PIN is the one kept; None (nobody) takes as long and is never right."""
    return await _verify(_Purpose.PIN, pin, kept, keys)


async def _hash(purpose: _Purpose, secret: str, keys: Keys) -> str:
    peppered = _peppered(purpose, secret, keys)
    return await asyncio.get_running_loop().run_in_executor(_TWO_AT_A_TIME, _ARGON2.hash, peppered)


async def _verify(purpose: _Purpose, secret: str, kept: str | None, keys: Keys) -> bool:
    peppered = _peppered(purpose, secret, keys)
    is_right = await asyncio.get_running_loop().run_in_executor(_TWO_AT_A_TIME, _matches, kept or _NOBODYS, peppered)
    return is_right and kept is not None


def _peppered(purpose: _Purpose, secret: str, keys: Keys) -> bytes:
    """The same letters typed on two keyboards are the same password, hence NFKC."""
    text = f"{purpose}:{unicodedata.normalize('NFKC', secret)}"
    return hmac.new(keys.pin_pepper, text.encode(), hashlib.sha256).digest()


def _matches(kept: str, peppered: bytes) -> bool:
    try:
        return _ARGON2.verify(kept, peppered)
    except VerificationError:
        return False
