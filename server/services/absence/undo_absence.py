"""Undo what an absence has caused, item by item, when its reservation leaves NO_SHOW (§6, R36)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from server.rules.verdict import ALLOWED, Refused, Verdict
from server.services.absence.act_on_absences import reason_of
from server.services.absence.reinstate import named, note_return, reinstate, tell_of_return
from server.services.booking.move_status import Move
from server.services.booking.reservation_row import ReservationRow, rows_where


@dataclass(frozen=True)
class Undone:
    """A booking that the absence had released, and the rules' answer: it is back, or why not."""

    row: ReservationRow
    verdict: Verdict


async def undo_absence(no_show: ReservationRow, by: Move) -> Sequence[Undone]:
    """Reinstate what an absence has released and nobody has put right since, by its start; refused ones stay released.

    `no_show` is the reservation as it stood before `by` moved it, which has been done: its punch is back by now. Its
    pass and the sessions of what it released are held (`hold_reservations`). One that has not acted undoes nothing.
    """
    if no_show.absence_acted_at is None:
        return []
    released = await rows_where(
        "WHERE r.auto_cancelled_by = {} AND r.status = 'AUTO_CANCELLED' ORDER BY s.starts_at, r.id", no_show.id
    )
    because = replace(by, reason=by.reason or f"Undone: {reason_of(no_show)}")
    undone = [Undone(row, await reinstate(row, because)) for row in released]
    if undone:
        back = [one.row for one in undone if one.verdict == ALLOWED]
        await tell_of_return(back, by)
        await note_return(no_show, _note_on(no_show, undone), by)
    return undone


def _note_on(no_show: ReservationRow, undone: Sequence[Undone]) -> str:
    back = [one.row for one in undone if not isinstance(one.verdict, Refused)]
    gone = [one.row for one in undone if isinstance(one.verdict, Refused)]
    sentences = [f"Undone: {reason_of(no_show)}."]
    if back:
        sentences.append(f"Booked again: {named(back)}.")
    if gone:
        sentences.append(f"Still released: {named(gone)}.")
    return " ".join(sentences)
