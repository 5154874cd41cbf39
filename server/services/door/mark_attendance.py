"""Mark a class's roster at one go: each reservation by the same rules as alone, and none undoes another (§6, R23)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from server.contract.attendance import AttendanceItem, AttendanceRequest, AttendanceResult, AttendanceResults
from server.database.write_transaction import write_transaction
from server.rules.attendance import MOVED_BY_ALL
from server.rules.verdict import Refused
from server.rules.vocabulary import AttendanceStatus, CheckInMethod, ReservationStatus
from server.services.absence.hold_reservations import Held, hold_with_seats, read_held
from server.services.absence.undo_absence import undo_absence
from server.services.actor import Actor
from server.services.booking.judge_mark import judge_mark
from server.services.booking.move_status import Move, StatusMove, move_all
from server.services.booking.reservation_row import ReservationRow
from server.services.context import Context
from server.services.messages.about import Addressee, missed_of
from server.services.messages.outbox import Message, enqueue_all
from server.services.studio_acts.served_session import studio_of_session
from server.tables.reservations import SessionReservation

NOT_FOUND = "not_found"
"""What an id is answered that is no reservation of the class (R41)."""


async def mark_attendance(
    session_id: int, asked: AttendanceRequest, actor: Actor, context: Context
) -> AttendanceResults:
    """Mark some reservations of a class, or all that `MOVED_BY_ALL` names, and answer each. Raises NotFoundError.

    All are held before the first is judged, and each is judged before it is written: a refusal changes nothing, and
    takes nothing back.
    """
    by = Move(ReservationStatus.PENDING, actor, context.now(), reason=asked.reason)
    await studio_of_session(session_id, actor)
    async with write_transaction():
        held = await _held(session_id, asked)
        marking = _Marking(held, by)
        results = [await marking.mark(item) for item in _items(asked, held)]
        await marking.write()
    return AttendanceResults(results=results)


async def _held(session_id: int, asked: AttendanceRequest) -> Held:
    """What was moved to another class between the look and the locks is none of this one's (R20)."""
    held = await hold_with_seats(await _ids(session_id, asked))
    return {key: row for key, row in held.items() if row.session_id == session_id}


async def _ids(session_id: int, asked: AttendanceRequest) -> Sequence[int]:
    """Which reservations of the class may be moved; an id of another class is answered, and not held."""
    if asked.items == []:
        return []
    table = SessionReservation
    query = table.select(table.id).where(table.session == session_id).order_by(table.id)
    if asked.items:
        query = query.where(table.id.is_in([item.reservation_id for item in asked.items]))
    if asked.all is not None:
        query = query.where(table.status.is_in([status.value for status in MOVED_BY_ALL[asked.all]]))
    return [row["id"] for row in await query]


def _items(asked: AttendanceRequest, held: Held) -> Sequence[AttendanceItem]:
    """Of the whole class only those are marked who stand, under the locks, where the mark moves from."""
    if asked.all is None:
        return asked.items or []
    movable = [row.id for row in held.values() if row.status in MOVED_BY_ALL[asked.all]]
    return [AttendanceItem(reservation_id=each, status=asked.all) for each in movable]


@dataclass
class _Marking:
    """The reservations as they stand, and the moves that are decided and not yet written: one a customer at most.

    `by` says who marks, when and why.
    """

    held: Held
    by: Move
    moves: dict[int, StatusMove] = field(default_factory=dict)

    async def mark(self, item: AttendanceItem) -> AttendanceResult:
        """Judge one item and decide its move; whoever is there already is left alone."""
        row = await self._as_it_stands(item.reservation_id)
        if row is None:
            return _refused(item, None, NOT_FOUND)
        move = self._move_to(item.status)
        if row.status is move.to_status:
            return _done(item, row.status)
        verdict = await judge_mark(row, item.status, move)
        if isinstance(verdict, Refused):
            return _refused(item, row.status, verdict.code)
        self.moves[row.customer_id] = (row, move)
        return _done(item, move.to_status)

    async def write(self) -> None:
        """Write what is decided, with what each move brings about, and read anew."""
        moves = list(self.moves.values())
        if not moves:
            return
        self.moves.clear()
        await move_all(moves)
        for row, move in moves:
            await undo_absence(row, move)
        await enqueue_all([_missed(row, move) for row, move in moves if _is_told(row, move)], self.by.at)

    async def _as_it_stands(self, reservation_id: int) -> ReservationRow | None:
        """A customer's earlier move, and one that takes a seat, change what the next is judged by: they come first."""
        row = self.held.get(reservation_id)
        if row is None or not self.moves:
            return row
        if row.customer_id in self.moves or row.status is ReservationStatus.AUTO_CANCELLED:
            await self.write()
            self.held = await read_held(list(self.held))
        return self.held[reservation_id]

    def _move_to(self, mark: AttendanceStatus) -> Move:
        method = CheckInMethod.BULK if mark is AttendanceStatus.CHECKED_IN else None
        return replace(self.by, to_status=ReservationStatus(mark), method=method)


def _is_told(row: ReservationRow, move: Move) -> bool:
    """Whoever has a grace is told until when the studio can be (R34, R39)."""
    return move.to_status is ReservationStatus.NO_SHOW and bool(row.absence_grace_hours)


def _missed(row: ReservationRow, move: Move) -> Message:
    """It waits until class and window are over, for who is late may still come; then the reason is looked at again."""
    to = Addressee(row.customer_email, row.studio_id)
    message = missed_of(row.id, move.at, row.window.closes_at, to)
    return replace(message, due_at=max(message.due_at or move.at, row.ends_at))


def _done(item: AttendanceItem, status: ReservationStatus) -> AttendanceResult:
    return AttendanceResult(reservation_id=item.reservation_id, ok=True, reservation_status=status)


def _refused(item: AttendanceItem, status: ReservationStatus | None, code: str) -> AttendanceResult:
    return AttendanceResult(reservation_id=item.reservation_id, ok=False, reservation_status=status, code=code)
