import pytest

from server.contract.paging import Paging
from server.services.outcomes import InvalidFieldError
from server.services.paging import read_newest, read_page
from server.tables.courses import ClassSession, Course
from server.tables.people import Customer
from tests.builders import STARTS_AT, TWO_HOURS, add_course, add_customer, add_session, add_studio


async def ids_page_by_page(limit: int) -> list[list[int]]:
    """Return the ids of all customers by name, as pages give them."""
    pages, cursor = [], None
    while True:
        rows, cursor = await read_page(Customer, [], Paging(limit, cursor), Customer.name)
        pages.append([row.id for row in rows])
        if cursor is None:
            return pages


async def test_pages_hold_every_row_once_in_order(database: None) -> None:
    studio_id = await add_studio()
    ids = {name: await add_customer(studio_id, name) for name in ("Cleo", "Ana", "Ben", "Ana B.", "Dora")}
    in_order = [ids["Ana"], ids["Ana B."], ids["Ben"], ids["Cleo"], ids["Dora"]]
    assert await ids_page_by_page(2) == [in_order[:2], in_order[2:4], in_order[4:]]
    assert await ids_page_by_page(5) == [in_order]


async def test_rows_with_the_same_name_are_told_apart_by_their_ids(database: None) -> None:
    studio_id = await add_studio()
    ids = [await add_customer(studio_id, "Ana", email=f"ana.{number}@example.org") for number in range(3)]
    assert await ids_page_by_page(1) == [[each] for each in ids]


async def test_a_row_that_comes_meanwhile_repeats_no_other(database: None) -> None:
    studio_id = await add_studio()
    first, second = await add_customer(studio_id, "Ben"), await add_customer(studio_id, "Cleo")
    rows, cursor = await read_page(Customer, [], Paging(1), Customer.name)
    await add_customer(studio_id, "Ana")
    later, _ = await read_page(Customer, [], Paging(1, cursor), Customer.name)
    assert ([row.id for row in rows], [row.id for row in later]) == ([first], [second])


async def test_instants_are_paged_by_to_the_microsecond(database: None) -> None:
    course_id = await add_course(await add_studio())
    instants = [STARTS_AT.replace(microsecond=each) for each in (0, 1, 500_000)] + [STARTS_AT + TWO_HOURS]
    ids = [await add_session(course_id, instant) for instant in instants]
    found, cursor = [], None
    for _ in ids:
        rows, cursor = await read_page(ClassSession, [], Paging(1, cursor), ClassSession.starts_at)
        found += [row.id for row in rows]
    assert (found, cursor) == (ids, None)


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "{}",
        "W10=",  # []
        "WzEsMV0=",  # [1,1]: a number where a name belongs
        "WyJBXHUwMDAwIiwxXQ==",  # a NUL in the name
        "WyJBbmEiLDBd",  # an id that cannot be
        "WyJBbmEiLDIxNDc0ODM2NDhd",  # past 32 bits
        "ä",
        "WyJBbmEiLDFd\x00",
    ],
)
async def test_a_cursor_that_no_list_gave_is_refused(database: None, cursor: str) -> None:
    with pytest.raises(InvalidFieldError) as refused:
        await read_page(Customer, [], Paging(1, cursor), Customer.name)
    assert refused.value.field == "cursor"


async def test_a_cursor_of_a_far_year_is_refused(database: None) -> None:
    with pytest.raises(InvalidFieldError):
        await read_page(
            ClassSession, [], Paging(1, "WyI5OTk5LTEyLTMxVDIzOjU5OjU5LTEyOjAwIiwxXQ=="), ClassSession.starts_at
        )


async def test_a_cursor_that_a_list_gave_is_taken_whatever_its_year(database: None) -> None:
    course_id = await add_course(await add_studio())
    ids = [await add_session(course_id, STARTS_AT.replace(year=each)) for each in (1999, 2101)]
    _, cursor = await read_page(ClassSession, [], Paging(1), ClassSession.starts_at)
    later, _ = await read_page(ClassSession, [], Paging(1, cursor), ClassSession.starts_at)
    assert [row.id for row in later] == ids[1:]


async def newest_page_by_page(limit: int) -> list[list[int]]:
    """Return the ids of all courses, the newest first, as pages give them."""
    pages, cursor = [], None
    while True:
        rows, cursor = await read_newest(Course, [], Paging(limit, cursor))
        pages.append([row.id for row in rows])
        if cursor is None:
            return pages


async def test_the_newest_come_first_and_each_row_once(database: None) -> None:
    studio_id = await add_studio()
    ids = [await add_course(studio_id, f"Course {number}") for number in range(5)][::-1]
    assert await newest_page_by_page(2) == [ids[:2], ids[2:4], ids[4:]]
    assert await newest_page_by_page(5) == [ids]
    assert await newest_page_by_page(200) == [ids]


async def test_a_newer_row_that_comes_meanwhile_moves_no_page(database: None) -> None:
    studio_id = await add_studio()
    ids = [await add_course(studio_id, f"Course {number}") for number in range(4)][::-1]
    first, cursor = await read_newest(Course, [], Paging(2))
    await add_course(studio_id, "Newer")
    second, _ = await read_newest(Course, [], Paging(2, cursor))
    assert [row.id for row in (*first, *second)] == ids


async def test_only_what_fits_the_conditions_is_read(database: None) -> None:
    here, there = await add_studio(), await add_studio("Elsewhere")
    ids = [await add_course(studio, "Course") for studio in (here, there, here, there, here)]
    rows, cursor = await read_newest(Course, [Course.studio == here], Paging(2))
    rest, end = await read_newest(Course, [Course.studio == here], Paging(2, cursor))
    assert ([row.id for row in (*rows, *rest)], end) == (ids[::2][::-1], None)


@pytest.mark.parametrize("cursor", ["", "x", "{}", "W10=", "WyJBbmEiLDFd", "WzEsMF0=", "WzEsMjE0NzQ4MzY0OF0=", "ä"])
async def test_a_cursor_that_no_list_of_the_newest_gave_is_refused(database: None, cursor: str) -> None:
    with pytest.raises(InvalidFieldError) as refused:
        await read_newest(Course, [], Paging(1, cursor))
    assert refused.value.field == "cursor"
