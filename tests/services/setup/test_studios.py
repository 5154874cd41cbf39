import json

import pytest

from server.contract.paging import Paging
from server.contract.studio_acts import CapacityRequest
from server.contract.studios import StudioChange, StudioRequest
from server.rules.studio_settings import StudioSettings, studio_settings
from server.services.context import Context
from server.services.outcomes import InvalidFieldError, NotFoundError
from server.services.setup.studios.change_studio import change_studio
from server.services.setup.studios.create_studio import create_studio
from server.services.setup.studios.read_studios import list_studios, read_studio
from server.services.setup.studios.remove_studio import remove_studio
from server.services.studio_acts.change_capacity import change_capacity
from server.tables.kiosks import Kiosk
from server.tables.people import StaffMember, StaffStudio
from server.tables.studios import Studio
from tests import actors
from tests.builders import (
    STARTS_AT,
    add_course,
    add_customer,
    add_kiosk,
    add_pass,
    add_product,
    add_reservation,
    add_session,
    add_staff,
    add_step,
    add_studio,
)
from tests.readings import everything


async def stored_settings(studio_id: int) -> StudioSettings:
    """Return the settings that the rules are given for a studio."""
    row = await Studio.select(Studio.settings).where(Studio.id == studio_id).first()
    assert row is not None
    return studio_settings(json.loads(row["settings"]))


async def test_a_studio_without_settings_has_the_defaults(database: None, context: Context) -> None:
    studio = await create_studio(StudioRequest(name="Kiln & Co", timezone="Europe/Berlin"), context)
    assert await stored_settings(studio.id) == StudioSettings()
    assert (studio.settings.self_opens_minutes, studio.settings.booking_opens_days) == (120, None)
    assert studio == await read_studio(studio.id)


async def test_settings_come_by_their_names_on_the_wire(database: None, context: Context) -> None:
    asked = StudioRequest(name="K", timezone="UTC", settings={"selfOpensMinutes": 60, "phoneCheckIn": "door_code"})
    studio = await create_studio(asked, context)
    assert (await stored_settings(studio.id)).self_opens_minutes == 60
    assert studio.settings.phone_check_in == "door_code"


@pytest.mark.parametrize(
    ("settings", "field", "takes"),
    [
        ({"selfOpensMinutes": 1441}, "settings.selfOpensMinutes", "from 0 to 1440"),
        ({"selfOpensMinutes": -1}, "settings.selfOpensMinutes", "from 0 to 1440"),
        ({"selfOpensMinutes": True}, "settings.selfOpensMinutes", "from 0 to 1440"),
        ({"bookingOpensDays": 0}, "settings.bookingOpensDays", "from 1 to 730"),
        ({"offlineMaxHours": 2**70}, "settings.offlineMaxHours", "from 0 to 168"),
        ({"noShowDeducts": 1}, "settings.noShowDeducts", "true or false"),
        ({"phoneCheckIn": "maybe"}, "settings.phoneCheckIn", "on, door_code, off"),
        ({"self_opens_minutes": 60}, "settings.self_opens_minutes", "selfOpensMinutes"),
        ({"surprise": 1}, "settings.surprise", "selfOpensMinutes"),
    ],
)
async def test_a_setting_out_of_range_is_refused_with_its_range(
    database: None, context: Context, settings: dict[str, bool | int | str | None], field: str, takes: str
) -> None:
    with pytest.raises(InvalidFieldError) as refused:
        await create_studio(StudioRequest(name="K", timezone="UTC", settings=settings), context)
    assert refused.value.field == field
    assert takes in refused.value.message
    assert await Studio.count() == 0


@pytest.mark.parametrize(
    "timezone",
    [
        "Berlin",
        "Europe",
        "europe/berlin",
        "../etc/passwd",
        "/etc/localtime",
        "UTC+1",
        "localtime",
        "Factory",
        "posixrules",
    ],
)
async def test_a_zone_that_is_none_is_refused(database: None, context: Context, timezone: str) -> None:
    studio_id = await add_studio()
    before = await everything()
    with pytest.raises(InvalidFieldError, match="IANA"):
        await create_studio(StudioRequest(name="K", timezone=timezone), context)
    with pytest.raises(InvalidFieldError, match="IANA"):
        await change_studio(studio_id, StudioChange(timezone=timezone))
    assert await everything() == before


