"""Opaque tokens: what a client is given, and what the database keeps of it (`api.md`, "Tokens")."""

import hashlib
import secrets
from datetime import datetime, timedelta

from server.rules.vocabulary import Role
from server.tables.access import AccessToken

CUSTOMER_IDLE = timedelta(days=90)
STAFF_TERM = timedelta(hours=12)
PIN_IDLE = timedelta(seconds=90)
PIN_TERM = timedelta(minutes=15)


async def issue_customer_token(customer_id: int, now: datetime) -> str:
    """Return a new token of a customer: 90 days, sliding."""
    return await _issue(AccessToken(kind=Role.CUSTOMER, customer=customer_id, expires_at=now + CUSTOMER_IDLE), now)


async def issue_staff_token(staff_id: int, role: Role, now: datetime) -> str:
    """Return a new token of a staff member or an admin: 12 hours."""
    return await _issue(AccessToken(kind=role, staff=staff_id, expires_at=now + STAFF_TERM), now)


async def issue_pin_token(staff_id: int, role: Role, kiosk_id: int, now: datetime) -> str:
    """Return a new token of a staff member at a kiosk: 90 s of idleness, 15 minutes at most (R42)."""
    row = AccessToken(kind=role, staff=staff_id, kiosk=kiosk_id, expires_at=now + PIN_IDLE)
    return await _issue(row, now)


async def issue_kiosk_token(kiosk_id: int, now: datetime) -> str:
    """Return a new device token of a kiosk: it lives until it is revoked."""
    return await _issue(AccessToken(kind=Role.KIOSK, kiosk=kiosk_id), now)


async def revoke_token(token: str, now: datetime) -> None:
    """Kill one token; a dead or unknown one stays what it is."""
    await AccessToken.update({AccessToken.revoked_at: now}).where(
        (AccessToken.token_hash == hash_of(token)) & AccessToken.revoked_at.is_null()
    )


async def revoke_tokens_of_kiosk(kiosk_id: int, now: datetime) -> None:
    """Kill a kiosk's device token and every PIN token made at it."""
    await AccessToken.update({AccessToken.revoked_at: now}).where(
        (AccessToken.kiosk == kiosk_id) & AccessToken.revoked_at.is_null()
    )


async def revoke_tokens_of_staff(staff_id: int, now: datetime) -> None:
    """Kill every token of a staff member, for instance when the password changes."""
    await AccessToken.update({AccessToken.revoked_at: now}).where(
        (AccessToken.staff == staff_id) & AccessToken.revoked_at.is_null()
    )


def hash_of(token: str) -> str:
    """Return the SHA-256 (hex) by which the database knows a token."""
    return hashlib.sha256(token.encode()).hexdigest()


async def _issue(row: AccessToken, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    row.token_hash = hash_of(token)
    row.created_at = row.last_used_at = now
    await AccessToken.insert(row)
    return token
