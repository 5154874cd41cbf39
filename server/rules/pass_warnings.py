"""What a customer should know about a pass before it surprises them, in plain words."""

from datetime import date

from server.rules.local_time import MONTHS
from server.rules.passes import PassState, PassTerms, state_on
from server.rules.punches import available_punches, counts_punches

FEW_PUNCHES = 2
SOON_DAYS = 14


def pass_warnings(terms: PassTerms, held: int, today: date) -> tuple[str, ...]:
    """Return the warnings of a pass on the studio's date; `held` are its PENDING reservations (R10)."""
    state = state_on(terms, today)
    if state is PassState.CANCELLED:
        return ("This pass is cancelled",)
    return (*_of_validity(terms, state, today), *_of_punches(terms, held))


def _of_validity(terms: PassTerms, state: PassState, today: date) -> tuple[str, ...]:
    warnings = []
    if state is PassState.UPCOMING and terms.valid_from is not None:
        warnings.append(f"Starts on {_spoken(terms.valid_from, today)}")
    if state is PassState.FROZEN:
        warnings.append(_of_freeze(terms.frozen_until, today))
    elif terms.frozen_from is not None and terms.frozen_from > today:
        warnings.append(f"Frozen from {_spoken(terms.frozen_from, today)}{_to(terms.frozen_until, today)}")
    if terms.valid_until is not None:
        warnings.extend(_of_end(terms.valid_until, today))
    return tuple(warnings)


def _of_freeze(frozen_until: date | None, today: date) -> str:
    return "Frozen" if frozen_until is None else f"Frozen until {_spoken(frozen_until, today)}"


def _to(frozen_until: date | None, today: date) -> str:
    return "" if frozen_until is None else f" to {_spoken(frozen_until, today)}"


def _of_end(valid_until: date, today: date) -> tuple[str, ...]:
    """Both ends of the validity are inclusive (R6)."""
    days_left = (valid_until - today).days
    if days_left < 0:
        return (f"Ended on {_spoken(valid_until, today)}",)
    if days_left == 0:
        return ("Ends today",)
    return (f"Ends on {_spoken(valid_until, today)}",) if days_left <= SOON_DAYS else ()


def _of_punches(terms: PassTerms, held: int) -> tuple[str, ...]:
    if not counts_punches(terms.pass_type):
        return ()
    remaining = terms.sessions_remaining or 0
    if remaining == 0:
        return ("No punches left",)
    warnings = []
    if remaining <= FEW_PUNCHES:
        warnings.append("1 punch left" if remaining == 1 else f"{remaining} punches left")
    if available_punches(remaining, held) < 1:
        warnings.append("All punches left are held for booked classes")
    return tuple(warnings)


def _spoken(day: date, today: date) -> str:
    """Return "30 Nov", with the year when it is another one."""
    spoken = f"{day.day} {MONTHS[day.month - 1]}"
    return spoken if day.year == today.year else f"{spoken} {day.year}"
