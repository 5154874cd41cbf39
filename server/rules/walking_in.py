"""May staff let somebody in who has no reservation (R31)?"""

from datetime import datetime

from server.rules.check_in_window import ClassDay
from server.rules.forcing import Judged
from server.rules.punches import counts_punches
from server.rules.verdict import Refused
from server.rules.vocabulary import PassType, Refusal


def judge_walk_in(booked: Judged, day: ClassDay, now: datetime) -> Judged:
    """Answer a walk-in: what booking it answers, and then the class day (R23); `session_ended` comes with booking."""
    on_day = day.judge(now)
    is_decided = isinstance(booked.verdict, Refused) or not isinstance(on_day, Refused)
    return booked if is_decided else Judged(on_day)


def is_punch_waived(passed: tuple[Refusal, ...], pass_type: PassType, sessions_remaining: int | None) -> bool:
    """Tell whether a walk-in takes no punch: forced on a pass that has none left, as its reason says (R19, R24)."""
    return counts_punches(pass_type) and Refusal.NO_PUNCHES_LEFT in passed and not sessions_remaining
