"""What staff may pass with `force` and a reason, and what nobody does (R19)."""

from dataclasses import dataclass
from datetime import datetime

from server.rules.eligibility import Booking, verdicts_for_staff
from server.rules.verdict import Refused, Verdict, first_refusal
from server.rules.vocabulary import Refusal

PASSABLE = frozenset(
    {
        Refusal.BOOKING_NOT_OPEN,
        Refusal.BOOKING_CLOSED,
        Refusal.RESERVATION_LIMIT_REACHED,
        Refusal.NO_PUNCHES_LEFT,
        Refusal.PART_ALREADY_ATTENDED,
        Refusal.PART_ALREADY_RESERVED,
        Refusal.PREVIOUS_PART_NOT_ATTENDED,
    }
)
"""R13's booking window, R15, R16 and R17; but for `part_required`, since nobody could tell what is made up for."""


@dataclass(frozen=True)
class Judged:
    """The answer to a booking, and the refusals that were passed for it, in the rules' order."""

    verdict: Verdict
    passed: tuple[Refusal, ...] = ()


def judge_forced(booking: Booking, now: datetime) -> Judged:
    """Answer a booking that staff force: a refusal that they may not pass stands, and then none is passed (R19)."""
    verdicts = verdicts_for_staff(booking, now)
    verdict = first_refusal(*(each for each in verdicts if not _may_be_passed(each)))
    if isinstance(verdict, Refused):
        return Judged(verdict)
    return Judged(verdict, tuple(each.reason for each in verdicts if isinstance(each, Refused)))


def _may_be_passed(verdict: Verdict) -> bool:
    return isinstance(verdict, Refused) and verdict.reason in PASSABLE
