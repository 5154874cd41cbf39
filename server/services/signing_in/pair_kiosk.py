"""Pair a kiosk: eight characters that an admin reads out make a device a studio's kiosk, once, within ten minutes."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from typing import Final

from server.contract.kiosk import PairAnswer, PairedStudio, PairRequest
from server.contract.kiosk_setup import KioskPairing
from server.database.write_transaction import locked, write_transaction
from server.services.context import Context
from server.services.signing_in.refused import WrongSecretError
from server.services.signing_in.tokens import issue_kiosk_token, revoke_tokens_of_kiosk
from server.services.signing_in.tries import PAIRINGS_PER_CLIENT, count_try, forgive_tries
from server.tables.kiosks import Kiosk, PairingCode

ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Nobody has to tell 0 from O, or 1 from I."""

LENGTH: Final = 8
PAIRING_LIFE: Final = timedelta(minutes=10)

_SEPARATORS = re.compile(r"[\s-]+")


async def issue_pairing_code(kiosk_id: int, now: datetime) -> KioskPairing:
    """Return a new pairing code of a kiosk, in the caller's transaction; an earlier unused one is dead from then on."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    expires_at = now + PAIRING_LIFE
    await PairingCode.delete().where((PairingCode.kiosk == kiosk_id) & PairingCode.used_at.is_null())
    await PairingCode.insert(
        PairingCode(kiosk=kiosk_id, code_hash=_hash_of(code), created_at=now, expires_at=expires_at)
    )
    return KioskPairing(id=kiosk_id, pairing_code=code, expires_at=expires_at)


async def pair_kiosk(asked: PairRequest, client: str, context: Context) -> PairAnswer:
    """Return a device token for a pairing code; the kiosk's earlier token is dead from then on.

    `client` is the caller's address on the net. A wrong, used or expired code, or a revoked kiosk:
    WrongSecretError `pairing_code_wrong`. Raises TooManyTriesError.
    """
    now = context.now()
    await count_try(PAIRINGS_PER_CLIENT, client, context, now)
    async with write_transaction():
        answer = await _paired(_hash_of(asked.pairing_code), now)
    if answer is None:
        raise WrongSecretError("pairing_code_wrong", "This pairing code is not right, or has expired.")
    await forgive_tries(PAIRINGS_PER_CLIENT, client, context)
    return answer


async def _paired(code_hash: str, now: datetime) -> PairAnswer | None:
    """The kiosk is held before its code, as by everybody who changes a kiosk: no two wait for each other."""
    named = await PairingCode.select(PairingCode.kiosk).where(PairingCode.code_hash == code_hash).first()
    kiosk_id = named["kiosk"] if named else None
    if kiosk_id is None:
        return None
    await locked(Kiosk.select(Kiosk.id).where(Kiosk.id == kiosk_id))
    studio = await _studio_of_living(kiosk_id)
    if studio is None or not await _use(code_hash, now):
        return None
    await revoke_tokens_of_kiosk(kiosk_id, now)
    await Kiosk.update({Kiosk.paired_at: now}).where(Kiosk.id == kiosk_id)
    return PairAnswer(token=await issue_kiosk_token(kiosk_id, now), kiosk_id=kiosk_id, studio=studio)


async def _use(code_hash: str, now: datetime) -> bool:
    """Use a code up, and tell whether it was still good."""
    used = (
        await PairingCode.update({PairingCode.used_at: now})
        .where(PairingCode.code_hash == code_hash, PairingCode.used_at.is_null(), PairingCode.expires_at > now)
        .returning(PairingCode.id)
    )
    return bool(used)


async def _studio_of_living(kiosk_id: int) -> PairedStudio | None:
    """Return where a kiosk stands; None where it was revoked."""
    row = (
        await Kiosk.select(
            Kiosk.studio.as_alias("id"),
            Kiosk.studio.name.as_alias("name"),
            Kiosk.studio.timezone.as_alias("timezone"),
            Kiosk.studio.locale.as_alias("locale"),
        )
        .where((Kiosk.id == kiosk_id) & Kiosk.revoked_at.is_null())
        .first()
    )
    return PairedStudio(**row) if row else None


def _hash_of(code: str) -> str:
    """People may type it in small letters, in groups, with a space at the end."""
    typed = _SEPARATORS.sub("", code).upper()
    return hashlib.sha256(typed.encode()).hexdigest()
