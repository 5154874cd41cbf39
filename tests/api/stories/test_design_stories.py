"""The design's three use cases, each as a whole story through the HTTP interface, on a moved clock.

Mug Building in March, over the night in which the clocks go forward; Beginner Wheel Throwing in May; the pass of eight
punches in July.
"""

from datetime import date, time
from typing import Final

import httpx

from tests.api.stories.story import FRI, MON, SUN, THU, TUE, WED, Caller, Json, Person, Story, begin
from tests.movable_clock import MovableClock

MARCH, MAY, JULY = date(2026, 3, 2), date(2026, 5, 4), date(2026, 7, 6)
NOON, EVENING = time(12), time(18, 40)
PARTS: Final = ("Throw the body", "Pull the handle", "Glaze")

# Mug Building: three parts in three weeks, any day of each, in order; a makeup week for all of them (R17)


async def test_mug_building_with_a_missed_part_made_up_for_in_week_four(
    client: httpx.AsyncClient, clock: MovableClock
) -> None:
    story = await begin(MARCH, client, clock)
    owner = await story.go_to(1, MON, time(9))
    course, parts, weeks = await the_owner_sets_mug_building_up(story, owner)
    ana = await story.sell(owner, "Ana", course, passType="FULL_COURSE", maxAdvanceReservations=None)
    ben = await story.sell(owner, "Ben", course, passType="FULL_COURSE", maxAdvanceReservations=None)
    await the_first_part_is_attended_on_a_day_of_choice(story, ana, weeks)
    await the_second_is_moved_within_its_week_and_missed(story, ana, weeks)
    await the_makeup_week_takes_the_second_part_and_then_the_third(story, ana, ben, parts, weeks)


async def the_owner_sets_mug_building_up(story: Story, owner: Caller) -> tuple[int, list[int], list[list[int]]]:
    """Each part has its week; two weeks that share a day are refused, and a class outside the week is not made."""
    course = await story.add_course(owner, "Mug Building")
    parts = [await add_part(story, owner, course, number, title) for number, title in enumerate(PARTS, 1)]
    wrong = {"courseId": course, "position": 4, "title": "Fire", "windowStart": str(story.day(3, SUN))}
    said = (await owner.refused("/api/admin/steps", wrong, status=422))["errors"]
    assert said == [{"field": "windowStart", "message": "overlaps with part 3, Glaze: 2026-03-16 to 2026-03-22"}]
    weeks = [
        await story.add_weeks(owner, course, week, week, "18:30", stepId=part) for week, part in enumerate(parts, 1)
    ]
    weeks.append(await story.add_weeks(owner, course, 4, 4, "18:30", isMakeup=True, capacity=1))
    assert [len(week) for week in weeks] == [5, 5, 5, 5]
    astray = {"courseId": course, "stepId": parts[0], "startsAt": "2026-03-09T22:30:00Z"}
    [outside] = (await owner.refused("/api/admin/sessions", astray, status=422))["errors"]
    assert outside["message"] == "2026-03-09 lies outside the window of Throw the body: 2026-03-02 to 2026-03-08"
    starts = [(await owner.get(f"/api/admin/sessions/{week[0]}"))["startsAt"] for week in weeks[:2]]
    assert starts == ["2026-03-02T23:30:00Z", "2026-03-09T22:30:00Z"]  # 18:30 before and after the clocks change
    return course, parts, weeks


async def add_part(story: Story, owner: Caller, course: int, number: int, title: str) -> int:
    week = {"windowStart": str(story.day(number, MON)), "windowEnd": str(story.day(number, SUN))}
    asked = {"courseId": course, "position": number, "title": title, "requiredSequence": number > 1, **week}
    return int((await owner.post("/api/admin/steps", asked))["id"])


async def the_first_part_is_attended_on_a_day_of_choice(story: Story, ana: Person, weeks: list[list[int]]) -> None:
    assert await ana.states() == ["open", "locked", "locked"]
    body = await ana.book(weeks[0][WED])
    assert (await ana.is_refused(weeks[0][THU]))["code"] == "part_already_reserved"
    assert (await ana.is_refused(weeks[1][MON]))["code"] == "previous_part_not_attended"
    owner = await story.go_to(1, WED, EVENING)
    await owner.post(f"/api/staff/reservations/{body['id']}/check-in", {})
    assert await ana.states() == ["booked", "open", "locked"]  # arrived is enough for the next one
    await story.night_after(1, WED)
    assert await ana.states() == ["done", "open", "locked"]
    assert (await ana.is_refused(weeks[0][THU]))["code"] == "part_already_attended"


