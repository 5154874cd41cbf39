"""A studio's life as a state machine: whoever does whatever at whatever time, the invariants hold after each step."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from server.contract.reservations import (
    Reservation,
    ReserveRequest,
    SelfCheckInRequest,
    StaffCheckInRequest,
    UndoRequest,
)
from server.contract.scan import ScanVerdict
from server.rules.vocabulary import OK, OPEN, PassType, Refusal, ReservationStatus
from server.services.actor import Actor
from server.services.booking.cancel import cancel
from server.services.booking.new_code import issue_new_code
from server.services.booking.reserve import reserve
from server.services.context import Context
from server.services.door.self_check_in import self_check_in
from server.services.door.staff_check_in import staff_check_in, undo_check_in
from server.settings import Settings
from tests import actors
from tests.app_fixtures import AN_HOUR_BEFORE_CLASS, PUBLIC_URL, empty_database
from tests.builders import KEYS, STARTS_AT, add_customer, add_pass, add_session, add_step
from tests.invariants import broken_invariants
from tests.movable_clock import MovableClock
from tests.readings import everything, status_of
from tests.scene import Scene, moved, open_scene

Answer = TypeVar("Answer")

ANY = st.integers(0, 1000)
"""Which of those there are: the number counts round."""

PASSES: tuple[tuple[PassType, int, int | None], ...] = (
    (PassType.PUNCH_PASS, 1, 3),
    (PassType.PUNCH_PASS, 3, 2),
    (PassType.UNLIMITED_SERIES, 0, 1),
    (PassType.UNLIMITED_SERIES, 0, None),
    (PassType.FULL_COURSE, 0, 3),
)
"""Kind, punches and limit of the passes sold, dealt out to three customers in turn."""


@dataclass
class Life:
    """What the machine knows of its studio: ids, and every code that was ever given out."""

    scene: Scene
    customers: list[int]
    passes: list[tuple[int, int]] = field(default_factory=list)  # the pass and its owner
    sessions: list[int] = field(default_factory=list)
    parts: list[int] = field(default_factory=list)
    reservations: list[tuple[int, int]] = field(default_factory=list)  # the reservation and its owner
    codes: list[str] = field(default_factory=list)


class StudioLife(RuleBasedStateMachine):
    """Customers, staff and a kiosk act in any order while the clock moves; `on` gives it its database."""

    settings: Settings

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.database = empty_database(self.settings)
        self.run(self.database.__aenter__())
        self.clock = MovableClock(AN_HOUR_BEFORE_CLASS)
        self.context = Context(self.clock, KEYS, PUBLIC_URL)
        self.nonces = 0

    def teardown(self) -> None:
        self.run(self.database.__aexit__(None, None, None))
        self.runner.close()

    def run(self, doing: Awaitable[Answer]) -> Answer:
        async def wait() -> Answer:
            return await doing

        return self.runner.run(wait())

    @initialize()
    def open(self) -> None:
        self.life = self.run(begin())

    @rule(which_pass=ANY, session=ANY, part=ANY, by_staff=st.booleans())
    def book(self, which_pass: int, session: int, part: int, *, by_staff: bool) -> None:
        pass_id, owner = one_of(self.life.passes, which_pass)
        session_id = one_of(self.life.sessions, session)
        is_makeup = session_id == self.life.sessions[-1]
        step_id = one_of([None, *self.life.parts], part) if is_makeup else None
        asked = ReserveRequest(registration_id=pass_id, session_id=session_id, step_id=step_id)
        outcome = self.run(reserve(asked, self.actor(owner, by_staff=by_staff), self.context))
        if isinstance(outcome, Reservation):
            self.life.reservations.append((outcome.id, owner))
            self.life.codes.append(str(outcome.code))

    @precondition(lambda self: self.life.reservations)
    @rule(which=ANY, by_staff=st.booleans())
    def give_up(self, which: int, *, by_staff: bool) -> None:
        reservation_id, owner = one_of(self.life.reservations, which)
        self.run(cancel(reservation_id, self.actor(owner, by_staff=by_staff), self.context))

    @precondition(lambda self: self.life.codes)
    @rule(which=ANY, is_retry=st.booleans(), takes_offer=st.booleans())
    def scan(self, which: int, *, is_retry: bool, takes_offer: bool) -> None:
        code = one_of(self.life.codes, which)
        self.nonces += 1
        verdict = self.scan_once(code, None)
        if is_retry:
            assert self.scan_once(code, None) == verdict
        if takes_offer and verdict.offer:
            self.nonces += 1
            assert self.scan_once(code, verdict.offer.reservation_id).verdict == OK

    def scan_once(self, code: str, offer: int | None) -> ScanVerdict:
        verdict = self.run(self.life.scene.scan(code, self.context, f"nonce-{self.nonces}", offer=offer))
        assert verdict.verdict in {OK, *Refusal}
        assert verdict.verdict != Refusal.UNKNOWN_CODE
        return verdict

    @precondition(lambda self: self.life.reservations)
    @rule(which=ANY)
    def tap_the_phone(self, which: int) -> None:
        reservation_id, owner = one_of(self.life.reservations, which)
        self.run(self_check_in(reservation_id, SelfCheckInRequest(), actors.customer(owner), self.context))

    @precondition(lambda self: self.life.reservations)
    @rule(which=ANY, waives=st.booleans())
    def check_in_at_the_desk(self, which: int, *, waives: bool) -> None:
        reservation_id, _ = one_of(self.life.reservations, which)
        asked = StaffCheckInRequest(reason="late bus", waive_punch=waives)
        self.run(staff_check_in(reservation_id, asked, self.life.scene.staff, self.context))

    @precondition(lambda self: self.life.reservations)
    @rule(which=ANY)
    def take_a_check_in_back(self, which: int) -> None:
        reservation_id, _ = one_of(self.life.reservations, which)
        self.run(undo_check_in(reservation_id, UndoRequest(), self.life.scene.staff, self.context))

    @precondition(lambda self: self.life.reservations)
    @rule(which=ANY)
    def give_a_new_code(self, which: int) -> None:
        reservation_id, owner = one_of(self.life.reservations, which)
        renewed = self.run(issue_new_code(reservation_id, actors.customer(owner), self.context))
        self.life.codes.append(str(renewed.code))

    @rule(minutes=st.sampled_from([1, 59, 60, 61, 120, 300, 1440]))
    def let_time_pass(self, minutes: int) -> None:
        self.clock.advance(timedelta(minutes=minutes))

    @precondition(lambda self: self.life.reservations)
    @rule(which=ANY)
    def settle(self, which: int) -> None:
        """As the sweep does with those of classes that have ended (R32)."""
        reservation_id, _ = one_of(self.life.reservations, which)
        self.run(settle(reservation_id, self.context))

    @invariant()
    def all_is_as_it_has_to_be(self) -> None:
        assert broken_invariants(self.run(everything()), self.clock.now()) == []

    @invariant()
    def every_scan_has_left_one_row(self) -> None:
        assert len(self.run(everything())["scan_attempt"]) == self.nonces

    def actor(self, owner: int, *, by_staff: bool) -> Actor:
        return self.life.scene.staff if by_staff else actors.customer(owner)


def on(given: Settings) -> type[StudioLife]:
    """Return the machine, to run on the database of these settings."""
    return type("StudioLifeOn", (StudioLife,), {"settings": given})


async def begin() -> Life:
    """Open a small studio: scarce seats, punches and places, a class in two parts with a makeup."""
    scene = await open_scene(capacity=2, punches=2)
    life = Life(scene, [scene.customer_id, *[await add_customer(scene.studio_id) for _ in range(2)]])
    life.passes.append((scene.pass_id, scene.customer_id))
    for place, (pass_type, punches, limit) in enumerate(PASSES):
        owner = life.customers[place % 3]
        life.passes.append((await sold(scene, owner, pass_type, punches, limit), owner))
    life.parts = [await add_step(scene.course_id, position) for position in (1, 2)]
    hours = (1, 2, 26)
    life.sessions = [scene.session_id, *[await class_at(scene, hour, None) for hour in hours]]
    life.sessions += [await class_at(scene, 3 + place, part) for place, part in enumerate(life.parts)]
    life.sessions.append(await add_session(scene.course_id, STARTS_AT + timedelta(hours=4), capacity=1, is_makeup=True))
    return life


async def sold(scene: Scene, owner: int, pass_type: PassType, punches: int, limit: int | None) -> int:
    return await add_pass(
        owner,
        scene.studio_id,
        scene.course_id,
        pass_type=pass_type,
        punches=punches,
        max_advance_reservations=limit,
        valid_until=date(2026, 3, 3),
    )


async def class_at(scene: Scene, hour: int, part: int | None) -> int:
    return await add_session(scene.course_id, STARTS_AT + timedelta(hours=hour), capacity=1 + hour % 2, step_id=part)


async def settle(reservation_id: int, context: Context) -> None:
    status = await status_of(reservation_id)
    table = {
        ReservationStatus.PENDING: ReservationStatus.NO_SHOW,
        ReservationStatus.CHECKED_IN: ReservationStatus.ATTENDED,
    }
    if status in OPEN and await has_ended(reservation_id, context):
        await moved(reservation_id, table[status], context.now())


async def has_ended(reservation_id: int, context: Context) -> bool:
    tables = await everything()
    session_id = next(row["session"] for row in tables["session_reservation"] if row["id"] == reservation_id)
    return bool(next(row["ends_at"] for row in tables["class_session"] if row["id"] == session_id) <= context.now())


def one_of(things: list[Any], number: int) -> Any:  # Any: of whatever kind the list is
    return things[number % len(things)]
