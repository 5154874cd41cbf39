"""The same races between two processes on one database: nothing that one of them knows by itself may decide."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from server.services.context import Context
from server.settings import Settings
from tests import actors
from tests.app_fixtures import AN_HOUR_BEFORE_CLASS
from tests.builders import add_customer, add_kiosk, add_pass, add_session
from tests.invariants import broken_invariants
from tests.parts.other_process import OtherProcess
from tests.readings import bookings, seats_taken
from tests.scene import Scene, booked, open_scene

ROUNDS = 20

Deed = list[object]


@pytest.fixture
async def scene(database: None) -> Scene:
    return await open_scene(capacity=1000)


async def test_two_processes_fill_a_class_and_no_more(scene: Scene, app_settings: Settings, tmp_path: Path) -> None:
    session_id = await add_session(scene.course_id, capacity=10)
    deeds: list[Deed] = [["book", pass_id, session_id, customer_id] for customer_id, pass_id in await people(scene, 60)]
    answers = in_two_processes(deeds[::2], deeds[1::2], app_settings, tmp_path)
    assert Counter([*answers[0], *answers[1]]) == {"PENDING": 10, "session_full": 50}
    assert await seats_taken(session_id) == 10
    await all_agrees()


async def test_two_processes_take_each_last_punch_once(scene: Scene, app_settings: Settings, tmp_path: Path) -> None:
    sessions = [await add_session(scene.course_id, capacity=1000) for _ in range(2)]
    customers = await people(scene, ROUNDS, punches=1)
    ones, others = ([["book", pass_id, session, who] for who, pass_id in customers] for session in sessions)
    for answers in in_pairs(ones, others, app_settings, tmp_path):
        assert answers == {"PENDING", "no_punches_left"}
    await all_agrees()


async def test_two_processes_judge_one_code_at_two_kiosks(
    scene: Scene, app_settings: Settings, context: Context, tmp_path: Path
) -> None:
    back_door = (await add_kiosk(scene.studio_id, "Back door")).id
    codes = [code for _, _, code in await reservations(scene, context)]
    ones, others = (
        [["scan", kiosk_id, scene.studio_id, code, f"round{place}"] for place, code in enumerate(codes)]
        for kiosk_id in (scene.kiosk_id, back_door)
    )
    for answers in in_pairs(ones, others, app_settings, tmp_path):
        assert answers == {"ok", "already_checked_in"}
    assert len((await bookings())["punch_entry"]) == 1 + 2 * ROUNDS
    await all_agrees()


async def test_two_processes_give_one_scan_one_verdict(
    scene: Scene, app_settings: Settings, context: Context, tmp_path: Path
) -> None:
    made = await reservations(scene, context)
    deeds: list[Deed] = [
        ["scan", scene.kiosk_id, scene.studio_id, code, f"round{place}"] for place, (_, _, code) in enumerate(made)
    ]
    for answers in in_pairs(deeds, deeds, app_settings, tmp_path):
        assert answers == {"ok"}
    assert len((await bookings())["scan_attempt"]) == ROUNDS
    await all_agrees()


async def test_one_process_cancels_what_the_other_checks_in(
    scene: Scene, app_settings: Settings, context: Context, tmp_path: Path
) -> None:
    made = await reservations(scene, context)
    cancels: list[Deed] = [["cancel", reservation_id, customer_id] for reservation_id, customer_id, _ in made]
    scans: list[Deed] = [
        ["scan", scene.kiosk_id, scene.studio_id, code, f"round{place}"] for place, (_, _, code) in enumerate(made)
    ]
    for answers in in_pairs(cancels, scans, app_settings, tmp_path):
        assert answers in ({"CANCELLED", "cancelled"}, {"illegal_transition", "ok"})
    await all_agrees()


async def people(scene: Scene, count: int, *, punches: int = 8) -> list[tuple[int, int]]:
    """Return customers, each with a pass."""
    made = []
    for _ in range(count):
        customer_id = await add_customer(scene.studio_id)
        made.append((customer_id, await add_pass(customer_id, scene.studio_id, scene.course_id, punches=punches)))
    return made


async def reservations(scene: Scene, context: Context) -> list[tuple[int, int, str]]:
    """Return reservations of as many customers as there are rounds: id, customer, code."""
    made = []
    for customer_id, pass_id in await people(scene, ROUNDS):
        reservation = await booked(pass_id, scene.session_id, actors.customer(customer_id), context)
        made.append((reservation.id, customer_id, str(reservation.code)))
    return made


def in_pairs(ones: Sequence[Deed], others: Sequence[Deed], given: Settings, folder: Path) -> list[set[str]]:
    """Do two lists of deeds in two processes at once; return the answers to each pair."""
    first, second = in_two_processes(ones, others, given, folder)
    return [set(pair) for pair in zip(first, second, strict=True)]


def in_two_processes(
    ones: Sequence[Deed], others: Sequence[Deed], given: Settings, folder: Path
) -> tuple[list[str], list[str]]:
    with doing(ones, given, folder) as one, doing(others, given, folder) as other:
        assert (one.hear(), other.hear()) == ("ready", "ready")
        one.tell("go")
        other.tell("go")
        return answers_of(one), answers_of(other)


def doing(deeds: Sequence[Deed], given: Settings, folder: Path) -> OtherProcess:
    return OtherProcess(["-m", "tests.faults.deeds_program", json.dumps(list(deeds))], given.database_url, folder)


def answers_of(process: OtherProcess) -> list[str]:
    code, said, complained = process.ended()
    assert (code, complained) == (0, "")
    answers: list[str] = json.loads(said)
    return answers


async def all_agrees() -> None:
    assert broken_invariants(await bookings(), AN_HOUR_BEFORE_CLASS) == []
