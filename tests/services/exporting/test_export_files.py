"""The files of a studio that was made here: whose rows, by which ids, in which words."""

import re
import stat
from pathlib import Path

import pytest

from server.rules.vocabulary import ReservationStatus
from server.services.booking.cancel import cancel
from server.services.context import Context
from server.services.exporting.write_csv import UnusableFolderError
from server.tables.people import Customer
from tests import actors
from tests.builders import add_customer, add_pass, add_reservation, add_session, add_studio
from tests.exports import exported, rows_of
from tests.imports import import_from
from tests.readings import everything
from tests.scene import Scene, open_scene

NAMES = ["courses.csv", "customers.csv", "passes.csv", "reservations.csv", "sessions.csv", "steps.csv"]


def left_in(folder: Path) -> dict[str, bytes]:
    """The files of a folder by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
async def scene(database: None) -> Scene:
    """Kiln & Co with Ana and her eight punches."""
    return await open_scene()


async def test_own_rows_have_the_studios_mark_and_name_each_other_by_it(scene: Scene, tmp_path: Path) -> None:
    await add_reservation(scene.pass_id, scene.session_id)
    files = {name: rows_of(content) for name, content in (await exported(scene.studio_id, tmp_path)).items()}
    (person,), (course,) = files["customers.csv"], files["courses.csv"]
    (session,), (sold,), (seat,) = files["sessions.csv"], files["passes.csv"], files["reservations.csv"]
    mark = re.fullmatch(r"(here-[0-9a-f]{8}-)\d+", course["id"])
    assert mark
    assert course["id"] == f"{mark[1]}{scene.course_id}"
    assert (session["course_id"], sold["course_ids"]) == (course["id"], course["id"])
    assert sold["customer_id"] == person["id"]
    assert (seat["pass_id"], seat["session_id"]) == (sold["id"], session["id"])
    assert (seat["status"], session["starts_at"]) == ("PENDING", "2026-03-02T21:00:00Z")


async def test_imported_where_it_came_from_all_is_there_already(scene: Scene, tmp_path: Path, context: Context) -> None:
    await add_reservation(scene.pass_id, scene.session_id)
    await exported(scene.studio_id, tmp_path)
    before = await everything()
    ran = await import_from(tmp_path, scene.studio_id, context)
    assert {fate for name in NAMES for fate in ran.said(name)} == {"already there"}
    assert await everything() == before


async def test_nothing_of_another_studio_is_exported(scene: Scene, tmp_path: Path) -> None:
    """R41."""
    other = await open_scene()
    await add_reservation(other.pass_id, other.session_id)
    files = await exported(scene.studio_id, tmp_path)
    assert {name: len(rows_of(content)) for name, content in files.items()} == {
        "customers.csv": 1,
        "courses.csv": 1,
        "steps.csv": 0,
        "sessions.csv": 1,
        "passes.csv": 1,
        "reservations.csv": 0,
    }


async def test_the_punch_that_a_reservation_holds_is_told(scene: Scene, tmp_path: Path, context: Context) -> None:
    """R9; one that was returned is none."""
    booked = await add_reservation(scene.pass_id, scene.session_id)
    await cancel(booked.id, actors.admin(1), context)
    (seat,) = rows_of((await exported(scene.studio_id, tmp_path))["reservations.csv"])
    assert (seat["status"], seat["punch"]) == ("CANCELLED", "")


async def test_what_a_person_typed_is_never_a_formula(scene: Scene, tmp_path: Path) -> None:
    """R44; and it comes back as it was typed."""
    await Customer.update({Customer.name: "=HYPERLINK(1)", Customer.phone: "+1 555 0100"}, force=True)
    content = (await exported(scene.studio_id, tmp_path))["customers.csv"]
    (person,) = rows_of(content)
    assert (person["name"], person["phone"]) == ("'=HYPERLINK(1)", "'+1 555 0100")


async def test_the_files_are_their_owners_alone(scene: Scene, tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    await exported(scene.studio_id, folder)
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert sorted(left_in(folder)) == NAMES


async def test_an_earlier_export_is_replaced_as_a_whole_and_made_private(scene: Scene, tmp_path: Path) -> None:
    await exported(scene.studio_id, tmp_path)
    (tmp_path / "customers.csv").chmod(0o644)
    (tmp_path / "steps.csv.unfinished").write_text("what a death has left")
    await add_customer(scene.studio_id, "Bo")
    files = await exported(scene.studio_id, tmp_path)
    assert len(rows_of(files["customers.csv"])) == 2
    assert stat.S_IMODE((tmp_path / "customers.csv").stat().st_mode) == 0o600
    assert sorted(left_in(tmp_path)) == NAMES


async def test_a_folder_with_something_else_in_it_is_left_alone(scene: Scene, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(UnusableFolderError, match=r"holds something else, such as notes\.txt: take an empty folder\.$"):
        await exported(scene.studio_id, tmp_path)
    assert list(left_in(tmp_path)) == ["notes.txt"]


async def test_a_folder_that_cannot_be_made_is_one_sentence(scene: Scene, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UnusableFolderError, match=r"cannot be used: (File exists|Not a directory)\.$"):
        await exported(scene.studio_id, tmp_path / "file")


async def test_an_export_that_fails_leaves_the_last_one_as_it_was(scene: Scene, tmp_path: Path) -> None:
    first = await exported(scene.studio_id, tmp_path)
    await add_customer(scene.studio_id, "Bo")
    (tmp_path / "reservations.csv.unfinished").mkdir()
    with pytest.raises(OSError, match="irectory"):
        await exported(scene.studio_id, tmp_path)
    (tmp_path / "reservations.csv.unfinished").rmdir()
    assert left_in(tmp_path) == first


async def test_every_status_is_told(scene: Scene, tmp_path: Path) -> None:
    for status in ReservationStatus:
        person = await add_customer(scene.studio_id)
        held = await add_pass(person, scene.studio_id, scene.course_id)
        await add_reservation(held, await add_session(scene.course_id), status)
    files = await exported(scene.studio_id, tmp_path)
    assert [row["status"] for row in rows_of(files["reservations.csv"])] == list(ReservationStatus)


async def test_a_studio_without_anything_has_files_without_rows(
    studio_id: int, tmp_path: Path, context: Context
) -> None:
    files = await exported(studio_id, tmp_path)
    assert [rows_of(content) for content in files.values()] == [[]] * 6
    ran = await import_from(tmp_path, await add_studio("Elsewhere"), context)
    assert list(ran.counts.values()) == [{}] * 6