async def the_second_is_moved_within_its_week_and_missed(story: Story, ana: Person, weeks: list[list[int]]) -> None:
    handle = await ana.book(weeks[1][TUE])
    moved = await ana.caller.post(f"/api/reservations/{handle['id']}/move", {"sessionId": weeks[1][FRI]})
    assert (moved["id"], moved["code"], moved["stepTitle"]) == (handle["id"], handle["code"], PARTS[1])
    assert (await ana.status())["parts"][1]["why"] == "Booked for Fri 13 Mar at 18:30."
    await story.night_after(2, FRI)
    assert (await ana.reservation(handle["id"]))["reservationStatus"] == "NO_SHOW"
    assert await ana.states() == ["done", "missed", "locked"]
    assert (await ana.status())["parts"][1]["why"] == (
        "The class on Fri 13 Mar at 18:30 was missed. You can take the part in a makeup class,"
        " Mon 23 Mar to Fri 27 Mar. The next makeup class with a seat is Mon 23 Mar at 18:30."
    )
    assert (await ana.is_refused(weeks[2][MON]))["code"] == "previous_part_not_attended"


async def the_makeup_week_takes_the_second_part_and_then_the_third(
    story: Story, ana: Person, ben: Person, parts: list[int], weeks: list[list[int]]
) -> None:
    """One seat a makeup class: it is Ana's whatever part somebody else would come for."""
    assert (await ana.is_refused(weeks[3][MON]))["code"] == "part_required"
    handle = await ana.book(weeks[3][MON], parts[1])
    assert (handle["isMakeup"], handle["stepTitle"]) == (True, PARTS[1])
    assert (await ben.is_refused(weeks[3][MON], parts[0]))["code"] == "session_full"
    assert (await ana.is_refused(weeks[3][TUE], parts[2]))["code"] == "previous_part_not_attended"
    owner = await story.go_to(4, MON, EVENING)
    await owner.post(f"/api/staff/reservations/{handle['id']}/check-in", {})
    glaze = await ana.book(weeks[3][TUE], parts[2])
    await story.night_after(4, MON)
    assert await ana.states() == ["done", "done", "booked"]
    owner = await story.go_to(4, TUE, EVENING)
    await owner.post(f"/api/staff/reservations/{glaze['id']}/check-in", {})
    await story.night_after(4, TUE)
    assert (await ana.states(), (await ana.status())["nextStepId"]) == (["done", "done", "done"], None)
    assert await ben.states() == ["open", "locked", "locked"]


# Beginner Wheel Throwing: any class, three booked ahead, a missed one releases the rest (R15, R34, R36)


async def test_wheel_throwing_with_three_ahead_and_a_missed_class(
    client: httpx.AsyncClient, clock: MovableClock
) -> None:
    story = await begin(MAY, client, clock)
    owner = await story.go_to(1, MON, time(9))
    course = await story.add_course(owner, "Beginner Wheel Throwing")
    classes = await story.add_weeks(owner, course, 1, 2, "16:00")
    ana = await story.sell(owner, "Ana", course, passType="UNLIMITED_SERIES")
    booked = await three_are_booked_and_no_fourth(ana, classes)
    await missed_and_released(story, ana, classes[MON], booked)
    await put_right(story, ana, booked, classes)
    await a_week_away(story, ana, classes)


async def three_are_booked_and_no_fourth(ana: Person, classes: list[int]) -> list[Json]:
    booked = [await ana.book(classes[day]) for day in (MON, TUE, WED)]
    said = await ana.is_refused(classes[THU])
    assert (said["code"], said["limit"], said["openReservations"]) == ("reservation_limit_reached", 3, 3)
    await ana.caller.delete(f"/api/reservations/{booked.pop()['id']}")
    return [*booked, await ana.book(classes[THU])]


async def missed_and_released(story: Story, ana: Person, monday: int, booked: list[Json]) -> None:
    """Nothing falls in the evening; at 01:00 all that comes after does, and staff read why."""
    owner = await story.go_to(1, MON, EVENING)
    await owner.post(f"/api/staff/sessions/{monday}/attendance", {"all": "NO_SHOW"})
    assert await statuses(ana, booked) == ["NO_SHOW", "PENDING", "PENDING"]
    owner = await story.night_after(1, MON)
    assert await statuses(ana, booked) == ["NO_SHOW", "AUTO_CANCELLED", "AUTO_CANCELLED"]
    assert (await ana.status())["openReservations"] == 0
    notes = (await owner.get(f"/api/staff/customers/{ana.customer_id}"))["notes"]
    assert any("16:00" in note["text"] for note in notes), notes


