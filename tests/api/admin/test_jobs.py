"""The nights over HTTP (R33, R35, R38): what they did, run now, and whom tonight's will touch."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from server.rules.vocabulary import Role
from server.services.absence.claim_night import LEASE, Night, WantedNight, begin_by_hand, claim_night
from server.services.actor import SYSTEM, Actor
from server.services.context import Context
from tests.absences import DAY, HOUR, NIGHT, SECOND, night_at, runs, statuses, swept_at, three_booked
from tests.builders import add_pass, add_staff, as_bearer, sign_in_staff
from tests.movable_clock import MovableClock
from tests.readings import everything
from tests.scene import Scene, booked, open_scene

JOBS = "/api/admin/jobs"
RUN = f"{JOBS}/nightly/run"
PREVIEW = f"{JOBS}/nightly/preview"

Begin = Callable[[WantedNight, Actor, Context], Awaitable[Night | None]]


@pytest.fixture
async def admin(scene: Scene) -> dict[str, str]:
    """The headers of an admin."""
    return as_bearer(await sign_in_staff(await add_staff(name="Ada", role=Role.ADMIN)))


async def listed(client: httpx.AsyncClient, admin: dict[str, str], **query: object) -> list[dict[str, Any]]:
    """Return every run that the list gives, page by page."""
    items: list[dict[str, Any]] = []
    while True:
        answer = await client.get(JOBS, params=query, headers=admin)  # type: ignore[arg-type]  # numbers and texts
        assert answer.status_code == 200, answer.text
        items += answer.json()["items"]
        if not answer.json()["nextCursor"]:
            return items
        query["cursor"] = answer.json()["nextCursor"]


async def test_a_run_now_is_answered_with_what_it_did(
    client: httpx.AsyncClient, scene: Scene, admin: dict[str, str], context: Context, clock: MovableClock
) -> None:
    await three_booked(scene, context)
    clock.set(NIGHT - HOUR)
    answer = await client.post(RUN, json={}, headers=admin)
    assert answer.status_code == 200
    assert answer.json() == {
        "runs": [
            {
                "id": answer.json()["runs"][0]["id"],
                "studioId": scene.studio_id,
                "studioName": "Kiln & Co",
                "kind": "BY_HAND",
                "state": "finished",
                "localDate": "2026-03-02",
                "asOf": "2026-03-03T05:00:00Z",
                "startedBy": "Ada",
                "startedAt": "2026-03-03T05:00:00Z",
                "finishedAt": "2026-03-03T05:00:00Z",
                "attended": 0,
                "noShows": 1,
                "absences": 1,
                "autoCancelled": 2,
                "failedRegistrations": [],
            }
        ]
    }
    assert await listed(client, admin) == answer.json()["runs"]


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "the same one"}], ids=["no key", "a key"])
async def test_run_again_it_finds_nothing_and_says_so(
    client: httpx.AsyncClient,
    scene: Scene,
    admin: dict[str, str],
    context: Context,
    clock: MovableClock,
    headers: dict[str, str],
) -> None:
    """A key is not its own: a second run is a run, and not the first one's answer."""
    await three_booked(scene, context)
    clock.set(NIGHT)
    done = [(await client.post(RUN, json={}, headers=admin | headers)).json()["runs"][0] for _ in range(2)]
    assert [run["autoCancelled"] for run in done] == [2, 0]
    assert done[0]["id"] != done[1]["id"]


async def test_one_studio_can_be_run_and_listed_alone(
    client: httpx.AsyncClient, scene: Scene, admin: dict[str, str], context: Context, clock: MovableClock
) -> None:
    other = await open_scene()
    three = await three_booked(scene, context)
    clock.set(NIGHT)
    answer = await client.post(RUN, json={"studioId": other.studio_id}, headers=admin)
    assert [run["studioId"] for run in answer.json()["runs"]] == [other.studio_id]
    assert set(await statuses(three)) == {"PENDING"}
    assert await listed(client, admin, studioId=scene.studio_id) == []
    assert await listed(client, admin, studioId=other.studio_id) == answer.json()["runs"]


