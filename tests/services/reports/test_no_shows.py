"""Who missed the classes of a span, page by page or whole, and how often they had before at this studio."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest

from server.contract.base import DateSpan
from server.contract.paging import Paging
from server.contract.reports import NoShow
from server.rules.vocabulary import AutoCancel, ReservationStatus
from server.services.context import Context
from server.services.outcomes import InvalidFieldError, NotFoundError
from server.services.reports.no_shows import WantedNoShows, all_no_shows, list_no_shows, wanted_no_shows
from tests.builders import STARTS_AT, add_course, add_pass, add_reservation, add_session, add_studio
from tests.scene import Scene, moved, open_scene

SECOND: Final = timedelta(seconds=1)
DAY: Final = timedelta(days=1)
YEAR: Final = DateSpan(date(2025, 6, 1), date(2026, 5, 31))


async def miss(scene: Scene, starts_at: datetime, *, pass_id: int | None = None, course_id: int | None = None) -> int:
    """Miss a class, and return the reservation."""
    session_id = await add_session(course_id or scene.course_id, starts_at)
    return (await add_reservation(pass_id or scene.pass_id, session_id, ReservationStatus.NO_SHOW)).id


async def missed(wanted: WantedNoShows) -> list[NoShow]:
    page = await list_no_shows(wanted, Paging(200))
    assert page.next_cursor is None
    return page.items


async def in_year(scene: Scene, course_id: int | None = None, span: DateSpan = YEAR) -> list[NoShow]:
    return await missed(await wanted_no_shows(scene.studio_id, span, course_id))


async def test_an_absence_says_who_missed_what_and_what_it_does(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    await moved(reservation.id, ReservationStatus.NO_SHOW, STARTS_AT)
    [absence] = await in_year(scene)
    assert absence == NoShow(
        reservation_id=reservation.id,
        local_date=date(2026, 3, 2),
        local_start="16:00",
        course_id=scene.course_id,
        course_name="Pottery",
        step_title=None,
        session_id=scene.session_id,
        starts_at=STARTS_AT,
        customer_id=scene.customer_id,
        customer_name="Ana Ruiz",
        customer_email=absence.customer_email,
        registration_id=scene.pass_id,
        pass_name="Punch pass",
        no_show_detected_at=STARTS_AT,
        auto_cancel=AutoCancel.DUE,
        earlier_in_thirty_days=0,
        earlier_in_ninety_days=0,
    )
    assert str(absence.customer_email).startswith("ana.")


@pytest.mark.parametrize("status", [s for s in ReservationStatus if s is not ReservationStatus.NO_SHOW])
async def test_only_who_was_missed_is_listed(scene: Scene, status: ReservationStatus) -> None:
    await add_reservation(scene.pass_id, scene.session_id, status)
    assert await in_year(scene) == []


@pytest.mark.parametrize(
    ("before", "in_thirty", "in_ninety"),
    [
        (SECOND, 1, 1),
        (30 * DAY, 1, 1),
        (30 * DAY + SECOND, 0, 1),
        (90 * DAY, 0, 1),
        (90 * DAY + SECOND, 0, 0),
    ],
)
async def test_earlier_absences_count_for_thirty_and_for_ninety_days(
    scene: Scene, before: timedelta, in_thirty: int, in_ninety: int
) -> None:
    await miss(scene, STARTS_AT - before)
    last = await miss(scene, STARTS_AT)
    absence = (await in_year(scene))[-1]
    assert absence.reservation_id == last
    assert (absence.earlier_in_thirty_days, absence.earlier_in_ninety_days) == (in_thirty, in_ninety)


async def test_absences_before_the_span_count_too(scene: Scene) -> None:
    await miss(scene, STARTS_AT - 40 * DAY)
    await miss(scene, STARTS_AT)
    [absence] = await in_year(scene, span=DateSpan(date(2026, 3, 2), date(2026, 3, 2)))
    assert (absence.earlier_in_thirty_days, absence.earlier_in_ninety_days) == (0, 1)


async def test_each_absence_counts_those_before_it(scene: Scene) -> None:
    for days in (51, 20, 10, 0):
        await miss(scene, STARTS_AT - days * DAY)
    counts = [(a.earlier_in_thirty_days, a.earlier_in_ninety_days) for a in await in_year(scene)]
    assert counts == [(0, 0), (0, 1), (1, 2), (2, 3)]


async def test_what_the_customer_missed_on_another_pass_counts_and_what_others_missed_does_not(scene: Scene) -> None:
    second = await add_pass(scene.customer_id, scene.studio_id, scene.course_id)
    _, neighbours_pass = await scene.add_neighbour()
    await miss(scene, STARTS_AT - 2 * DAY, pass_id=second)
    await miss(scene, STARTS_AT - DAY, pass_id=neighbours_pass)
    await miss(scene, STARTS_AT)
    assert [absence.earlier_in_thirty_days for absence in await in_year(scene)] == [0, 0, 1]


async def test_what_the_customer_missed_at_another_studio_is_none_of_this_ones(scene: Scene) -> None:
    """R41."""
    elsewhere = await add_studio("Elsewhere")
    course_id = await add_course(elsewhere)
    foreign = await add_pass(scene.customer_id, elsewhere, course_id)
    await miss(scene, STARTS_AT - DAY, pass_id=foreign, course_id=course_id)
    await miss(scene, STARTS_AT)
    [absence] = await in_year(scene)
    assert (absence.starts_at, absence.earlier_in_thirty_days) == (STARTS_AT, 0)


async def test_a_span_is_of_the_studios_dates(scene: Scene) -> None:
    """R1: New York's 2 March ends at five in the morning, UTC."""
    midnight = datetime(2026, 3, 3, 5, tzinfo=UTC)
    ids = [await miss(scene, at) for at in (midnight - SECOND, midnight)]
    for day, expected in ((date(2026, 3, 2), ids[:1]), (date(2026, 3, 3), ids[1:])):
        assert [absence.reservation_id for absence in await in_year(scene, span=DateSpan(day, day))] == expected


