"""The morning after a missed class: what most tests of overrides and undone absences begin with."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from server.contract.overrides import Override, OverrideRequest
from server.rules.vocabulary import OverrideAction, ReservationStatus, Role
from server.services.absence.nights import run_by_hand, run_due_nights
from server.services.absence.override import override
from server.services.actor import SYSTEM, Actor
from server.services.context import Context
from server.services.outcomes import Declined
from server.tables.courses import ClassSession
from server.tables.desk import StaffNote
from server.tables.reservations import Reinstatement
from tests import actors
from tests.builders import STARTS_AT, add_session, add_staff
from tests.movable_clock import MovableClock
from tests.readings import messages, status_of
from tests.scene import Scene, booked

DAY: Final = timedelta(days=1)
NIGHT: Final = datetime(2026, 3, 3, 6, tzinfo=UTC)
"""01:00 in New York, the night after the class of Monday 2 March."""
EVENING: Final = STARTS_AT + timedelta(hours=3)
"""19:00 on the class day: the class and its self window are over."""


@dataclass(frozen=True)
class Aftermath:
    """Somebody who missed a class, the bookings that this released and their sessions, and an admin."""

    scene: Scene
    missed: int
    released: tuple[int, ...]
    sessions: tuple[int, ...]
    admin: Actor
    code: str
    """Of the missed reservation."""

    async def override(
        self,
        reservation_id: int,
        action: OverrideAction,
        context: Context,
        *,
        cascade: bool = False,
        reason: str = "was ill",
    ) -> Override | Declined:
        """Let the admin override."""
        asked = OverrideRequest(action=action, reason=reason, cascade=cascade)
        return await override(reservation_id, asked, self.admin, context)

    async def standing(self) -> list[ReservationStatus]:
        """Return where the released bookings stand now."""
        return [await status_of(each) for each in self.released]


async def booked_ahead(scene: Scene, context: Context, *, ahead: int = 2) -> Aftermath:
    """The class of tonight, and one on each of the next days, before any of them."""
    sessions = [await add_session(scene.course_id, STARTS_AT + n * DAY) for n in range(1, ahead + 1)]
    missed, *later = [await scene.book(context, session) for session in (scene.session_id, *sessions)]
    return Aftermath(
        scene,
        missed.id,
        tuple(each.id for each in later),
        tuple(sessions),
        await an_admin(),
        str(missed.code),
    )


async def an_admin() -> Actor:
    """Ada, who decides."""
    return actors.admin(await add_staff(name="Ada", role=Role.ADMIN))


async def night_after(scene: Scene, context: Context, clock: MovableClock, *, ahead: int = 2) -> Aftermath:
    """Miss the class, and let the night come: it is 01:00 then."""
    after = await booked_ahead(scene, context, ahead=ahead)
    clock.set(NIGHT)
    await run_due_nights(context)
    assert set(await after.standing()) == {ReservationStatus.AUTO_CANCELLED}
    return after


async def evening_after(scene: Scene, context: Context, clock: MovableClock, *, ahead: int = 2) -> Aftermath:
    """Miss the class, and run the night by hand on the class day itself: it is 19:00 then."""
    after = await booked_ahead(scene, context, ahead=ahead)
    await act_now(context, clock, EVENING)
    assert set(await after.standing()) == {ReservationStatus.AUTO_CANCELLED}
    return after


async def act_now(context: Context, clock: MovableClock, at: datetime) -> None:
    """Run the night by hand at an instant."""
    clock.set(at)
    await run_by_hand(None, at, SYSTEM, context)


def done(outcome: Override | Declined) -> Override:
    """Return an override that has to be a yes."""
    assert isinstance(outcome, Override), outcome
    return outcome


def answers(outcome: Override | Declined) -> list[tuple[int, str]]:
    """Return what each item of a cascade was told."""
    return [
        (item.reservation_id, item.code or "ok") for item in done(outcome).cascade if item.ok is (item.code is None)
    ]


async def spared() -> list[tuple[int, int]]:
    """Return which reservation is never cancelled again by which absence."""
    rows = await Reinstatement.select().order_by(Reinstatement.id)
    return [(row["reservation"], row["no_show"]) for row in rows]


async def told_of_return() -> list[list[int]]:
    """Return which reservations each message of the kind lists."""
    return [json.loads(row["facts"])["reservationIds"] for row in await messages() if row["kind"] == "REINSTATED"]


async def last_note() -> tuple[str, str]:
    """Return who wrote the last note for staff, and what it says."""
    rows = await StaffNote.select().order_by(StaffNote.id, ascending=False)
    return rows[0]["author"], rows[0]["text"]


async def fill(after: Aftermath, session_id: int, context: Context) -> None:
    """Let somebody else have the class's only seat."""
    await ClassSession.update({ClassSession.capacity: 1}).where(ClassSession.id == session_id)
    rows = await ClassSession.select(ClassSession.seats_taken).where(ClassSession.id == session_id)
    if rows[0]["seats_taken"] == 0:
        neighbour, neighbours_pass = await after.scene.add_neighbour()
        await booked(neighbours_pass, session_id, neighbour, context)