async def test_no_body_runs_every_studio(
    client: httpx.AsyncClient, scene: Scene, admin: dict[str, str], clock: MovableClock
) -> None:
    clock.set(NIGHT)
    answer = await client.post(RUN, headers=admin)
    assert (answer.status_code, len(answer.json().get("runs", []))) == (200, 1)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"studioId": 999}, 404, "not_found"),
        ({"studioId": 0}, 422, "invalid_request"),
        ({"studioId": "1"}, 422, "invalid_request"),
        ({"studioId": 2**31}, 422, "invalid_request"),
        ({"asOf": "2026-03-03T06:00:00Z"}, 422, "invalid_request"),
        ([], 422, "invalid_request"),
    ],
)
async def test_a_run_of_what_is_none_is_refused_and_changes_nothing(
    client: httpx.AsyncClient, scene: Scene, admin: dict[str, str], body: object, status: int, code: str
) -> None:
    before = await everything()
    answer = await client.post(RUN, json=body, headers=admin)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert await everything() == before


async def test_runs_are_listed_newest_first_and_page_by_page(
    client: httpx.AsyncClient, scene: Scene, admin: dict[str, str], context: Context, clock: MovableClock
) -> None:
    for nights in range(5):
        await night_at(NIGHT + nights * DAY, clock, context)
    made = [row["id"] for row in await runs()][::-1]
    token = as_bearer(await sign_in_staff(await add_staff(name="Ida", role=Role.ADMIN), clock.now()))
    assert [run["id"] for run in await listed(client, token)] == made
    assert [run["id"] for run in await listed(client, token, limit=2)] == made
    first = await client.get(JOBS, params={"limit": 2}, headers=token)
    assert [run["localDate"] for run in first.json()["items"]] == ["2026-03-07", "2026-03-06"]
    assert (await client.post(RUN, json={}, headers=token)).status_code == 200
    cursor = first.json()["nextCursor"]
    second = await client.get(JOBS, params={"limit": 2, "cursor": cursor}, headers=token)
    assert [run["id"] for run in second.json()["items"]] == made[2:4], "a run that comes meanwhile moves no page"
    assert {run["startedBy"] for run in first.json()["items"]} == {"Studio Check-in"}
    assert {run["kind"] for run in first.json()["items"]} == {"NIGHTLY"}


@pytest.mark.parametrize("query", [{"cursor": "x"}, {"limit": 0}, {"limit": 201}, {"studioId": 0}, {"cursor": "W10="}])
async def test_a_list_that_cannot_be_is_refused(
    client: httpx.AsyncClient, scene: Scene, admin: dict[str, str], query: dict[str, str]
) -> None:
    answer = await client.get(JOBS, params=query, headers=admin)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


@pytest.mark.parametrize("begin", [claim_night, begin_by_hand], ids=["by the clock", "by hand"])
async def test_a_run_that_is_not_finished_is_at_work_or_was_left(
    client: httpx.AsyncClient, scene: Scene, context: Context, clock: MovableClock, begin: Begin
) -> None:
    """R35: by its lease; one from a future that cannot come has nobody behind it."""
    clock.set(NIGHT)
    admin = as_bearer(await sign_in_staff(await add_staff(role=Role.ADMIN), NIGHT))
    await begin(WantedNight(scene.studio_id, NIGHT.date(), NIGHT), SYSTEM, context)
    states = {}
    for after in (timedelta(), LEASE - SECOND, LEASE, -LEASE, -LEASE - SECOND, -HOUR):
        clock.set(NIGHT + after)
        [run] = await listed(client, admin)
        assert run["finishedAt"] is None
        states[after] = run["state"]
    assert list(states.values()) == ["running", "running", "abandoned", "running", "abandoned", "abandoned"]


