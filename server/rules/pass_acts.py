"""What an admin does to a pass that was sold: freeze, extend, shorten, cancel, adjust (R8, R9, R10)."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from server.rules.passes import PassTerms
from server.rules.punches import available_punches, counts_punches
from server.rules.verdict import ALLOWED, Refused, Verdict
from server.rules.vocabulary import Refusal

LONGEST_FREEZE_DAYS = 366


@dataclass(frozen=True)
class Freeze:
    """A span of the studio's dates, both inclusive, on which a pass is not usable (R8)."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """Return its length; below 1 where it ends before it begins."""
        return (self.last - self.first).days + 1

    def contains(self, day: date) -> bool:
        """Tell whether a date is frozen."""
        return self.first <= day <= self.last


def judge_pass_act(terms: PassTerms) -> Verdict:
    """Refuse `pass_cancelled`: a cancelled pass stays as it is."""
    return Refused(Refusal.PASS_CANCELLED) if terms.is_cancelled else ALLOWED


def judge_freeze(terms: PassTerms, freeze: Freeze, today: date) -> Verdict:
    """Refuse `pass_cancelled`; `freeze_not_over` while an earlier one runs or is to come; `pass_ended` (R8).

    A pass has one freeze at a time, and one that is over by the freeze's first date has nothing left to freeze.
    """
    if terms.is_cancelled:
        return judge_pass_act(terms)
    if terms.frozen_from is not None and (terms.frozen_until is None or terms.frozen_until >= today):
        return Refused(
            Refusal.FREEZE_NOT_OVER,
            {"frozen_from": str(terms.frozen_from), "frozen_until": str(terms.frozen_until or "further notice")},
        )
    if terms.valid_until is not None and terms.valid_until < freeze.first:
        return Refused(Refusal.PASS_ENDED, {"valid_until": str(terms.valid_until)})
    return ALLOWED


def frozen(terms: PassTerms, freeze: Freeze) -> PassTerms:
    """Return the terms with the freeze, whose length a `valid_until` gains (R8)."""
    valid_until = terms.valid_until and terms.valid_until + timedelta(days=freeze.days)
    return replace(terms, frozen_from=freeze.first, frozen_until=freeze.last, valid_until=valid_until)


def judge_adjustment(terms: PassTerms, held: int, delta: int) -> Verdict:
    """Refuse `pass_cancelled`, `counts_no_punches` (R11), and `punches_held` for taking what bookings hold (R10).

    So the balance never falls below 0 either. A pass that holds more than it has may still be given punches.
    """
    if terms.is_cancelled:
        return judge_pass_act(terms)
    if not counts_punches(terms.pass_type):
        return Refused(Refusal.COUNTS_NO_PUNCHES)
    remaining = terms.sessions_remaining or 0
    if delta < 0 and available_punches(remaining + delta, held) < 0:
        return Refused(Refusal.PUNCHES_HELD, {"sessions_remaining": remaining, "sessions_held": held})
    return ALLOWED
