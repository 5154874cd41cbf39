"""Ledger arithmetic and holds (R9, R10): what a move of status writes to the punch ledger."""

from dataclasses import dataclass

from server.rules.vocabulary import ARRIVED, PassType, PunchKind, ReservationStatus


@dataclass(frozen=True)
class PunchChange:
    """One row to append to the ledger. `delta` counts punches: -1 takes one, +1 gives one back."""

    kind: PunchKind
    delta: int


@dataclass(frozen=True)
class LiveConsumption:
    """The reservation's consumption that no reversal has taken back yet; a waived punch has a delta of 0."""

    kind: PunchKind
    delta: int


@dataclass(frozen=True)
class PunchTerms:
    """How this move deals with punches: whether staff waive it, and whether the studio's no-shows cost one."""

    waived: bool = False
    no_show_deducts: bool = True


def counts_punches(pass_type: PassType) -> bool:
    """Tell whether a pass has a ledger at all (R11)."""
    return pass_type is PassType.PUNCH_PASS


def available_punches(sessions_remaining: int, held: int) -> int:
    """Return the punches that no PENDING reservation holds yet (R10)."""
    return sessions_remaining - held


def changes_for_move(
    to_status: ReservationStatus, live: LiveConsumption | None, sessions_remaining: int, terms: PunchTerms
) -> tuple[PunchChange, ...]:
    """Return the rows that a move to a status appends: a reversal of what no longer holds, then the new consumption.

    A reservation has at most one live consumption, and a no-show takes a punch only where one is left (R9, §6).
    A check-in with nothing left is refused before it comes here (R27).
    """
    wanted = _consumption_of(to_status, terms)
    if live is not None and wanted is not None and _same_reason(live.kind, wanted):
        return ()
    changes: list[PunchChange] = []
    if live is not None:
        changes.append(PunchChange(PunchKind.REVERSAL, -live.delta))
        sessions_remaining -= live.delta
    if wanted is PunchKind.WAIVE:
        changes.append(PunchChange(wanted, 0))
    elif wanted is PunchKind.CHECK_IN or (wanted is PunchKind.NO_SHOW and sessions_remaining > 0):
        changes.append(PunchChange(wanted, -1))
    return tuple(changes)


def _consumption_of(status: ReservationStatus, terms: PunchTerms) -> PunchKind | None:
    if status in ARRIVED:
        return PunchKind.WAIVE if terms.waived else PunchKind.CHECK_IN
    if status is ReservationStatus.NO_SHOW and terms.no_show_deducts:
        return PunchKind.NO_SHOW
    return None


def _same_reason(live: PunchKind, wanted: PunchKind) -> bool:
    """A waived punch stays waived when the arrival is confirmed; only no-show and arrival exclude each other."""
    return (live is PunchKind.NO_SHOW) == (wanted is PunchKind.NO_SHOW)
