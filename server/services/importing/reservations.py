"""Rows of reservations.csv: seats with their status, their code, their event and their punch; nobody is written to."""

from collections import Counter
from collections.abc import Mapping, Sequence

from server.rules.pass_code import derive, hash_of
from server.rules.punches import PunchChange
from server.rules.vocabulary import PunchKind, ReservationStatus
from server.services.actor import SYSTEM
from server.services.booking.seats import change_seats
from server.services.importing.cells import Flaw, Numbered
from server.services.importing.judge_reservation import Seat, judge_reservation
from server.services.importing.placed import Outcomes, Placed
from server.services.importing.read_seating import read_seating
from server.services.importing.rows import ReservationRow
from server.services.importing.run import REASON, Run
from server.tables.passes import PunchEntry
from server.tables.reservations import ReservationEvent, SessionReservation

_COLUMNS = (
    "id, registration, session, customer, step, status, is_walk_in, code_hash, code_generation, reserved_at,"
    " checked_in_at, checked_in_by, check_in_method, attended_at, no_show_detected_at, absence_acted_at,"
    " cancelled_at, auto_cancelled_at"
)


async def place_reservations(rows: Sequence[Numbered[ReservationRow]], run: Run) -> Outcomes:
    """Add reservations. What was absent counts as acted on, and costs nothing unless the file says so (R34)."""
    seating = await read_seating(rows, run)
    judged = {each.line: judge_reservation(each.row, seating, run.now) for each in rows}
    fit = {line: seat for line, seat in judged.items() if isinstance(seat, Seat)}
    ids = dict(zip(fit, await run.new_ids(SessionReservation, len(fit)), strict=True))
    seats = {ids[line]: seat for line, seat in fit.items()}
    if run.plans is None:
        await _write(seats, run)
        await change_seats(seating.seats)
    else:
        run.plans.pending += _pending(seats)
    return {line: verdict if isinstance(verdict, Flaw) else Placed(ids[line]) for line, verdict in judged.items()}


def _pending(seats: Mapping[int, Seat]) -> Counter[int]:
    return Counter(seat.held_by.id for seat in seats.values() if seat.status is ReservationStatus.PENDING)


async def _write(seats: Mapping[int, Seat], run: Run) -> None:
    """The ledger's rows add up to nothing, so that no count of punches moves."""
    await run.insert(SessionReservation, _COLUMNS, [_values(own_id, seat, run) for own_id, seat in seats.items()])
    actor, channel = SYSTEM.label, SYSTEM.channel.value
    events = [(own_id, seat.status.value, actor, channel, REASON, run.now) for own_id, seat in seats.items()]
    await run.insert(ReservationEvent, "reservation, to_status, actor, channel, reason, at", events)
    await run.insert(PunchEntry, "registration, reservation_id, kind, delta, reason, actor, at", _ledger(seats, run))


def _values(own_id: int, seat: Seat, run: Run) -> tuple[object, ...]:
    row, session, status = seat.row, seat.session, seat.status
    ended_at = min(session.ends_at, run.now)
    return (
        own_id,
        seat.held_by.id,
        session.id,
        seat.held_by.customer_id,
        seat.step_id,
        status.value,
        row.is_walk_in,
        hash_of(derive(run.code_key, own_id, 0)),
        0,
        row.reserved_at or min(session.starts_at, run.now),
        row.checked_in_at or (ended_at if status is ReservationStatus.CHECKED_IN else None),
        None if row.checked_in_by is None else row.checked_in_by.value,
        None if row.check_in_method is None else row.check_in_method.value,
        row.attended_at or (ended_at if status is ReservationStatus.ATTENDED else None),
        row.no_show_detected_at or (ended_at if status is ReservationStatus.NO_SHOW else None),
        run.now if status is ReservationStatus.NO_SHOW else None,
        row.cancelled_at or (run.now if status is ReservationStatus.CANCELLED else None),
        (row.auto_cancelled_at or run.now) if status is ReservationStatus.AUTO_CANCELLED else None,
    )


def _ledger(seats: Mapping[int, Seat], run: Run) -> list[tuple[object, ...]]:
    """The balance of the file has these punches taken already, so each pass gets them back first (R9)."""
    cost: Counter[int] = Counter()
    for seat in seats.values():
        if seat.punch is not None:
            cost[seat.held_by.id] -= seat.punch.delta
    back = [_entry(key, None, PunchChange(PunchKind.IMPORT, punches), run) for key, punches in cost.items() if punches]
    taken = [
        _entry(seat.held_by.id, own_id, seat.punch, run) for own_id, seat in seats.items() if seat.punch is not None
    ]
    return [*back, *taken]


def _entry(registration_id: int, reservation_id: int | None, change: PunchChange, run: Run) -> tuple[object, ...]:
    return (registration_id, reservation_id, change.kind.value, change.delta, REASON, SYSTEM.label, run.now)