async def test_a_course_has_its_own_absences_with_those_of_all_courses_before(scene: Scene) -> None:
    drawing = await add_course(scene.studio_id, "Drawing")
    await miss(scene, STARTS_AT - DAY, course_id=drawing)
    await miss(scene, STARTS_AT)
    [absence] = await in_year(scene, scene.course_id)
    assert (absence.course_name, absence.earlier_in_thirty_days) == ("Pottery", 1)
    assert await in_year(scene, 4711) == []


@pytest.mark.parametrize("limit", [1, 2, 5])
async def test_pages_and_the_whole_hold_every_absence_once_in_order(scene: Scene, limit: int) -> None:
    """Two are of one instant, and the weeks of the whole begin and end among them."""
    _, neighbours_pass = await scene.add_neighbour()
    ids = [await miss(scene, STARTS_AT - days * DAY) for days in (30, 8, 7)]
    ids += [await miss(scene, STARTS_AT, pass_id=each) for each in (scene.pass_id, neighbours_pass)]
    wanted = await wanted_no_shows(scene.studio_id, YEAR, None)
    paged: list[NoShow] = []
    cursor = None
    while True:
        page = await list_no_shows(wanted, Paging(limit, cursor))
        assert len(page.items) <= limit
        paged, cursor = paged + page.items, page.next_cursor
        if cursor is None:
            break
    assert [absence.reservation_id for absence in paged] == ids
    assert [absence async for part in all_no_shows(wanted) for absence in part] == paged


async def test_a_cursor_from_before_the_span_begins_with_the_span(scene: Scene) -> None:
    early, late = await miss(scene, STARTS_AT - DAY), await miss(scene, STARTS_AT)
    wanted = await wanted_no_shows(scene.studio_id, YEAR, None)
    cursor = (await list_no_shows(wanted, Paging(1))).next_cursor
    second_of_march = DateSpan(date(2026, 3, 2), date(2026, 3, 2))
    narrow = await wanted_no_shows(scene.studio_id, second_of_march, None)
    page = await list_no_shows(narrow, Paging(200, cursor))
    assert [absence.reservation_id for absence in page.items] == [late]
    assert early != late


async def test_the_studio_need_not_be_named_where_there_is_one(scene: Scene) -> None:
    await miss(scene, STARTS_AT)
    assert len(await missed(await wanted_no_shows(None, YEAR, None))) == 1
    await open_scene()
    with pytest.raises(InvalidFieldError, match="studioId"):
        await wanted_no_shows(None, YEAR, None)
    with pytest.raises(NotFoundError, match="studio"):
        await wanted_no_shows(4711, YEAR, None)


async def test_without_a_studio_there_is_nothing_to_report(database: None) -> None:
    with pytest.raises(NotFoundError, match="studio"):
        await wanted_no_shows(None, YEAR, None)


@pytest.mark.parametrize("cursor", ["x", "", "WyJ4IiwxXQ=="])
async def test_a_cursor_that_no_list_gave_is_refused(scene: Scene, cursor: str) -> None:
    wanted = await wanted_no_shows(scene.studio_id, YEAR, None)
    with pytest.raises(InvalidFieldError, match="cursor"):
        await list_no_shows(wanted, Paging(50, cursor))
