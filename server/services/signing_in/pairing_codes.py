"""The eight characters that pair a kiosk: shown once, kept as SHA-256, good for ten minutes and one pairing."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta

from server.tables.kiosks import PairingCode

ALPHABET = "BCDFGHJKLMNPQRSTVWXZ23456789"
"""No vowels, so that no word comes out; no 0 and 1, which are read as O and I."""

LENGTH = 8
GOOD_FOR = timedelta(minutes=10)

_SEPARATORS = re.compile(r"[\s-]+")


async def issue_pairing_code(kiosk_id: int, now: datetime) -> tuple[str, datetime]:
    """Return a new code of a kiosk and when it expires (UTC); its codes before this one pair no more."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    await PairingCode.delete().where(PairingCode.kiosk == kiosk_id)
    row = PairingCode(kiosk=kiosk_id, code_hash=hash_of(code), created_at=now, expires_at=now + GOOD_FOR)
    await PairingCode.insert(row)
    return code, row.expires_at


def hash_of(typed: str) -> str:
    """Return the SHA-256 (hex) by which the database knows a code; spaces, dashes and case do not matter."""
    return hashlib.sha256(_SEPARATORS.sub("", typed).upper().encode()).hexdigest()
