"""Let somebody in who has no reservation: pass, seat, punch and check-in in one transaction, or nothing of it (R31)."""

from dataclasses import dataclass

from server.contract.reservations import Reservation
from server.contract.walk_ins import WalkInRequest
from server.database.write_transaction import savepoint
from server.rules.check_in import StaffCheckIn, judge_staff_check_in
from server.rules.check_in_window import class_day
from server.rules.punches import PunchTerms, changes_for_move, counts_punches
from server.rules.verdict import Refused, Verdict
from server.rules.vocabulary import CheckInMethod, ReservationStatus
from server.rules.walking_in import is_punch_waived, judge_walk_in
from server.services.actor import Actor
from server.services.booking.booking_facts import read_session
from server.services.booking.decide_booking import Decision, Wish, decide, record_force
from server.services.booking.locks import lock_registration, lock_session
from server.services.booking.move_status import Move, move_status
from server.services.booking.place_reservation import NewReservation, place_reservation
from server.services.booking.present import present
from server.services.booking.reservation_row import ReservationRow, find_by_id, rows_where
from server.services.context import Context
from server.services.door.walk_in_customer import NewPass, OwnPass, asked_pass, own_pass, sold_pass
from server.services.outcomes import Declined
from server.services.passes.append_punches import LedgerEntry, append_punches
from server.services.studio_acts.served_session import ServedStudio, studio_of_session


class _RefusedError(Exception):
    """The rules said no: whatever was sold and added meanwhile is taken back."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.code)
        self.refused = refused


async def walk_in(session_id: int, asked: WalkInRequest, actor: Actor, context: Context) -> Reservation | Declined:
    """Make a reservation that is checked in, on the class day until the class ends; staff may force it (R19).

    Declined by the first refusal of R13-R18, with `not_class_day` and `reason_required`: then nothing is sold and
    nobody added. Raises NotFoundError for what is not theirs, InvalidFieldError for an unclear request, and what
    selling raises.
    """
    on = asked_pass(asked)
    studio = await studio_of_session(session_id, actor)
    by = Move(ReservationStatus.CHECKED_IN, actor, context.now(), reason=asked.reason, method=CheckInMethod.ROSTER)
    wish = Wish(session_id, asked.step_id, asked.force, asked.reason)
    try:
        async with savepoint():
            reservation_id = await _let_in(_WalkIn(wish, on, studio, by), context)
    except _RefusedError as no:
        return Declined(no.refused, studio.zone)
    return present(await find_by_id(reservation_id), actor, context)


@dataclass(frozen=True)
class _WalkIn:
    """Who lets somebody in where, and on what pass."""

    wish: Wish
    on: OwnPass | NewPass
    studio: ServedStudio
    by: Move


async def _let_in(asked: _WalkIn, context: Context) -> int:
    session_id, by = asked.wish.session_id, asked.by
    pass_id = await _pass_id(asked, context)
    await lock_session(session_id)
    await lock_registration(pass_id)
    if isinstance(asked.on, NewPass):
        for row in await _booked_by_sale(pass_id, session_id):
            return await _check_in(row, by)
    return await _place(await decide(asked.wish, pass_id, by.actor, by.at), by, context)


async def _pass_id(asked: _WalkIn, context: Context) -> int:
    if isinstance(asked.on, OwnPass):
        return await own_pass(asked.on, asked.studio.id)
    session = await read_session(asked.wish.session_id)
    return await sold_pass(asked.on, asked.studio, session, asked.by.actor, context)


async def _booked_by_sale(pass_id: int, session_id: int) -> list[ReservationRow]:
    """A full course books its sessions when it is sold, this one too where it has not begun (R12)."""
    return await rows_where(
        "WHERE r.registration = {} AND r.session = {} AND r.status = 'PENDING'", pass_id, session_id
    )


async def _check_in(row: ReservationRow, by: Move) -> int:
    how = StaffCheckIn(has_reason=by.reason is not None, at_kiosk=by.actor.is_at_kiosk)
    _insist(judge_staff_check_in(row.scan_facts(), how, row.class_day, by.at))
    await move_status(row, by)
    return row.id


async def _place(decision: Decision, by: Move, context: Context) -> int:
    facts, session = decision.facts, decision.session
    day = class_day(session.starts_at, session.ends_at, facts.zone, facts.settings)
    _insist(judge_walk_in(decision.judged, day, by.at).verdict)
    wanted = NewReservation(facts.id, facts.customer_id, session.id, decision.part_id)
    reservation_id = await place_reservation(wanted, by, context)
    await _take_punch(reservation_id, decision, by)
    await record_force(reservation_id, decision, by)
    return reservation_id


async def _take_punch(reservation_id: int, decision: Decision, by: Move) -> None:
    """R24; where staff have passed that none is left, their reason waives it."""
    terms = decision.facts.terms
    if not counts_punches(terms.pass_type):
        return
    left = terms.sessions_remaining or 0
    waived = is_punch_waived(decision.judged.passed, terms.pass_type, left)
    changes = changes_for_move(by.to_status, None, left, PunchTerms(waived=waived))
    entries = [LedgerEntry(decision.facts.id, reservation_id, each, by.actor, by.reason, by.at) for each in changes]
    await append_punches(entries)


def _insist(verdict: Verdict) -> None:
    if isinstance(verdict, Refused):
        raise _RefusedError(verdict)
