"""Tell whose token this is, while it lives (R41, R42)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from server.database.write_transaction import write_transaction
from server.rules.vocabulary import Channel, Role
from server.services.actor import Actor
from server.services.signing_in.tokens import CUSTOMER_IDLE, PIN_IDLE, PIN_TERM, hash_of
from server.tables.access import AccessToken
from server.tables.people import StaffStudio

USE_IS_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class _Token:
    """What one statement tells of a token: its row, and the person and the kiosk that it leans on."""

    id: int
    kind: str
    customer_id: int | None
    staff_id: int | None
    staff_role: str | None
    staff_archived_at: datetime | None
    kiosk_id: int | None
    kiosk_studio_id: int | None
    kiosk_revoked_at: datetime | None
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None

    def lives_at(self, now: datetime) -> bool:
        """Tell whether the token, and all that it leans on, is alive."""
        is_dead = self.revoked_at or self.kiosk_revoked_at or self.staff_archived_at
        return not is_dead and (self.expires_at is None or now < self.expires_at)

    @property
    def is_of_pin(self) -> bool:
        """Tell whether a staff member typed a PIN at a kiosk for it."""
        return self.staff_id is not None and self.kiosk_id is not None


async def identify(token: str, kiosk_token: str | None, now: datetime) -> Actor | None:
    """Return who sent this token, or None where it is unknown or dead.

    One statement for a customer and a kiosk, and one more each minute in which it is used. A token made with a PIN
    counts only together with its own kiosk's living `kiosk_token` (R42).
    """
    found = await _read(token)
    if found is None or not found.lives_at(now):
        return None
    if found.is_of_pin and not await _comes_from_its_kiosk(found, kiosk_token, now):
        return None
    await _note_use(found, now)
    return await _actor(found)


async def _read(token: str) -> _Token | None:
    """Read in one raw statement, the same text on both engines: every call begins with it."""
    rows: list[dict[str, Any]] = await AccessToken.raw(
        "SELECT t.id, t.kind, t.customer AS customer_id, t.staff AS staff_id, p.role AS staff_role,"
        " p.archived_at AS staff_archived_at, t.kiosk AS kiosk_id, k.studio AS kiosk_studio_id,"
        " k.revoked_at AS kiosk_revoked_at, t.created_at, t.last_used_at, t.expires_at, t.revoked_at"
        " FROM access_token t LEFT JOIN staff_member p ON p.id = t.staff LEFT JOIN kiosk k ON k.id = t.kiosk"
        " WHERE t.token_hash = {}",
        hash_of(token),
    )
    return _Token(**rows[0]) if rows else None


async def _comes_from_its_kiosk(found: _Token, kiosk_token: str | None, now: datetime) -> bool:
    device = await _read(kiosk_token) if kiosk_token else None
    return (
        device is not None and device.kind == Role.KIOSK and device.kiosk_id == found.kiosk_id and device.lives_at(now)
    )


async def _note_use(found: _Token, now: datetime) -> None:
    """Write when the token was used, and let it slide; a PIN's 90 seconds are too short to be rounded."""
    if not found.is_of_pin and now - found.last_used_at < USE_IS_NOTED_EVERY:
        return
    async with write_transaction():
        await AccessToken.update(
            {AccessToken.last_used_at: now, AccessToken.expires_at: _slid_expiry(found, now)}
        ).where(AccessToken.id == found.id)


def _slid_expiry(found: _Token, now: datetime) -> datetime | None:
    if found.is_of_pin:
        return min(now + PIN_IDLE, found.created_at + PIN_TERM)
    return now + CUSTOMER_IDLE if found.kind == Role.CUSTOMER else found.expires_at


async def _actor(found: _Token) -> Actor:
    if found.kind == Role.CUSTOMER:
        return Actor(Role.CUSTOMER, Channel.API, customer_id=found.customer_id)
    if found.kind == Role.KIOSK:
        return Actor(Role.KIOSK, Channel.KIOSK, kiosk_id=found.kiosk_id, studio_ids=_only(found.kiosk_studio_id))
    role = Role(str(found.staff_role))  # the person's present role, not that of the token's day
    if found.is_of_pin:
        return Actor(
            role,
            Channel.KIOSK,
            staff_id=found.staff_id,
            kiosk_id=found.kiosk_id,
            studio_ids=await _at_kiosk(found, role),
        )
    return Actor(role, Channel.API, staff_id=found.staff_id, studio_ids=await _studios_of(found.staff_id, role))


async def _at_kiosk(found: _Token, role: Role) -> frozenset[int]:
    """Return the kiosk's own studio, or none where the person has left it since."""
    served = await _studios_of(found.staff_id, role)
    here = _only(found.kiosk_studio_id)
    return here if served is None else here & served


async def _studios_of(staff_id: int | None, role: Role) -> frozenset[int] | None:
    if role is Role.ADMIN:
        return None
    rows = await StaffStudio.select(StaffStudio.studio).where(StaffStudio.staff == staff_id)
    return frozenset(row["studio"] for row in rows)


def _only(studio_id: int | None) -> frozenset[int]:
    return frozenset() if studio_id is None else frozenset({studio_id})
