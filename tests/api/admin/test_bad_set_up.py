"""What is wrong with a call of the set-up is 422 with the field's name, and changes nothing (`api.md`, "Malformed")."""

from collections.abc import Mapping
from typing import Final

import pytest

from tests.api.admin.set_up import BODIES, NOUNS, OTHERS, Admin
from tests.readings import everything

EACH_NOUN = pytest.mark.parametrize("noun", NOUNS)

WRONG_FOR_ALL: Final[tuple[object, ...]] = ({"a": 1}, [[]], 2**31, 2**70, 1.5, True, "a\x00b")
MAY_BE_LEFT_OUT: Final = {("pass-products", "sessionsIncluded"), ("sessions", "stepId")}

WRONG_FOR: Final[Mapping[str, tuple[tuple[str, object], ...]]] = {
    "studios": (
        ("timezone", "Mars/Olympus"),
        ("currency", "euro"),
        ("colour", "red"),
        ("locale", "fr"),
        ("settings", {"selfOpensMinutes": "120"}),
    ),
    "courses": (("studioId", 999), ("capacity", 1001), ("durationMinutes", 0)),
    "steps": (("courseId", 999), ("windowStart", "0001-01-01"), ("windowEnd", "9999-12-31")),
    "sessions": (
        ("courseId", 999),
        ("stepId", 999),
        ("startsAt", "0001-01-01T00:00:00Z"),
        ("startsAt", "9999-12-31T23:59:59Z"),
        ("startsAt", "2026-03-02T15:00:00"),
        ("endsAt", "2026-03-02T15:00:00Z"),
        ("capacity", 2**31),
    ),
    "closures": (("studioId", 999), ("date", "2026-02-30"), ("date", "2101-01-01"), ("reason", " ")),
    "pass-products": (
        ("courseIds", [999]),
        ("courseIds", []),
        ("passType", "DAY_PASS"),
        ("sessionsIncluded", None),
        ("priceCents", -1),
    ),
    "staff": (("role", "CUSTOMER"), ("role", "KIOSK"), ("studioIds", [999]), ("pin", "12345"), ("password", "short")),
    "kiosks": (("studioId", 999),),
}

WRONG_LISTS: Final = (
    "limit=0",
    "limit=201",
    "limit=x",
    "limit=1.5",
    f"limit={2**70}",
    "cursor=x",
    "cursor=%00",
    "surprise=1",
)
WRONG_SESSION_LISTS: Final = (
    "studioId=0",
    f"studioId={2**31}",
    f"studioId={2**70}",
    "studioId=x",
    "courseId=-1",
    "from=0001-01-01",
    "to=9999-12-31",
    "from=2026-02-30",
    "to=2026-03-02T00:00:00Z",
)


def other_body(noun: str) -> dict[str, object]:
    """Return a body that would be taken as a second one."""
    return {**BODIES[noun], **OTHERS.get(noun, {})}


async def refuses(admin: Admin, method: str, path: str, body: object = None) -> str:
    """Insist on 422, and return the first field that the answer names."""
    answer = await admin.call(method, path, body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request"), (path, body, answer.text)
    return str(answer.json()["errors"][0]["field"])


@EACH_NOUN
async def test_a_value_that_cannot_be_is_refused(admin: Admin, noun: str) -> None:
    await admin.make_one_of_each()
    before = await everything()
    wrong = [(field, value) for field in BODIES[noun] for value in WRONG_FOR_ALL]
    for field, value in (*wrong, *WRONG_FOR[noun]):
        await refuses(admin, "POST", noun, {**other_body(noun), field: value})
    assert await everything() == before


@EACH_NOUN
async def test_a_change_to_a_value_that_cannot_be_is_refused(admin: Admin, noun: str) -> None:
    ids = await admin.make_one_of_each()
    before = await everything()
    wrong = [(field, value) for field in BODIES[noun] for value in WRONG_FOR_ALL]
    for field, value in (*wrong, *WRONG_FOR[noun]):
        await refuses(admin, "PATCH", f"{noun}/{ids[noun]}", {field: value})
    assert await everything() == before


@EACH_NOUN
async def test_a_missing_field_is_named(admin: Admin, noun: str) -> None:
    await admin.make_one_of_each()
    before = await everything()
    for field in BODIES[noun]:
        body = {name: value for name, value in other_body(noun).items() if name != field}
        if (noun, field) not in MAY_BE_LEFT_OUT:
            assert await refuses(admin, "POST", noun, body) == field
    assert await everything() == before


@EACH_NOUN
async def test_an_unknown_field_is_refused(admin: Admin, noun: str) -> None:
    ids = await admin.make_one_of_each()
    before = await everything()
    assert await refuses(admin, "POST", noun, {**other_body(noun), "surprise": 1}) == "surprise"
    for field in ("surprise", "id", "archivedAt"):
        assert await refuses(admin, "PATCH", f"{noun}/{ids[noun]}", {field: 5}) == field
    assert await everything() == before


@EACH_NOUN
async def test_a_list_refuses_a_query_that_cannot_be(admin: Admin, noun: str) -> None:
    for query in WRONG_LISTS:
        await refuses(admin, "GET", f"{noun}?{query}")


async def test_sessions_refuse_a_filter_that_cannot_be(admin: Admin) -> None:
    for query in WRONG_SESSION_LISTS:
        assert await refuses(admin, "GET", f"sessions?{query}") in (query.partition("=")[0], "")


@EACH_NOUN
async def test_an_id_that_cannot_be_is_not_there(admin: Admin, noun: str) -> None:
    await admin.make_one_of_each()
    before = await everything()
    for number in (0, -1, 2**31, 2**70):
        for method, body in (("GET", None), ("PATCH", {}), ("DELETE", None)):
            answer = await admin.call(method, f"{noun}/{number}", body)
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), (method, number)
    assert await everything() == before
