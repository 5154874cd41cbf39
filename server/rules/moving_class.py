"""May the studio move this class now? Until it starts (R38)."""

from datetime import datetime

from server.rules.verdict import ALLOWED, Refused, Verdict
from server.rules.vocabulary import Refusal


def judge_move_class(starts_at: datetime, now: datetime, *, is_cancelled: bool) -> Verdict:
    """Refuse `session_cancelled`, and `session_started` from the old start on."""
    if is_cancelled:
        return Refused(Refusal.SESSION_CANCELLED)
    if starts_at <= now:
        return Refused(Refusal.SESSION_STARTED, {"starts_at": starts_at})
    return ALLOWED
