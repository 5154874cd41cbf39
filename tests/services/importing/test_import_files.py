"""The import as a whole: again, dry, in the middle of a death, and what it writes down of itself."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from server.contract.reservations import Reservation, ReserveRequest
from server.services.booking.reserve import reserve
from server.services.context import Context
from server.services.importing.csv_file import UnusableFileError
from server.services.importing.fates import RowFate
from server.services.importing.import_files import FilesAsked, find_files, import_files
from server.tables.imports import ImportedRow
from server.tables.people import Customer
from server.tables.studios import Studio
from tests import actors
from tests.builders import add_customer, add_pass, add_studio
from tests.imports import ANA, EIGHT, NEXT_WEEK, POTTERY, STUDIO_FILES, Row, import_from, reservation, write_files
from tests.invariants import broken_invariants
from tests.readings import WrittenAct, acts, bookings, everything

FILES: Mapping[str, Sequence[Row]] = {
    **STUDIO_FILES,
    "steps.csv": [{"id": "t1", "course_id": "c1", "position": "1", "title": "Part 1"}],
    "reservations.csv": [
        reservation(1, "s0", attended="true"),
        reservation(2, "s1"),
        reservation(3, "s1"),
        reservation(4, "s2", status="AUTO_CANCELLED", auto_cancelled_by="r1"),
    ],
}
SEAT_TAKEN = "line 4, session_id: the customer has a seat in this class already"


async def test_everything_comes_in_and_again_nothing_changes(tmp_path: Path, studio_id: int, context: Context) -> None:
    folder = write_files(tmp_path / "files", FILES)
    ran = await import_from(folder, studio_id, context)
    assert ran.counts == {
        "customers.csv": {"added": 1},
        "courses.csv": {"added": 1},
        "steps.csv": {"added": 1},
        "sessions.csv": {"added": 3},
        "passes.csv": {"added": 1},
        "reservations.csv": {"added": 3, "refused": 1},
    }
    assert ran.said("reservations.csv")[2] == SEAT_TAKEN
    before = await everything()
    again = await import_from(folder, studio_id, context)
    assert await everything() == before
    assert {fate for name in FILES for fate in again.said(name)} == {"already there", SEAT_TAKEN}
    assert broken_invariants(await bookings()) == []


async def test_a_dry_run_says_what_the_run_then_does_and_writes_nothing(
    tmp_path: Path, studio_id: int, context: Context
) -> None:
    folder = write_files(tmp_path / "files", FILES)
    before = await everything()
    dry = await import_from(folder, studio_id, context, is_dry=True)
    assert await everything() == before
    ran = await import_from(folder, studio_id, context)
    assert [dry.said(name) for name in FILES] == [ran.said(name) for name in FILES]
    assert dry.warnings == ran.warnings


async def test_a_dry_run_knows_what_is_here_already(tmp_path: Path, studio_id: int, context: Context) -> None:
    """Half of it is; the other half leans on it."""
    half = {name: FILES[name] for name in FILES if name != "reservations.csv"}
    await import_from(write_files(tmp_path / "files", half), studio_id, context)
    folder = write_files(tmp_path / "files", {"reservations.csv": FILES["reservations.csv"]})
    dry = await import_from(folder, studio_id, context, is_dry=True)
    assert dry.said("customers.csv") == ["already there"]
    assert dry.said("reservations.csv") == ["added", "added", SEAT_TAKEN, "added"]


async def test_a_row_that_says_something_else_now_is_told_and_left_alone(
    tmp_path: Path, studio_id: int, context: Context
) -> None:
    folder = write_files(tmp_path / "files", STUDIO_FILES)
    await import_from(folder, studio_id, context)
    before = await everything()
    write_files(folder, {"passes.csv": [EIGHT | {"sessions_remaining": "8"}]})
    ran = await import_from(folder, studio_id, context)
    assert ran.said("passes.csv") == ["differs from what was imported, left alone"]
    assert await everything() == before


async def test_the_same_content_written_otherwise_is_the_same(tmp_path: Path, studio_id: int, context: Context) -> None:
    folder = write_files(tmp_path / "files", STUDIO_FILES)
    await import_from(folder, studio_id, context)
    columns = "starts_at;id;course_id;is_makeup\r\n"
    rows = "2026-02-23T21:00:00Z;s0;c1;0\r\n2026-03-09 20:00+00;s1;c1;FALSE\r\n2026-04-06T16:00;s2;c1;\r\n"
    (folder / "sessions.csv").write_bytes(("\ufeff" + columns + rows).encode())
    ran = await import_from(folder, studio_id, context)
    assert ran.said("sessions.csv") == ["already there"] * 3


async def test_an_encoding_can_be_named(tmp_path: Path, studio_id: int, context: Context) -> None:
    (tmp_path / "customers.csv").write_bytes("id;email;name\nu1;ana@example.org;Añá\n".encode("latin-1"))
    await import_from(tmp_path, studio_id, context, encoding="latin-1")
    assert [row["name"] for row in await Customer.select(Customer.name)] == ["Añá"]


async def test_of_two_rows_with_one_id_the_first_counts(tmp_path: Path, studio_id: int, context: Context) -> None:
    other = ANA | {"email": "other@example.org"}
    ran = await import_from(write_files(tmp_path, {"customers.csv": [ANA, other]}), studio_id, context)
    assert ran.said("customers.csv") == ["added", "line 3, id: line 2 has the id 'u1' already"]


async def test_what_leans_on_a_refused_row_is_refused_and_names_it(
    tmp_path: Path, studio_id: int, context: Context
) -> None:
    files = {**FILES, "courses.csv": [POTTERY | {"capacity": "many"}]}
    ran = await import_from(write_files(tmp_path, files), studio_id, context)
    assert ran.said("courses.csv") == ["line 2, capacity: takes a whole number such as 8, and not 'many'"]
    gone = "it is in no file, or its row was refused"
    assert ran.said("sessions.csv")[0] == f"line 2, course_id: there is no course 'c1': {gone}"
    assert ran.said("passes.csv") == [f"line 2, course_ids: there is no course 'c1': {gone}"]
    assert ran.said("reservations.csv")[0] == f"line 2, pass_id: there is no pass 'p1': {gone}"
    assert ran.said("customers.csv") == ["added"]


async def test_another_studios_rows_are_not_this_ones(tmp_path: Path, studio_id: int, context: Context) -> None:
    """R41: the same file brings each studio its own, and the one customer to both."""
    folder = write_files(tmp_path / "files", STUDIO_FILES)
    first = await import_from(folder, studio_id, context)
    second = await import_from(folder, await add_studio("Elsewhere"), context)
    assert second.said("courses.csv") == ["added"]
    assert second.said("customers.csv") == ["known here already, and linked"]
    assert second.own_id("customers.csv", "u1") == first.own_id("customers.csv", "u1")
    assert second.own_id("courses.csv", "c1") != first.own_id("courses.csv", "c1")


async def test_an_import_is_an_act_and_one_without_a_change_is_none(
    tmp_path: Path, studio_id: int, context: Context
) -> None:
    folder = write_files(tmp_path / "files", STUDIO_FILES)
    await import_from(folder, studio_id, context, is_dry=True)
    assert await acts() == []
    await import_from(folder, studio_id, context)
    await import_from(folder, studio_id, context)
    counts = {"customers": 1, "courses": 1, "sessions": 3, "passes": 1}
    assert await acts() == [
        WrittenAct("FILES_IMPORTED", "STUDIO", studio_id, "system", "SYSTEM", None, counts),
    ]


class PowerCutError(BaseException):
    """The process has died."""


async def test_a_run_that_died_is_finished_by_the_next(tmp_path: Path, studio_id: int, context: Context) -> None:
    """What was committed stays; what is done last, the links to absences, is made up for."""
    folder = write_files(tmp_path / "files", FILES)
    (studio,) = await Studio.objects().where(Studio.id == studio_id)

    def die(file: str, fate: RowFate) -> None:
        if (file, fate.line) == ("reservations.csv", 2):
            raise PowerCutError

    with pytest.raises(PowerCutError):
        await import_files(FilesAsked(studio, find_files([folder])), context, die)
    assert await ImportedRow.count().where(ImportedRow.kind == "RESERVATION") == 3
    ran = await import_from(folder, studio_id, context)
    assert ran.counts["reservations.csv"] == {"already there": 3, "refused": 1}
    rows = (await everything())["session_reservation"]
    assert [row["auto_cancelled_by"] is not None for row in rows] == [False, False, True]
    assert broken_invariants(await bookings()) == []


async def test_a_row_on_which_the_database_fails_stops_only_itself(
    tmp_path: Path, studio_id: int, context: Context
) -> None:
    """Its batch is done again row by row. The index is what a neighbour's booking in the same instant would break."""
    people = [ANA | {"id": f"u{n}", "email": f"{n}@example.org", "phone": phone} for n, phone in enumerate("1232")]
    folder = write_files(tmp_path, {"customers.csv": people})
    await Customer.raw("CREATE UNIQUE INDEX one_phone ON customer (phone)")
    try:
        ran = await import_from(folder, studio_id, context)
    finally:
        await Customer.raw("DROP INDEX one_phone")
    refused = "line 5, None: somebody has just taken its place here: import the file again"
    assert ran.said("customers.csv") == ["added", "added", "added", refused]
    assert (await import_from(folder, studio_id, context)).said("customers.csv")[3] == "added"


