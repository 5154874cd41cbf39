"""Claim a caller's key, keep the first answer, and give it again (R21)."""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from server.database.write_transaction import for_update, write_transaction
from server.rules.idempotency import KEPT_FOR, EarlierRequest, KeyState, judge_key
from server.services.outcomes import ConflictError
from server.tables.idempotency import KeyedRequest

NONCE_BYTES = 12


class KeyReusedError(Exception):
    """The key came before with another body: the edge answers 422 `idempotency_key_reused`."""


@dataclass(frozen=True)
class Keyed:
    """A request by what makes it the same one: who sends it, with which key, where to; and what it says."""

    caller: str
    method: str
    path: str
    key: str
    body: bytes

    @property
    def body_hash(self) -> str:
        """Return the SHA-256 (hex) of what the request says."""
        return hashlib.sha256(self.body).hexdigest()

    @property
    def place(self) -> tuple[str, str, str, str]:
        """Return what the key is unique by."""
        return self.caller, self.method, self.path, self.key


@dataclass(frozen=True)
class FirstAnswer:
    """What was answered the first time."""

    status: int
    body: bytes


async def claim(asked: Keyed, sealing_key: bytes, now: datetime) -> FirstAnswer | None:
    """Claim the key for this request, or return its first answer.

    Raises KeyReusedError for another body, and ConflictError `request_in_progress` while the first still runs.
    """
    async with write_transaction():
        await _forget_old(asked.caller, now)
        if await _insert(asked, now):
            return None
        row = await _earlier(asked)
        earlier = EarlierRequest(row["body_hash"], row["claimed_at"], row["status"] is not None)
        match judge_key(earlier, asked.body_hash, now):
            case KeyState.RUN:
                await _take_over(row["id"], now)
                return None
            case KeyState.REPLAY:
                return FirstAnswer(row["status"], _opened(row["answer"], asked, sealing_key))
            case KeyState.REUSED:
                raise KeyReusedError
            case KeyState.STILL_RUNNING:
                raise ConflictError("request_in_progress", "The first of these requests is still running.")


async def keep(asked: Keyed, answer: FirstAnswer, sealing_key: bytes) -> None:
    """Keep the answer, in the transaction of its effect."""
    await KeyedRequest.raw(
        "UPDATE keyed_request SET status = {}, answer = {}" + _WHERE,
        answer.status,
        _sealed(answer.body, asked, sealing_key),
        *asked.place,
    )


async def release(asked: Keyed) -> None:
    """Forget a claim whose request changed nothing: the same key may try again."""
    await KeyedRequest.raw("DELETE FROM keyed_request" + _WHERE + " AND status IS NULL", *asked.place)


_WHERE = " WHERE caller = {} AND method = {} AND path = {} AND key = {}"


async def _forget_old(caller: str, now: datetime) -> None:
    await KeyedRequest.raw("DELETE FROM keyed_request WHERE caller = {} AND claimed_at <= {}", caller, now - KEPT_FOR)


async def _insert(asked: Keyed, now: datetime) -> bool:
    return bool(
        await KeyedRequest.raw(
            "INSERT INTO keyed_request (caller, method, path, key, body_hash, claimed_at)"
            " VALUES ({}, {}, {}, {}, {}, {}) ON CONFLICT DO NOTHING RETURNING id",
            *asked.place,
            asked.body_hash,
            now,
        )
    )


async def _earlier(asked: Keyed) -> dict[str, Any]:
    rows: list[dict[str, Any]] = await KeyedRequest.raw(
        "SELECT * FROM keyed_request" + _WHERE + for_update(), *asked.place
    )
    if not rows:  # it was released between the two statements
        raise ConflictError("request_in_progress", "The first of these requests has just ended. Please try again.")
    return rows[0]


async def _take_over(row_id: int, now: datetime) -> None:
    await KeyedRequest.raw("UPDATE keyed_request SET claimed_at = {} WHERE id = {}", now, row_id)


def _sealed(body: bytes, asked: Keyed, sealing_key: bytes) -> str:
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(sealing_key).encrypt(nonce, body, "\n".join(asked.place).encode())
    return base64.b64encode(nonce + sealed).decode()


def _opened(answer: str, asked: Keyed, sealing_key: bytes) -> bytes:
    raw = base64.b64decode(answer)
    return AESGCM(sealing_key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], "\n".join(asked.place).encode())
