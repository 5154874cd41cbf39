"""Staff sign in by password."""

from dataclasses import replace
from datetime import timedelta

import pytest

from server.contract.signing_in import StaffSignedIn, StaffSignInRequest
from server.rules.vocabulary import Role
from server.services.context import Context
from server.services.signing_in.identify import identify
from server.services.signing_in.refused import TooManyTriesError, WrongSecretError
from server.services.signing_in.sign_in_staff import sign_in_staff
from server.services.signing_in.staff_secrets import hash_password, hash_pin, is_password, is_pin
from server.tables.people import StaffMember
from tests.builders import KEYS, add_staff, add_studio
from tests.movable_clock import MovableClock

SAM = "sam@example.com"
PASSWORD = "clay under the nails"


async def sign_in(context: Context, password: str = PASSWORD, email: str = SAM) -> StaffSignedIn:
    return await sign_in_staff(StaffSignInRequest(email=email, password=password), "192.0.2.7", context)


@pytest.mark.parametrize("role", [Role.STAFF, Role.ADMIN])
async def test_the_right_password_signs_in_with_the_persons_role(database: None, context: Context, role: Role) -> None:
    staff_id = await add_staff(await add_studio(), role=role, email=SAM, password=PASSWORD)
    signed_in = await sign_in(context, email="Sam@Example.com")
    actor = await identify(signed_in.token, None, context.now())
    assert actor is not None
    assert (actor.role, actor.staff_id, signed_in.role) == (role, staff_id, role)


@pytest.mark.parametrize("email", [SAM, "nobody@example.com"])
async def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(
    database: None, context: Context, email: str
) -> None:
    await add_staff(await add_studio(), email=SAM, password=PASSWORD)
    with pytest.raises(WrongSecretError) as refused:
        await sign_in(context, "wrong", email)
    assert (refused.value.code, refused.value.message) == ("password_wrong", "Address or password is not right.")


async def test_a_person_without_a_password_cannot_sign_in(database: None, context: Context) -> None:
    await add_staff(await add_studio(), email=SAM)
    with pytest.raises(WrongSecretError):
        await sign_in(context, "nobody's")


async def test_an_archived_person_cannot_sign_in_and_is_signed_out(database: None, context: Context) -> None:
    await add_staff(await add_studio(), email=SAM, password=PASSWORD)
    token = (await sign_in(context)).token
    await StaffMember.update({StaffMember.archived_at: context.now()}, force=True)
    assert await identify(token, None, context.now()) is None
    with pytest.raises(WrongSecretError):
        await sign_in(context)


async def test_a_staff_token_lives_for_twelve_hours(database: None, context: Context, clock: MovableClock) -> None:
    await add_staff(await add_studio(), email=SAM, password=PASSWORD)
    token = (await sign_in(context)).token
    clock.advance(timedelta(hours=11, minutes=59, seconds=59))
    assert await identify(token, None, clock.now()) is not None
    clock.advance(timedelta(seconds=1))
    assert await identify(token, None, clock.now()) is None


@pytest.mark.parametrize("email", [SAM, "nobody@example.com"])
async def test_after_ten_wrong_passwords_even_the_right_one_has_to_wait(
    database: None, context: Context, clock: MovableClock, email: str
) -> None:
    await add_staff(await add_studio(), email=SAM, password=PASSWORD)
    for _ in range(10):
        with pytest.raises(WrongSecretError):
            await sign_in(context, "wrong", email)
    with pytest.raises(TooManyTriesError):
        await sign_in(context, PASSWORD, email)
    clock.advance(timedelta(minutes=15))
    assert (await sign_in(context)).token


async def test_a_right_password_forgives_the_wrong_ones_before(database: None, context: Context) -> None:
    await add_staff(await add_studio(), email=SAM, password=PASSWORD)
    for password in ["wrong"] * 9 + [PASSWORD] + ["wrong"] * 9:
        if password == PASSWORD:
            await sign_in(context)
        else:
            with pytest.raises(WrongSecretError):
                await sign_in(context, password)
    assert (await sign_in(context)).token


async def test_a_password_never_stands_in_for_a_pin_nor_without_the_pepper() -> None:
    kept = await hash_password("481516", KEYS)
    assert await is_password("481516", kept, KEYS)
    assert not await is_pin("481516", kept, KEYS)
    assert await hash_pin("481516", KEYS) != await hash_pin("481516", KEYS)
    assert not await is_password("481516", kept, replace(KEYS, pin_pepper=b"another server's"))
