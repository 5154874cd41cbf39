import asyncio

import pytest

from server.contract.paging import Paging
from server.contract.staff_members import StaffMemberChange, StaffMemberRequest, StaffRole
from server.rules.vocabulary import ReservationStatus, Role
from server.services.context import Context
from server.services.outcomes import ConflictError, InvalidFieldError, NotFoundError
from server.services.setup.staff.change_staff import change_staff
from server.services.setup.staff.create_staff import create_staff
from server.services.setup.staff.read_staff import list_staff, read_staff
from server.services.setup.staff.remove_staff import remove_staff
from server.services.signing_in.identify import identify
from server.services.signing_in.staff_secrets import is_password, is_pin
from server.services.signing_in.tokens import issue_pin_token, issue_staff_token
from server.tables.people import StaffMember
from tests import actors
from tests.builders import KEYS, add_kiosk, add_reservation, add_staff, add_studio
from tests.readings import everything
from tests.scene import Scene, moved


def sam(studio_id: int, *, email: str = "Sam@Kiln.example") -> StaffMemberRequest:
    return StaffMemberRequest(
        email=email, name="Sam", role=StaffRole.STAFF, studio_ids=[studio_id], password="correct horse", pin="246810"
    )


async def secrets_of(staff_id: int) -> tuple[str | None, str | None]:
    """Return what is kept of a person's password and PIN."""
    row = await StaffMember.select().where(StaffMember.id == staff_id).first()
    assert row is not None
    return row["password_hash"], row["pin_hash"]


async def test_a_new_person_can_sign_in_and_no_secret_is_kept_or_shown(database: None, context: Context) -> None:
    studio_id = await add_studio()
    person = await create_staff(sam(studio_id), context)
    assert (person.email, person.studio_ids) == ("sam@kiln.example", [studio_id])
    assert (person.has_password, person.has_pin) == (True, True)
    password_hash, pin_hash = await secrets_of(person.id)
    assert await is_password("correct horse", password_hash, KEYS)
    assert await is_pin("246810", pin_hash, KEYS)
    assert "correct horse" not in str(await everything())
    assert "246810" not in str(await everything())


async def test_a_person_without_secrets_has_none(database: None, context: Context) -> None:
    asked = StaffMemberRequest(email="a@b.example", name="A", role=StaffRole.ADMIN, studio_ids=[])
    person = await create_staff(asked, context)
    assert (person.has_password, person.has_pin, await secrets_of(person.id)) == (False, False, (None, None))


async def test_an_address_belongs_to_one_person_whatever_its_case(database: None, context: Context) -> None:
    studio_id = await add_studio()
    await create_staff(sam(studio_id), context)
    other = await add_staff(studio_id, name="Kim")
    before = await everything()
    with pytest.raises(ConflictError) as refused:
        await create_staff(sam(studio_id, email="sam@kiln.example"), context)
    assert refused.value.code == "already_exists"
    with pytest.raises(ConflictError) as refused:
        await change_staff(other, StaffMemberChange(email="SAM@kiln.example"), context)
    assert refused.value.code == "already_exists"
    assert await everything() == before