def test_no_file_of_ours_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("id\n")
    for paths, sentence in (
        ([tmp_path], "has none of customers.csv, courses.csv, steps.csv, sessions.csv, passes.csv, reservations.csv."),
        ([tmp_path / "people.csv"], "people.csv is none of customers.csv, courses.csv"),
        ([tmp_path / "none"], "is none of"),
    ):
        with pytest.raises(UnusableFileError, match=sentence):
            find_files(paths)


def test_a_file_that_is_named_twice_is_one_sentence(tmp_path: Path) -> None:
    path = write_files(tmp_path, {"customers.csv": [ANA]}) / "customers.csv"
    with pytest.raises(UnusableFileError, match=r"^customers\.csv is named twice\.$"):
        find_files([path, tmp_path])


def test_reservations_without_a_status_of_either_kind_are_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "reservations.csv").write_text("id,pass_id,session_id\n")
    with pytest.raises(UnusableFileError) as unusable:
        find_files([tmp_path])
    assert str(unusable.value) == (
        "reservations.csv lacks the column status, or attended; its first line has id, pass_id, session_id."
    )


def test_the_files_are_taken_in_the_order_in_which_they_need_each_other(tmp_path: Path) -> None:
    write_files(tmp_path, FILES)
    named = [tmp_path / name for name in sorted(FILES, reverse=True)]
    assert [file.name for file in find_files(named).values()] == [
        "customers.csv",
        "courses.csv",
        "steps.csv",
        "sessions.csv",
        "passes.csv",
        "reservations.csv",
    ]


async def test_the_last_seat_is_given_once_also_while_people_book(
    tmp_path: Path, studio_id: int, context: Context
) -> None:
    """R18: whoever comes second hears that the class is full."""
    one_seat = {"sessions.csv": [NEXT_WEEK | {"capacity": "1"}]}
    ran = await import_from(write_files(tmp_path / "first", {**STUDIO_FILES, **one_seat}), studio_id, context)
    session_id, course_id = ran.own_id("sessions.csv", "s1"), ran.own_id("courses.csv", "c1")
    bo = await add_customer(studio_id, "Bo")
    asked = ReserveRequest(registration_id=await add_pass(bo, studio_id, course_id), session_id=session_id)
    booked, brought_in = await asyncio.gather(
        reserve(asked, actors.customer(bo), context),
        import_from(write_files(tmp_path / "second", {"reservations.csv": [reservation(1)]}), studio_id, context),
    )
    got = [isinstance(booked, Reservation), brought_in.said("reservations.csv") == ["added"]]
    assert sorted(got) == [False, True]
    assert broken_invariants(await bookings()) == []
