"""The calls of the set-up, noun by noun the same: make, list, read, change, take away (`api.md`, "Admin")."""

from collections.abc import Mapping
from typing import Final

import pytest

from tests.api.admin.set_up import BODIES, NOUNS, OTHERS, Admin
from tests.readings import everything

CHANGES: Final[Mapping[str, Mapping[str, object]]] = {
    "steps": {"title": "New"},
    "sessions": {"room": "New"},
    "closures": {"reason": "New"},
}
"""What is changed of each noun; of the others it is the name."""

CANCELLED_NOTHING: Final = {"cancelledSessionIds": [], "told": 0}
"""What a new closure tells besides."""

EACH_NOUN = pytest.mark.parametrize("noun", NOUNS)


@EACH_NOUN
async def test_what_is_made_is_read_and_listed(admin: Admin, noun: str) -> None:
    ids = await admin.make_one_of_each()
    one = (await admin.call("GET", f"{noun}/{ids[noun]}")).json()
    assert one["id"] == ids[noun]
    listed = (await admin.call("GET", noun)).json()
    assert one in listed["items"]
    assert listed["nextCursor"] is None


@EACH_NOUN
async def test_a_new_thing_is_answered_whole_with_201(admin: Admin, noun: str) -> None:
    if noun != "studios":
        for before in NOUNS[: NOUNS.index(noun)]:
            await admin.make(before)
    made = await admin.make(noun)
    if noun == "kiosks":
        assert made.keys() == {"id", "pairingCode", "expiresAt"}
    else:
        stands = (await admin.call("GET", f"{noun}/{made['id']}")).json()
        assert made == stands | (CANCELLED_NOTHING if noun == "closures" else {})
        assert {name: made[name] for name in BODIES[noun]} == dict(BODIES[noun])


@EACH_NOUN
async def test_a_change_is_answered_whole(admin: Admin, noun: str) -> None:
    ids = await admin.make_one_of_each()
    change = CHANGES.get(noun, {"name": "New"})
    before = (await admin.call("GET", f"{noun}/{ids[noun]}")).json()
    answer = await admin.call("PATCH", f"{noun}/{ids[noun]}", change)
    assert (answer.status_code, answer.json()) == (200, {**before, **change})


@EACH_NOUN
async def test_what_has_no_history_is_deleted(admin: Admin, noun: str) -> None:
    """A closure is an act of staff, which is a studio's history."""
    ids = await admin.make_one_of_each(but="closures" if noun == "studios" else None)
    answer = await admin.call("DELETE", f"{noun}/{ids[noun]}")
    assert (answer.status_code, answer.json()) == (200, {"id": ids[noun], "archived": False})
    assert (await admin.call("GET", f"{noun}/{ids[noun]}")).status_code == 404


@EACH_NOUN
async def test_a_list_comes_by_the_page(admin: Admin, noun: str) -> None:
    await admin.make_one_of_each()
    await admin.make(noun, **OTHERS.get(noun, {}))
    ids: list[int] = []
    query = "limit=1"
    while True:
        page = (await admin.call("GET", f"{noun}?{query}")).json()
        ids += [item["id"] for item in page["items"]]
        if page["nextCursor"] is None:
            break
        query = f"limit=1&cursor={page['nextCursor']}"
    assert len(ids) == len(set(ids)) == (3 if noun == "staff" else 2)


@EACH_NOUN
async def test_what_is_not_there_is_404(admin: Admin, noun: str) -> None:
    await admin.make_one_of_each()
    before = await everything()
    change = CHANGES.get(noun, {"name": "New"})
    for method, body in (("GET", None), ("PATCH", change), ("DELETE", None)):
        answer = await admin.call(method, f"{noun}/999", body)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert await everything() == before


async def test_lists_are_of_one_studio_or_course_where_asked(admin: Admin) -> None:
    await admin.make_one_of_each()
    elsewhere = (await admin.make("studios", name="Elsewhere"))["id"]
    course_id = (await admin.make("courses", studioId=elsewhere))["id"]
    await admin.make("steps", courseId=course_id)
    for noun in ("courses", "steps"):
        answer = await admin.call("GET", f"{noun}?studioId={elsewhere}")
        assert len(answer.json()["items"]) == 1
    by_course = await admin.call("GET", f"sessions?courseId={course_id}")
    by_date = await admin.call("GET", "sessions?studioId=1&from=2026-03-02&to=2026-03-02")
    assert (by_course.json()["items"], len(by_date.json()["items"])) == ([], 1)


async def test_a_kiosk_is_paired_again_with_a_new_code(admin: Admin) -> None:
    await admin.make("studios")
    first = await admin.make("kiosks")
    answer = await admin.call("POST", f"kiosks/{first['id']}/pairing-code")
    assert answer.status_code == 201
    assert answer.json()["id"] == first["id"]
    assert answer.json()["pairingCode"] != first["pairingCode"]
    assert (await admin.call("POST", "kiosks/999/pairing-code")).status_code == 404


async def test_refusals_of_the_set_up_are_409_with_their_code(admin: Admin) -> None:
    ids = await admin.make_one_of_each()
    twice = await admin.call("POST", "staff", BODIES["staff"])
    place = await admin.call("POST", "steps", BODIES["steps"])
    last = await admin.call("DELETE", f"staff/{admin.id}")
    assert [(answer.status_code, answer.json()["code"]) for answer in (twice, place, last)] == [
        (409, "already_exists"),
        (409, "position_taken"),
        (409, "last_admin"),
    ]
    assert ids["staff"] != admin.id


async def test_a_setting_out_of_range_is_422_with_the_range(admin: Admin) -> None:
    answer = await admin.call("POST", "studios", {**BODIES["studios"], "settings": {"offlineMaxHours": 169}})
    assert (answer.status_code, answer.json()["errors"]) == (
        422,
        [{"field": "settings.offlineMaxHours", "message": "takes a whole number from 0 to 168"}],
    )
