"""The rotating code that the kiosk shows and the phone asks for, where the studio wants it (R30)."""

import hashlib
import hmac
from datetime import datetime, timedelta

from server.rules.verdict import ALLOWED, Refused, Verdict
from server.rules.vocabulary import PhoneCheckIn, Refusal

STEP = timedelta(seconds=30)
DIGITS = 6


def door_code_at(key: bytes, studio_id: int, now: datetime) -> str:
    """Return the six digits that the studio's kiosk shows at an instant; a new one every 30 seconds."""
    step = int(now.timestamp() // STEP.total_seconds())
    digest = hmac.new(key, f"{studio_id}:{step}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8], 'big') % 10**DIGITS:0{DIGITS}d}"


def judge_phone(mode: PhoneCheckIn, given: str | None, key: bytes, studio_id: int, now: datetime) -> Verdict:
    """Answer whether a phone may check in at all; the current and the previous step's code count (R30)."""
    if mode is PhoneCheckIn.ON:
        return ALLOWED
    if mode is PhoneCheckIn.OFF:
        return Refused(Refusal.PHONE_CHECK_IN_OFF)
    if not given:
        return Refused(Refusal.DOOR_CODE_REQUIRED)
    valid = (door_code_at(key, studio_id, now), door_code_at(key, studio_id, now - STEP))
    if any(hmac.compare_digest(given.strip().encode(), code.encode()) for code in valid):
        return ALLOWED
    return Refused(Refusal.DOOR_CODE_WRONG)
