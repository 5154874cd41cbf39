"""The old system's reservations: what each becomes, what it costs, and what an import never does."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from server.contract.overrides import OverrideRequest
from server.rules.pass_code import derive, hash_of
from server.rules.vocabulary import OverrideAction
from server.services.absence.nights import run_by_hand
from server.services.absence.override import override
from server.services.absence.run import sweep_at
from server.services.absence.settle import settle
from server.services.actor import SYSTEM
from server.services.context import Context
from server.services.messages.remind import remind
from tests import actors
from tests.builders import KEYS
from tests.imports import EIGHT, NEXT_WEEK, STUDIO_FILES, Ran, Row, at, import_from, reservation, write_files
from tests.invariants import broken_absences, broken_invariants
from tests.movable_clock import MovableClock
from tests.readings import (
    Event,
    Punch,
    bookings,
    events_of,
    ledger_of,
    messages,
    punches_left,
    reservation_row,
    seats_taken,
)

NOT_CAPPED = {"max_advance_reservations": ""}


async def brought_in(
    folder: Path, studio_id: int, context: Context, *rows: dict[str, str], **files: Sequence[Row]
) -> Ran:
    """Import reservations with what they lean on; `files` are other rows, by the name of their file."""
    others = {f"{name}.csv": rows for name, rows in files.items()}
    written = write_files(folder, {**STUDIO_FILES, **others, "reservations.csv": list(rows)})
    return await import_from(written, studio_id, context)


async def row_of(ran: Ran, foreign_id: str) -> dict[str, Any]:
    return await reservation_row(ran.own_id("reservations.csv", foreign_id))


async def all_is_well() -> None:
    tables = await bookings()
    assert broken_invariants(tables) == []
    assert broken_absences(tables["session_reservation"], set()) == []


async def test_old_reservations_become_what_they_were(tmp_path: Path, studio_id: int, context: Context) -> None:
    ran = await brought_in(
        tmp_path,
        studio_id,
        context,
        reservation(1, "s0", attended="true"),
        reservation(2, "s1"),
        reservation(3, "s2", cancelled_at="2026-03-01T09:00"),
        reservation(4, "s2", cancelled="true"),
    )
    statuses = [(await row_of(ran, f"r{number}"))["status"] for number in range(1, 5)]
    assert statuses == ["ATTENDED", "PENDING", "CANCELLED", "CANCELLED"]
    assert (await row_of(ran, "r3"))["cancelled_at"] == at(2026, 3, 1, 14)
    taken = [await seats_taken(ran.own_id("sessions.csv", each)) for each in ("s0", "s1", "s2")]
    assert taken == [1, 1, 0]
    await all_is_well()


async def test_a_reservation_to_come_has_a_code_that_its_id_draws_again(
    tmp_path: Path, studio_id: int, context: Context
) -> None:
    """R43."""
    row = await row_of(await brought_in(tmp_path, studio_id, context, reservation(1)), "r1")
    assert row["code_hash"] == hash_of(derive(KEYS.pass_code, row["id"], 0))
    assert row["code_generation"] == 0


async def test_each_reservation_has_the_event_of_its_import(tmp_path: Path, studio_id: int, context: Context) -> None:
    ran = await brought_in(tmp_path, studio_id, context, reservation(1))
    events = await events_of(ran.own_id("reservations.csv", "r1"))
    assert events == [Event(None, "PENDING", "system", "SYSTEM", "import")]


async def test_a_past_absence_counts_as_acted_on_and_has_cost_nothing(
    tmp_path: Path, studio_id: int, context: Context, clock: MovableClock
) -> None:
    """R34: neither the sweep nor any night may make anything of it; what is booked after it stays."""
    ran = await brought_in(tmp_path, studio_id, context, reservation(1, "s0"), reservation(2, "s1"))
    missed = await row_of(ran, "r1")
    assert (missed["status"], missed["no_show_detected_at"]) == ("NO_SHOW", at(2026, 2, 23, 23))
    assert missed["absence_acted_at"] == context.now()
    clock.set(context.now() + timedelta(days=2))
    await settle(sweep_at(context.now()))
    await run_by_hand(None, context.now(), SYSTEM, context)
    assert await row_of(ran, "r1") == missed
    assert (await row_of(ran, "r2"))["status"] == "PENDING"
    assert await punches_left(ran.own_id("passes.csv", "p1")) == 5
    assert await messages() == []
    await all_is_well()


async def test_an_excused_past_absence_returns_no_punch_that_it_never_took(
    tmp_path: Path, studio_id: int, context: Context
) -> None:
    ran = await brought_in(tmp_path, studio_id, context, reservation(1, "s0"))
    asked = OverrideRequest(action=OverrideAction.EXCUSE, reason="She had called", cascade=True)
    await override(ran.own_id("reservations.csv", "r1"), asked, actors.admin(1), context)
    assert (await row_of(ran, "r1"))["status"] == "CANCELLED"
    assert await punches_left(ran.own_id("passes.csv", "p1")) == 5
    assert await seats_taken(ran.own_id("sessions.csv", "s0")) == 0
    await all_is_well()


async def test_a_past_absence_that_was_none_after_all_costs_its_punch_once(
    tmp_path: Path, studio_id: int, context: Context
) -> None:
    ran = await brought_in(tmp_path, studio_id, context, reservation(1, "s0"))
    asked = OverrideRequest(action=OverrideAction.ATTENDED, reason="The list was wrong")
    await override(ran.own_id("reservations.csv", "r1"), asked, actors.admin(1), context)
    assert await punches_left(ran.own_id("passes.csv", "p1")) == 4
    await all_is_well()


async def test_the_balance_is_the_ledgers_first_row_and_its_sum(
    tmp_path: Path, studio_id: int, context: Context
) -> None:
    """R9: what was attended before is in the balance already; its punch can be corrected, and changes no sum."""
    ran = await brought_in(tmp_path, studio_id, context, reservation(1, "s0", attended="true"))
    pass_id, attended = ran.own_id("passes.csv", "p1"), ran.own_id("reservations.csv", "r1")
    assert await ledger_of(pass_id) == [
        Punch("IMPORT", 5, None, "system", "import", live=True),
        Punch("IMPORT", 1, None, "system", "import", live=True),
        Punch("CHECK_IN", -1, attended, "system", "import", live=True),
    ]
    assert await punches_left(pass_id) == 5
    await all_is_well()


async def test_a_pass_without_punches_has_no_ledger(tmp_path: Path, studio_id: int, context: Context) -> None:
    """R11."""
    unlimited = {**EIGHT, "pass_type": "UNLIMITED_SERIES", "sessions_included": "", "sessions_remaining": ""}
    ran = await brought_in(tmp_path, studio_id, context, reservation(1, "s0", attended="true"), passes=[unlimited])
    assert await ledger_of(ran.own_id("passes.csv", "p1")) == []
    await all_is_well()


async def test_nobody_is_written_to_not_even_about_tomorrow(
    tmp_path: Path, studio_id: int, context: Context, clock: MovableClock
) -> None:
    """R39: the other system has sent the reminders of tomorrow; those of next week come in time."""
    tomorrow = {**NEXT_WEEK, "id": "s9", "starts_at": "2026-03-03T14:00"}
    ran = await brought_in(
        tmp_path,
        studio_id,
        context,
        reservation(1, "s9", reserved_at="2026-02-01T10:00"),
        reservation(2, "s1", reserved_at="2026-02-01T10:00"),
        sessions=[*STUDIO_FILES["sessions.csv"], tomorrow],
    )
    await remind(context)
    assert await messages() == []
    clock.set(at(2026, 3, 8, 20))
    await remind(context)
    assert [message["dedupe_key"].split(":")[1] for message in await messages()] == [
        str(ran.own_id("reservations.csv", "r2"))
    ]


async def test_what_cannot_be_is_refused_with_its_line_and_stops_nothing_else(
    tmp_path: Path, studio_id: int, context: Context
) -> None:
    other = {**EIGHT, "id": "p2", "customer_id": "u2"}
    third = {**EIGHT, "id": "p3", "customer_id": "u3"}
    people = [*STUDIO_FILES["customers.csv"], {"id": "u2", "email": "b@example.org", "name": "Bo"}]
    ran = await brought_in(
        tmp_path,
        studio_id,
        context,
        reservation(1),
        reservation(2, pass_id="p2"),
        reservation(3, pass_id="p3"),
        reservation(4),
        reservation(5, "s7"),
        reservation(6, "s0", attended="true", cancelled="true"),
        reservation(7, "s2", status="NO_SHOW"),
        reservation(8, "s2", status="PENDING", punch="CHECK_IN"),
        reservation(9, "s2", step_id="t1"),
        reservation(10, "s2"),
        customers=[*people, {"id": "u3", "email": "c@example.org", "name": "Cleo"}],
        passes=[EIGHT, other, third],
    )
    assert ran.said("reservations.csv") == [
        "added",
        "added",
        "line 4, session_id: the class is full: it has 2 seats",
        "line 5, session_id: the customer has a seat in this class already",
        "line 6, session_id: there is no session 's7': it is in no file, or its row was refused",
        "line 7, attended: says that it was attended and cancelled",
        "line 8, status: is NO_SHOW, and the class is still to come",
        "line 9, punch: cannot be CHECK_IN where the reservation is PENDING",
        "line 10, step_id: there is no step 't1': it is in no file, or its row was refused",
        "added",
    ]
    await all_is_well()


async def test_a_makeup_names_its_part_and_each_part_is_open_once(
    tmp_path: Path, studio_id: int, context: Context
) -> None:
    """R17."""
    parts = [{"id": f"t{n}", "course_id": "c1", "position": n, "title": f"Part {n}"} for n in (1, 2)]
    makeup = {**NEXT_WEEK, "id": "m1", "is_makeup": "true"}
    second = {**NEXT_WEEK, "id": "m2", "is_makeup": "true", "starts_at": "2026-03-10T16:00"}
    part_1 = {**NEXT_WEEK, "id": "q1", "step_id": "t1", "starts_at": "2026-03-11T16:00"}
    ran = await brought_in(
        tmp_path,
        studio_id,
        context,
        reservation(1, "m1"),
        reservation(2, "m1", step_id="t2"),
        reservation(3, "m2", step_id="t2"),
        reservation(4, "q1", step_id="t2"),
        reservation(5, "q1"),
        steps=parts,
        sessions=[part_1, makeup, second],
    )
    assert ran.said("reservations.csv") == [
        "line 2, step_id: is needed: the session is a makeup of every part",
        "added",
        "line 4, step_id: the pass has another open reservation for that part",
        "line 5, step_id: is not the session's part",
        "added",
    ]
    assert (await row_of(ran, "r5"))["step"] == ran.own_id("steps.csv", "t1")
    await all_is_well()


async def test_a_pass_with_fewer_punches_than_bookings_is_told_and_brought_in(
    tmp_path: Path, studio_id: int, context: Context
) -> None:
    """R10: the customers hold these bookings, so none is taken from them."""
    ran = await brought_in(
        tmp_path,
        studio_id,
        context,
        reservation(1),
        reservation(2, "s2"),
        passes=[{**EIGHT, "sessions_remaining": "1"}],
    )
    assert ran.warnings == [
        "pass 'p1' has 1 punches left and 2 bookings to come: sell a pass, or adjust it",
    ]
    assert ran.said("reservations.csv") == ["added", "added"]
    await all_is_well()


async def test_what_an_absence_has_released_names_it_though_it_comes_later(
    tmp_path: Path, studio_id: int, context: Context
) -> None:
    """And what names one of another pass, or none, is told and left without."""
    ran = await brought_in(
        tmp_path,
        studio_id,
        context,
        reservation(1, "s1", status="AUTO_CANCELLED", auto_cancelled_by="r3"),
        reservation(2, "s2", status="AUTO_CANCELLED", auto_cancelled_by="r7"),
        reservation(3, "s0", status="NO_SHOW", punch="NO_SHOW"),
    )
    assert (await row_of(ran, "r1"))["auto_cancelled_by"] == ran.own_id("reservations.csv", "r3")
    assert (await row_of(ran, "r2"))["auto_cancelled_by"] is None
    assert ran.warnings == ["line 3, column auto_cancelled_by: its pass has no reservation 'r7'; left empty"]
    asked = OverrideRequest(action=OverrideAction.EXCUSE, reason="She had called", cascade=True)
    await override(ran.own_id("reservations.csv", "r3"), asked, actors.admin(1), context)
    assert (await row_of(ran, "r1"))["status"] == "PENDING"
    assert await punches_left(ran.own_id("passes.csv", "p1")) == 6
    await all_is_well()


@pytest.mark.parametrize("status", ["PENDING", "CHECKED_IN", "ATTENDED", "NO_SHOW"])
async def test_no_seat_is_taken_in_a_class_that_the_studio_has_cancelled(
    tmp_path: Path, studio_id: int, context: Context, status: str
) -> None:
    called_off = {**NEXT_WEEK, "cancelled_at": "2026-03-01T09:00"}
    ran = await brought_in(tmp_path, studio_id, context, reservation(1, status=status), sessions=[called_off])
    if status == "PENDING":  # which is what the studio's own cancelling would have made of it
        assert (await row_of(ran, "r1"))["status"] == "CANCELLED"
    else:
        assert ran.said("reservations.csv") == [
            f"line 2, status: is {status}, and the studio has cancelled the class",
        ]
    assert await seats_taken(ran.own_id("sessions.csv", "s1")) == 0