async def test_tonight_is_previewed_with_a_way_to_spare_each(
    client: httpx.AsyncClient, scene: Scene, admin: dict[str, str], context: Context
) -> None:
    missed, first, second = await three_booked(scene, context)
    ended = await add_pass(scene.customer_id, scene.studio_id, scene.course_id, valid_until=date(2026, 2, 20))
    before = await everything()
    answer = await client.get(PREVIEW, headers=admin)
    assert answer.status_code == 200
    assert answer.json() == [
        {
            "studioId": scene.studio_id,
            "studioName": "Kiln & Co",
            "timezone": "America/New_York",
            "localDate": "2026-03-03",
            "asOf": "2026-03-03T06:00:00Z",
            "absences": [
                {
                    "reservationId": missed,
                    "reservationStatus": "PENDING",
                    "registrationId": scene.pass_id,
                    "customerId": scene.customer_id,
                    "customerName": "Ana Ruiz",
                    "passName": "Punch pass",
                    "courseName": "Pottery",
                    "startsAt": "2026-03-02T21:00:00Z",
                    "endsAt": "2026-03-02T23:00:00Z",
                    "actsAt": "2026-03-02T23:00:01Z",
                    "reason": "Missed Pottery, Mon 2 Mar 2026, 16:00",
                    "released": [
                        {"reservationId": first, "courseName": "Pottery", "startsAt": "2026-03-03T21:00:00Z"},
                        {"reservationId": second, "courseName": "Pottery", "startsAt": "2026-03-04T21:00:00Z"},
                    ],
                    "actions": ["cancel"],
                }
            ],
            "expiring": [
                {
                    "registrationId": ended,
                    "customerId": scene.customer_id,
                    "customerName": "Ana Ruiz",
                    "passName": "Punch pass",
                    "validUntil": "2026-02-20",
                    "punches": 8,
                }
            ],
        }
    ]
    after = await everything()
    assert {**after, "access_token": []} == {**before, "access_token": []}  # which remembers when it was last used


async def test_what_the_preview_offers_can_be_done_and_spares_them(
    client: httpx.AsyncClient, scene: Scene, admin: dict[str, str], context: Context, clock: MovableClock
) -> None:
    """R36, R38: who has cancelled in time, and whom an admin excuses, loses nothing tonight."""
    neighbour, its_pass = await scene.add_neighbour()
    missed = (await scene.book(context)).id
    cancels = (await booked(its_pass, scene.session_id, neighbour, context)).id
    [night] = (await client.get(PREVIEW, headers=admin)).json()
    assert [each["actions"] for each in night["absences"]] == [["cancel"], ["cancel"]]
    assert (await client.delete(f"/api/reservations/{cancels}", headers=admin)).status_code == 200
    await swept_at(NIGHT - 7 * HOUR, clock, context)
    [night] = (await client.get(PREVIEW, headers=admin)).json()
    [absence] = night["absences"]
    assert (absence["reservationId"], absence["actions"]) == (missed, ["excuse", "attended"])
    body = {"action": absence["actions"][0], "reason": "She rang"}
    excused = await client.post(f"/api/admin/reservations/{missed}/override", json=body, headers=admin)
    assert excused.status_code == 200
    [night] = (await client.get(PREVIEW, headers=admin)).json()
    assert night["absences"] == []


async def test_a_preview_of_a_studio_that_is_none_is_404(
    client: httpx.AsyncClient, scene: Scene, admin: dict[str, str]
) -> None:
    answer = await client.get(PREVIEW, params={"studioId": 999}, headers=admin)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_only_admins_see_and_run_nights(client: httpx.AsyncClient, desk: dict[str, str]) -> None:
    answers = [
        await client.get(JOBS, headers=desk),
        await client.get(PREVIEW, headers=desk),
        await client.post(RUN, json={}, headers=desk),
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 403]
