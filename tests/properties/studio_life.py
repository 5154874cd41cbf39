"""A studio's life, step by step: whoever does whatever at whatever time."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto
from typing import TypeVar

from server.contract.attendance import AttendanceItem, AttendanceRequest
from server.contract.overrides import OverrideRequest
from server.contract.reservations import (
    MoveRequest,
    Reservation,
    ReserveRequest,
    SelfCheckInRequest,
    StaffCheckInRequest,
    UndoRequest,
)
from server.contract.scan import ScanVerdict
from server.contract.walk_ins import WalkInRequest
from server.rules.local_time import local_date
from server.rules.vocabulary import (
    OK,
    OPEN,
    AttendanceStatus,
    OverrideAction,
    PassType,
    Refusal,
    ReservationStatus,
)
from server.services.absence.nights import run_by_hand
from server.services.absence.override import override
from server.services.absence.run import sweep_at
from server.services.absence.settle import settle
from server.services.actor import SYSTEM, Actor
from server.services.booking.cancel import cancel
from server.services.booking.new_code import issue_new_code
from server.services.booking.reservation_row import find_by_id
from server.services.booking.reserve import reserve
from server.services.context import Context
from server.services.door.mark_attendance import mark_attendance
from server.services.door.self_check_in import self_check_in
from server.services.door.staff_check_in import staff_check_in, undo_check_in
from server.tables.reservations import SessionReservation
from tests import actors
from tests.app_fixtures import AN_HOUR_BEFORE_CLASS, PUBLIC_URL
from tests.builders import KEYS, STARTS_AT, add_customer, add_pass, add_session, add_step
from tests.design_courses import NEW_YORK
from tests.movable_clock import MovableClock
from tests.properties.desk_deeds import adjust, extend, forced, freeze, let_in, moved_to
from tests.properties.desk_deeds import cancel as cancel_pass
from tests.scene import Scene, moved, open_scene

Thing = TypeVar("Thing")

HALF_AN_HOUR = timedelta(minutes=30)
LAST_DAY = date(2026, 3, 3)
"""On which the passes end; it has classes, too."""
PASSES: tuple[tuple[PassType, int, int | None, int | None], ...] = (
    (PassType.PUNCH_PASS, 2, 2, 0),
    (PassType.PUNCH_PASS, 3, None, 4),
    (PassType.UNLIMITED_SERIES, 0, 2, None),
    (PassType.UNLIMITED_SERIES, 0, None, 0),
    (PassType.FULL_COURSE, 0, 3, 0),
)
"""Kind, punches, limit and hours of grace of the passes sold, dealt out to three customers in turn."""


class Deed(Enum):
    """What can happen."""

    BOOK = auto()
    SCAN = auto()
    TAKE_OFFER = auto()
    TAP_PHONE = auto()
    CHECK_IN_AT_DESK = auto()
    UNDO = auto()
    GIVE_UP = auto()
    NEW_CODE = auto()
    SETTLE = auto()
    PASS_TIME = auto()
    MARK = auto()
    SWEEP = auto()
    NIGHT = auto()
    OVERRIDE = auto()
    MOVE = auto()
    FORCE = auto()
    WALK_IN = auto()
    ADJUST = auto()
    FREEZE = auto()
    EXTEND = auto()
    CANCEL_PASS = auto()


TO_DECIDE = (ReservationStatus.NO_SHOW, ReservationStatus.AUTO_CANCELLED)
ON_A_PASS = frozenset({Deed.ADJUST, Deed.FREEZE, Deed.EXTEND, Deed.CANCEL_PASS})
OF_THE_NIGHT = frozenset({Deed.MARK, Deed.SWEEP, Deed.NIGHT, Deed.OVERRIDE})
"""Deeds that pass the limit R15, as they may: a reinstatement waives it, an absence that comes after all is over it."""


@dataclass(frozen=True)
class Step:
    """One deed; the numbers choose among what there is, counting round, and `otherwise` the less usual way."""

    deed: Deed
    first: int
    second: int
    otherwise: bool


@dataclass(frozen=True)
class Held:
    """A pass or a reservation and the customer whose it is."""

    id: int
    owner: Actor


class StudioLife:
    """A small studio in which seats, punches and places are scarce; `take` lets one step happen."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.clock = MovableClock(AN_HOUR_BEFORE_CLASS)
        self.context = Context(self.clock, KEYS, PUBLIC_URL)
        self.passes = [Held(scene.pass_id, scene.customer)]
        self.sessions = [scene.session_id]
        self.parts: list[int | None] = []
        self.reservations: list[Held] = []
        self.codes: list[str] = []
        self.scans = 0
        self.admin = actors.admin(scene.staff_id)

    async def take(self, step: Step) -> None:
        """Let one step happen; a step for which nothing is there yet does nothing."""
        match step.deed:
            case Deed.BOOK | Deed.FORCE | Deed.WALK_IN:
                await self._book(step)
            case _ if step.deed in ON_A_PASS:
                await self._change_pass(one_of(self.passes, step.first).id, step)
            case Deed.SCAN | Deed.TAKE_OFFER if self.codes:
                await self._scan(step)
            case Deed.PASS_TIME:
                self.clock.advance((step.first % 4) * (8 if step.otherwise else 1) * HALF_AN_HOUR)
            case Deed.SWEEP:
                assert await settle(sweep_at(self.context.now())) == []
            case Deed.NIGHT:
                await run_by_hand(None, self.context.now(), SYSTEM, self.context)
            case _ if self.reservations:
                await self._act_on(one_of(self.reservations, step.first), step)

    async def _book(self, step: Step) -> None:
        held, session_id = one_of(self.passes, step.first), one_of(self.sessions, step.second)
        part_id, staff = self._part_for(session_id, step), self.scene.staff
        asked = ReserveRequest(registration_id=held.id, session_id=session_id, step_id=part_id)
        if step.deed is Deed.FORCE:
            outcome = await forced(asked, staff, self.context)
        elif step.deed is Deed.WALK_IN:
            coming = WalkInRequest(registration_id=held.id, step_id=part_id, force=step.otherwise)
            outcome = await let_in(session_id, coming, staff, self.context)
        else:
            outcome = await reserve(asked, staff if step.otherwise else held.owner, self.context)
        if isinstance(outcome, Reservation):
            self.reservations.append(Held(outcome.id, held.owner))
            self.codes.append(str(outcome.code))

    async def _change_pass(self, pass_id: int, step: Step) -> None:
        today, number = local_date(self.context.now(), NEW_YORK), step.second
        match step.deed:
            case Deed.ADJUST:
                await adjust(pass_id, 1 if step.otherwise else -1, self.admin, self.context)
            case Deed.FREEZE:
                await freeze(pass_id, today + timedelta(days=number % 2), 1 + number % 3 // 2, self.admin, self.context)
            case Deed.EXTEND:
                end = None if step.otherwise else LAST_DAY + timedelta(days=number % 4 - 1)
                await extend(pass_id, end, self.admin, self.context)
            case Deed.CANCEL_PASS:
                await cancel_pass(pass_id, self.admin, self.context)

    def _part_for(self, session_id: int, step: Step) -> int | None:
        """The makeup is the last of the sessions."""
        return one_of(self.parts, step.first + step.second) if session_id == self.sessions[-1] else None

    async def _scan(self, step: Step) -> None:
        code = one_of(self.codes, step.first)
        verdict = await self._scan_anew(code)
        if step.otherwise:
            assert await self._scan_again(code) == verdict
        if step.deed is Deed.TAKE_OFFER and verdict.offer:
            assert (await self._scan_anew(code, verdict.offer.reservation_id)).verdict == OK

    async def _scan_anew(self, code: str, offer: int | None = None) -> ScanVerdict:
        self.scans += 1
        verdict = await self._scan_again(code, offer)
        assert verdict.verdict in {OK, *Refusal}
        assert verdict.verdict != Refusal.UNKNOWN_CODE
        return verdict

    async def _scan_again(self, code: str, offer: int | None = None) -> ScanVerdict:
        return await self.scene.scan(code, self.context, f"nonce-{self.scans}", offer=offer)

    async def _act_on(self, held: Held, step: Step) -> None:
        staff, context = self.scene.staff, self.context
        match step.deed:
            case Deed.TAP_PHONE:
                await self_check_in(held.id, SelfCheckInRequest(), held.owner, context)
            case Deed.CHECK_IN_AT_DESK:
                asked = StaffCheckInRequest(reason="late bus", waive_punch=step.otherwise)
                await staff_check_in(held.id, asked, staff, context)
            case Deed.UNDO:
                await undo_check_in(held.id, UndoRequest(), staff, context)
            case Deed.GIVE_UP:
                await cancel(held.id, staff if step.otherwise else held.owner, context)
            case Deed.NEW_CODE:
                self.codes.append(str((await issue_new_code(held.id, held.owner, context)).code))
            case Deed.SETTLE:
                await self._settle(held)
            case _:
                await self._decide_on(held, step)

    async def _decide_on(self, held: Held, step: Step) -> None:
        match step.deed:
            case Deed.MARK:
                await self._mark(held, step)
            case Deed.OVERRIDE:
                await self._override(held, step)
            case Deed.MOVE:
                await self._move(held, step)

    async def _move(self, held: Held, step: Step) -> None:
        """A makeup's part is kept, or named; staff force one move in eight."""
        session_id = one_of(self.sessions, step.second)
        is_named = step.otherwise and session_id == self.sessions[-1]
        asked = MoveRequest(session_id=session_id, step_id=self._part_for(session_id, step) if is_named else None)
        asked.force = step.first % 8 == 7
        actor = self.scene.staff if asked.force or step.first % 2 else held.owner
        await moved_to(held.id, asked, actor, self.context)

    async def _mark(self, held: Held, step: Step) -> None:
        row, mark = await find_by_id(held.id), one_of(list(AttendanceStatus), step.second)
        neighbour = one_of(self.reservations, step.first + 1)
        items = [AttendanceItem(reservation_id=each, status=mark) for each in (held.id, neighbour.id, held.id)]
        reason = "paper list" if step.first % 2 else None
        if step.otherwise:
            asked = AttendanceRequest(all=mark, reason=reason)
        else:
            asked = AttendanceRequest(items=items, reason=reason)
        actor = self.scene.staff if step.second % 2 else self.admin
        await mark_attendance(row.session_id, asked, actor, self.context)

    async def _override(self, held: Held, step: Step) -> None:
        """Mostly of what there is to decide about."""
        rows = await SessionReservation.select(SessionReservation.id).where(
            SessionReservation.status.is_in([status.value for status in TO_DECIDE])
        )
        action = one_of(list(OverrideAction), step.second)
        asked = OverrideRequest(action=action, reason="was ill", cascade=step.otherwise)
        which = one_of(sorted(row["id"] for row in rows) or [held.id], step.first)
        await override(which, asked, self.admin, self.context)

    async def _settle(self, held: Held) -> None:
        """As the sweep does with those of classes that have ended (R32)."""
        row = await find_by_id(held.id)
        if row.status in OPEN and row.ends_at <= self.context.now():
            has_come = row.status is ReservationStatus.CHECKED_IN
            settled = ReservationStatus.ATTENDED if has_come else ReservationStatus.NO_SHOW
            await moved(held.id, settled, self.context.now())


async def begin(every: timedelta = HALF_AN_HOUR) -> StudioLife:
    """Open the studio: a class every half hour or so, two of them in parts, and at last a makeup of these."""
    life = StudioLife(await open_scene(capacity=2, punches=2))
    studio_id, course_id = life.scene.studio_id, life.scene.course_id
    owners = [life.scene.customer_id, *[await add_customer(studio_id) for _ in range(2)]]
    for place, (pass_type, punches, limit, grace) in enumerate(PASSES):
        owner = owners[place % len(owners)]
        pass_id = await add_pass(
            owner,
            studio_id,
            course_id,
            pass_type=pass_type,
            punches=punches,
            max_advance_reservations=limit,
            absence_grace_period=grace,
            valid_until=LAST_DAY,
        )
        life.passes.append(Held(pass_id, actors.customer(owner)))
    life.parts = [await add_step(course_id, position, required_sequence=position == 2) for position in (1, 2)]
    for place, part in enumerate([*[None] * 8, *life.parts, None]):
        starts_at = STARTS_AT + place * every
        session_id = await add_session(
            course_id, starts_at, capacity=1 + place % 2, step_id=part, is_makeup=place == 10, length=3 * HALF_AN_HOUR
        )
        life.sessions.append(session_id)
    return life


def one_of(things: list[Thing], number: int) -> Thing:
    """Return the thing that a number chooses."""
    return things[number % len(things)]
