"""A class's roster and marks on it, in few words."""

from datetime import timedelta

from server.contract.attendance import AttendanceItem, AttendanceRequest, AttendanceResult
from server.rules.vocabulary import AttendanceStatus, ReservationStatus
from server.services.actor import Actor
from server.services.context import Context
from server.services.door.mark_attendance import mark_attendance
from tests import actors
from tests.builders import STARTS_AT, add_customer, add_pass
from tests.scene import Scene, booked, moved

CHECKED_IN, ATTENDED, NO_SHOW = AttendanceStatus
S = ReservationStatus
DURING_CLASS = STARTS_AT + timedelta(minutes=30)
NEXT_DAY = STARTS_AT + timedelta(days=1)


async def another_booked(scene: Scene, context: Context, session_id: int | None = None) -> int:
    customer_id = await add_customer(scene.studio_id, "Ben Ode")
    pass_id = await add_pass(customer_id, scene.studio_id, scene.course_id)
    who = actors.customer(customer_id)
    return (await booked(pass_id, session_id or scene.session_id, who, context)).id


async def roster_of_each_status(scene: Scene, context: Context) -> dict[ReservationStatus, int]:
    roster: dict[ReservationStatus, int] = {}
    for status in S:
        roster[status] = await another_booked(scene, context)
        if status is not S.PENDING:
            await moved(roster[status], status, context.now())
    return roster


async def mark(
    scene: Scene,
    items: list[tuple[int, AttendanceStatus]],
    context: Context,
    actor: Actor | None = None,
    reason: str | None = None,
) -> list[AttendanceResult]:
    asked = AttendanceRequest(
        items=[AttendanceItem(reservation_id=each, status=status) for each, status in items], reason=reason
    )
    return (await mark_attendance(scene.session_id, asked, actor or scene.staff, context)).results


async def mark_all(scene: Scene, status: AttendanceStatus, context: Context) -> list[AttendanceResult]:
    return (await mark_attendance(scene.session_id, AttendanceRequest(all=status), scene.staff, context)).results


def said(results: list[AttendanceResult]) -> list[tuple[int, str | None, str]]:
    """Return each result as id, status, and `ok` or its code."""
    assert all(result.ok is (result.code is None) for result in results)
    return [(each.reservation_id, each.reservation_status, each.code or "ok") for each in results]
