"""What is needed goes while it is being used: who asked is told so, and nothing is left pointing nowhere."""

from collections.abc import Awaitable, Callable

import httpx
import pytest

from server.rules.vocabulary import Role
from server.services.context import Context
from server.tables.access import AccessToken
from server.tables.courses import ClassSession, Course
from server.tables.people import StaffMember
from tests.builders import STARTS_AT, add_course, add_staff, add_studio, as_bearer, sign_in_staff
from tests.faults.meanwhile import done_meanwhile

GONE = (409, "gone_meanwhile")


@pytest.fixture
async def admin(database: None, context: Context) -> dict[str, str]:
    return as_bearer(await sign_in_staff(await add_staff(role=Role.ADMIN), context.now()))


async def test_a_class_of_a_course_that_is_just_being_deleted(client: httpx.AsyncClient, admin: dict[str, str]) -> None:
    course_id = await add_course(await add_studio())
    body = {"courseId": course_id, "startsAt": STARTS_AT.isoformat()}
    answer = await asked_meanwhile(
        lambda: client.post("/api/admin/sessions", json=body, headers=admin),
        Course.delete().where(Course.id == course_id).run,
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert await ClassSession.count() == 0


async def test_a_person_who_is_let_go_while_they_sign_in(client: httpx.AsyncClient, context: Context) -> None:
    staff_id = await add_staff(password="correct horse", name="Kim")
    (row,) = await StaffMember.select(StaffMember.email).where(StaffMember.id == staff_id)
    answer = await asked_meanwhile(
        lambda: client.post("/api/auth/staff", json={"email": row["email"], "password": "correct horse"}),
        StaffMember.delete().where(StaffMember.id == staff_id).run,
    )
    assert (answer.status_code, answer.json()["code"]) in (GONE, (401, "password_wrong"))
    assert await AccessToken.count() == 0


async def asked_meanwhile(
    ask: Callable[[], Awaitable[httpx.Response]], remove: Callable[[], Awaitable[object]]
) -> httpx.Response:
    """Ask after something has been removed and before anybody can know of it."""
    return await done_meanwhile(ask, remove)