async def put_right(story: Story, ana: Person, booked: list[Json], classes: list[int]) -> None:
    """R36: excused with all that it cost; the released code opens the door again, on the day it was moved to (R20)."""
    owner = await story.go_to(1, TUE, NOON)
    asked = {"action": "excuse", "reason": "ill, she phoned", "cascade": True}
    answer = await owner.post(f"/api/admin/reservations/{booked[0]['id']}/override", asked)
    assert [each["ok"] for each in answer["cascade"]] == [True, True]
    assert await statuses(ana, booked) == ["CANCELLED", "PENDING", "PENDING"]
    await ana.caller.post(f"/api/reservations/{booked[1]['id']}/move", {"sessionId": classes[WED]})
    door = await story.open_door(owner)
    await story.go_to(1, WED, time(15, 30))
    assert await door.scan(booked[1]["code"]) == "ok"


async def a_week_away(story: Story, ana: Person, classes: list[int]) -> None:
    """R8: what the freeze would cancel is shown first; in it nothing is booked, and the day after it everything is."""
    monday, friday = story.day(2, MON), story.day(2, FRI)
    owner = await story.go_to(1, THU, NOON)
    away = await ana.book(classes[5])
    path, asked = f"/api/admin/registrations/{ana.pass_id}/freeze", {"from": str(monday), "until": str(monday)}
    said = await owner.refused(path, {**asked, "reason": "away"})
    assert said["code"] == "would_cancel"
    assert (await ana.reservation(away["id"]))["reservationStatus"] == "PENDING"
    frozen = await owner.post(path, {**asked, "reason": "away", "confirm": True})
    assert [each["reservationId"] for each in frozen["cancelled"]] == [away["id"]]
    assert (await ana.is_refused(classes[5]))["code"] == "pass_not_valid"
    await ana.book(classes[5 + (friday - monday).days])


async def statuses(person: Person, booked: list[Json]) -> list[str]:
    return [str((await person.reservation(each["id"]))["reservationStatus"]) for each in booked]


# The pass of eight punches: holds, check-in, a no-show that deducts, an excuse that returns (R9, R10, R36)


async def test_eight_punches_and_why_each_was_charged(client: httpx.AsyncClient, clock: MovableClock) -> None:
    story = await begin(JULY, client, clock)
    owner = await story.go_to(1, MON, time(9))
    course = await story.add_course(owner, "Open Studio")
    classes = await story.add_weeks(owner, course, 1, 1, "16:00")
    ana = await story.sell(owner, "Ana", course, passType="PUNCH_PASS", sessionsIncluded=8)
    booked = [await ana.book(classes[day]) for day in (MON, TUE, WED)]
    assert await punches(ana) == (8, 3, 5)
    owner = await story.go_to(1, MON, time(15, 50))
    await owner.post(f"/api/staff/reservations/{booked[0]['id']}/check-in", {})
    assert await punches(ana) == (7, 2, 5)
    owner = await story.night_after(1, TUE)
    assert await statuses(ana, booked) == ["ATTENDED", "NO_SHOW", "AUTO_CANCELLED"]
    assert await punches(ana) == (6, 0, 6)
    excuse = {"action": "excuse", "reason": "the bus broke down", "cascade": True}
    await owner.post(f"/api/admin/reservations/{booked[1]['id']}/override", excuse)
    assert await punches(ana) == (7, 1, 6)
    await the_ledger_says_why(story, ana, classes)


async def the_ledger_says_why(story: Story, ana: Person, classes: list[int]) -> None:
    """Also of a walk-in on Thursday (R31), and of a punch that the studio gives (R9)."""
    owner = await story.go_to(1, THU, time(16, 10))
    await owner.post(f"/api/staff/sessions/{classes[THU]}/walk-ins", {"registrationId": ana.pass_id})
    await owner.post(f"/api/admin/registrations/{ana.pass_id}/adjust", {"delta": 1, "reason": "a gift"})
    assert await ana.ledger() == [
        ("ADJUST", 1, 7, "a gift"),
        ("CHECK_IN", -1, 6, None),
        ("REVERSAL", 1, 7, "the bus broke down"),
        ("NO_SHOW", -1, 6, None),
        ("CHECK_IN", -1, 7, None),
        ("GRANT", 8, 8, None),
    ]


async def punches(person: Person) -> tuple[int, int, int]:
    """Remaining, held, available."""
    status = await person.status()
    return status["sessionsRemaining"], status["sessionsHeld"], status["sessionsAvailable"]