async def test_of_two_who_take_one_address_at_once_one_gets_it(database: None, context: Context) -> None:
    studio_id = await add_studio()
    outcomes = await asyncio.gather(*(create_staff(sam(studio_id), context) for _ in range(2)), return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["ConflictError", "StaffMember"]
    assert await StaffMember.count() == 1


async def test_staff_have_a_studio_that_is_there(database: None, context: Context) -> None:
    studio_id = await add_studio()
    staff_id = await add_staff(studio_id)
    before = await everything()
    for studio_ids in ([], [9999], [studio_id, 9999]):
        asked = StaffMemberRequest(email="a@b.example", name="A", role=StaffRole.STAFF, studio_ids=studio_ids)
        with pytest.raises(InvalidFieldError, match="studioIds"):
            await create_staff(asked, context)
        with pytest.raises(InvalidFieldError, match="studioIds"):
            await change_staff(staff_id, StaffMemberChange(studio_ids=studio_ids), context)
    assert await everything() == before


async def test_a_person_changes_studios(database: None, context: Context) -> None:
    here, there = await add_studio(), await add_studio("Elsewhere")
    staff_id = await add_staff(here)
    person = await change_staff(staff_id, StaffMemberChange(studio_ids=[there]), context)
    assert person.studio_ids == [there]
    assert [each.id for each in (await list_staff(there, Paging())).items] == [staff_id]
    assert (await list_staff(here, Paging())).items == []
    assert len((await list_staff(None, Paging())).items) == 1


async def test_another_password_signs_the_person_out_and_nobody_else(database: None, context: Context) -> None:
    studio_id = await add_studio()
    staff_id, neighbour = await add_staff(studio_id, password="old password"), await add_staff(studio_id)
    kiosk = await add_kiosk(studio_id)
    now = context.now()
    desk = await issue_staff_token(staff_id, Role.STAFF, now)
    door = await issue_pin_token(staff_id, Role.STAFF, kiosk.id, now)
    theirs = await issue_staff_token(neighbour, Role.STAFF, now)
    await change_staff(staff_id, StaffMemberChange(password="new password"), context)
    assert await identify(desk, None, now) is None
    assert await identify(door, kiosk.token, now) is None
    assert await identify(theirs, None, now) is not None
    assert await is_password("new password", (await secrets_of(staff_id))[0], KEYS)


async def test_another_name_signs_nobody_out(database: None, context: Context) -> None:
    staff_id = await add_staff(await add_studio(), pin="123456")
    token = await issue_staff_token(staff_id, Role.STAFF, context.now())
    kept = await secrets_of(staff_id)
    assert (await change_staff(staff_id, StaffMemberChange(name="Kim"), context)).name == "Kim"
    assert await identify(token, None, context.now()) is not None
    assert await secrets_of(staff_id) == kept


async def test_null_takes_the_pin_away_and_leaves_the_password(database: None, context: Context) -> None:
    staff_id = await add_staff(await add_studio(), pin="123456", password="a password")
    person = await change_staff(staff_id, StaffMemberChange(pin=None), context)
    assert (person.has_pin, person.has_password) == (False, True)


async def test_the_last_admin_stays(database: None, context: Context) -> None:
    studio_id = await add_studio()
    admin = await add_staff(studio_id, role=Role.ADMIN)
    before = await everything()
    for attempt in (
        remove_staff(admin, context),
        change_staff(admin, StaffMemberChange(role=StaffRole.STAFF), context),
    ):
        with pytest.raises(ConflictError) as refused:
            await attempt
        assert refused.value.code == "last_admin"
    assert await everything() == before
    await add_staff(name="Kim", role=Role.ADMIN)
    assert (await change_staff(admin, StaffMemberChange(role=StaffRole.STAFF), context)).role is StaffRole.STAFF


async def test_two_admins_do_not_put_each_other_out_at_once(database: None, context: Context) -> None:
    admins = [await add_staff(name=name, role=Role.ADMIN) for name in ("Kim", "Lee")]
    outcomes = await asyncio.gather(*(remove_staff(each, context) for each in admins), return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["ConflictError", "Removal"]
    assert await StaffMember.count() == 1


async def test_a_person_who_did_nothing_is_deleted_with_their_tokens(database: None, context: Context) -> None:
    studio_id = await add_studio()
    staff_id, neighbour = await add_staff(studio_id), await add_staff(studio_id)
    token = await issue_staff_token(staff_id, Role.STAFF, context.now())
    assert not (await remove_staff(staff_id, context)).archived
    assert await identify(token, None, context.now()) is None
    left = await everything()
    assert ([row["id"] for row in left["staff_member"]], left["access_token"]) == ([neighbour], [])


async def test_a_person_whom_a_record_names_is_archived_and_out(scene: Scene, context: Context) -> None:
    made = await add_reservation(scene.pass_id, scene.session_id)
    at_kiosk = actors.staff_at_kiosk(scene.staff_id, scene.kiosk_id, scene.studio_id)
    await moved(made.id, ReservationStatus.NO_SHOW, context.now(), at_kiosk)
    token = await issue_staff_token(scene.staff_id, Role.STAFF, context.now())
    assert (await remove_staff(scene.staff_id, context)).archived
    assert await identify(token, None, context.now()) is None
    assert (await read_staff(scene.staff_id)).archived_at == context.now()
    assert (await list_staff(None, Paging())).items == []


async def archived(scene: Scene, context: Context) -> int:
    """Let the scene's staff member go, whom a record names."""
    made = await add_reservation(scene.pass_id, scene.session_id)
    await moved(made.id, ReservationStatus.NO_SHOW, context.now(), scene.staff)
    assert (await remove_staff(scene.staff_id, context)).archived
    return scene.staff_id


async def test_who_comes_back_is_the_same_person_with_the_new_facts_alone(scene: Scene, context: Context) -> None:
    elsewhere = await add_studio("Elsewhere")
    first = await read_staff(scene.staff_id)
    token = await issue_staff_token(scene.staff_id, Role.STAFF, context.now())
    await archived(scene, context)
    back = await create_staff(sam(elsewhere, email=first.email.upper()), context)
    assert (back.id, back.email, back.archived_at) == (first.id, first.email, None)
    assert (back.name, back.studio_ids, back.created_at) == ("Sam", [elsewhere], first.created_at)
    password_hash, pin_hash = await secrets_of(back.id)
    assert await is_password("correct horse", password_hash, KEYS)
    assert await is_pin("246810", pin_hash, KEYS)
    assert await identify(token, None, context.now()) is None
    assert [each.id for each in (await list_staff(None, Paging())).items] == [first.id]


async def test_who_comes_back_without_a_password_has_not_the_old_one(scene: Scene, context: Context) -> None:
    email = (await read_staff(scene.staff_id)).email
    await change_staff(scene.staff_id, StaffMemberChange(password="old password", pin="123456"), context)
    await archived(scene, context)
    asked = StaffMemberRequest(email=email, name="Sam", role=StaffRole.STAFF, studio_ids=[scene.studio_id])
    back = await create_staff(asked, context)
    assert (back.has_password, back.has_pin) == (False, False)


async def test_of_two_who_bring_somebody_back_at_once_one_does(scene: Scene, context: Context) -> None:
    email = (await read_staff(scene.staff_id)).email
    await archived(scene, context)
    asked = [create_staff(sam(scene.studio_id, email=email), context) for _ in range(2)]
    outcomes = await asyncio.gather(*asked, return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["ConflictError", "StaffMember"]


async def test_a_record_of_somebody_with_a_longer_number_keeps_nobody(scene: Scene, context: Context) -> None:
    """`staff:1` is not `staff:12`."""
    made = await add_reservation(scene.pass_id, scene.session_id)
    longer = actors.staff(scene.staff_id * 10 + 2, scene.studio_id)
    await moved(made.id, ReservationStatus.CANCELLED, context.now(), longer)
    assert not (await remove_staff(scene.staff_id, context)).archived


async def test_a_person_who_is_not_there_is_not_found(database: None, context: Context) -> None:
    for attempt in (
        read_staff(7),
        change_staff(7, StaffMemberChange(name="K"), context),
        remove_staff(7, context),
    ):
        with pytest.raises(NotFoundError, match="staff member"):
            await attempt