async def test_a_change_leaves_what_it_does_not_name(database: None) -> None:
    studio_id = await add_studio(settings={"self_opens_minutes": 60, "no_show_deducts": False})
    neighbour = await add_studio("Elsewhere")
    before = await read_studio(neighbour)
    studio = await change_studio(studio_id, StudioChange(colour="#B4532A", settings={"selfOpensMinutes": 30}))
    assert (studio.name, studio.colour, studio.settings.self_opens_minutes) == ("Kiln & Co", "#B4532A", 30)
    assert studio.settings.no_show_deducts is False
    assert await read_studio(neighbour) == before


async def test_null_clears_a_colour_and_a_setting(database: None) -> None:
    studio_id = await add_studio(settings={"self_opens_minutes": 60})
    await change_studio(studio_id, StudioChange(colour="#B4532A"))
    studio = await change_studio(studio_id, StudioChange(colour=None, settings={"selfOpensMinutes": None}))
    assert (studio.colour, studio.settings.self_opens_minutes) == (None, 120)


async def test_an_empty_change_changes_nothing(database: None) -> None:
    studio_id = await add_studio()
    before = await everything()
    await change_studio(studio_id, StudioChange())
    assert await everything() == before


async def test_a_studio_that_is_not_there_is_not_found(database: None, context: Context) -> None:
    for attempt in (read_studio(7), change_studio(7, StudioChange(name="K")), remove_studio(7, context)):
        with pytest.raises(NotFoundError, match="studio"):
            await attempt


async def test_a_studio_that_nobody_knows_goes_with_all_that_was_set_up(database: None, context: Context) -> None:
    studio_id, neighbour = await add_studio(), await add_studio("Elsewhere")
    course_id = await add_course(studio_id)
    await add_session(course_id, step_id=await add_step(course_id, 1))
    await add_product(studio_id, course_id)
    await add_kiosk(studio_id)
    staff_id = await add_staff(studio_id, neighbour)
    removal = await remove_studio(studio_id, context)
    assert (removal.id, removal.archived) == (studio_id, False)
    left = {name: rows for name, rows in (await everything()).items() if rows and name != "migration"}
    assert left.keys() == {"studio", "staff_member", "staff_studio"}
    assert await StaffStudio.select(StaffStudio.staff, StaffStudio.studio) == [{"staff": staff_id, "studio": neighbour}]
    assert await StaffMember.count() == 1


async def test_a_studio_with_a_customer_is_archived(database: None, context: Context) -> None:
    studio_id = await add_studio()
    await add_customer(studio_id)
    kiosk = await add_kiosk(studio_id)
    removal = await remove_studio(studio_id, context)
    assert removal.archived
    assert (await read_studio(studio_id)).archived_at == context.now()
    assert (await list_studios(Paging())).items == []
    assert await Kiosk.exists().where(Kiosk.id == kiosk.id)


async def test_an_archived_studio_keeps_the_classes_that_are_reserved(database: None, context: Context) -> None:
    studio_id = await add_studio()
    course_id = await add_course(studio_id)
    reserved, empty = await add_session(course_id), await add_session(course_id)
    past = await add_session(course_id, STARTS_AT.replace(year=2025))
    pass_id = await add_pass(await add_customer(studio_id), studio_id, course_id)
    await add_reservation(pass_id, reserved)
    elsewhere = await add_session(await add_course(await add_studio("Elsewhere")))
    await remove_studio(studio_id, context)
    sessions = {row["id"] for row in (await everything())["class_session"]}
    assert sessions == {reserved, past, elsewhere}
    assert empty not in sessions


async def test_a_studio_where_staff_did_something_is_archived(database: None, context: Context) -> None:
    studio_id = await add_studio()
    session_id = await add_session(await add_course(studio_id))
    asked = CapacityRequest(capacity=5, reason="A small kiln")
    await change_capacity(session_id, asked, actors.staff(await add_staff(studio_id), studio_id), context)
    assert (await remove_studio(studio_id, context)).archived


async def test_archiving_again_keeps_the_first_date(database: None, context: Context) -> None:
    studio_id = await add_studio()
    await add_customer(studio_id)
    await remove_studio(studio_id, context)
    before = await everything()
    assert (await remove_studio(studio_id, context)).archived
    assert await everything() == before
