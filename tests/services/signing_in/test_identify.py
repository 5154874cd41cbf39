"""Whose token it is, while it lives (R41); `test_pin` has those of the kiosk's staff panel."""

from datetime import timedelta

from server.rules.vocabulary import Channel, Role
from server.services.context import Context
from server.services.signing_in.identify import identify
from server.tables.access import AccessToken
from server.tables.people import StaffMember
from tests.builders import add_customer, add_kiosk, add_staff, add_studio, sign_in_customer, sign_in_staff
from tests.movable_clock import MovableClock


async def test_a_customers_token_names_the_customer(database: None, context: Context) -> None:
    customer_id = await add_customer(await add_studio())
    actor = await identify(await sign_in_customer(customer_id, context.now()), None, context.now())
    assert actor is not None
    assert (actor.role, actor.channel, actor.customer_id) == (Role.CUSTOMER, Channel.API, customer_id)


async def test_a_kiosks_token_names_the_kiosk_and_its_studio(database: None, context: Context) -> None:
    studio_id = await add_studio()
    kiosk = await add_kiosk(studio_id)
    actor = await identify(kiosk.token, None, context.now() + timedelta(days=3000))
    assert actor is not None
    assert (actor.role, actor.kiosk_id, actor.studio_ids) == (Role.KIOSK, kiosk.id, frozenset({studio_id}))


async def test_staff_serve_their_studios_only(database: None, context: Context) -> None:
    here, _elsewhere = await add_studio(), await add_studio("Elsewhere")
    actor = await identify(await sign_in_staff(await add_staff(here), context.now()), None, context.now())
    assert actor is not None
    assert actor.studio_ids == frozenset({here})


async def test_an_unknown_token_names_nobody(database: None, context: Context) -> None:
    assert await identify("not a token", None, context.now()) is None


async def test_a_customers_token_slides_for_ninety_days(database: None, context: Context, clock: MovableClock) -> None:
    token = await sign_in_customer(await add_customer(await add_studio()), context.now())
    for _ in range(3):
        clock.advance(timedelta(days=89))
        assert await identify(token, None, clock.now()) is not None
    clock.advance(timedelta(days=90))
    assert await identify(token, None, clock.now()) is None


async def test_a_use_is_written_down_once_a_minute_at_most(
    database: None, context: Context, clock: MovableClock
) -> None:
    kiosk = await add_kiosk(await add_studio(), now=context.now())
    begun = context.now()
    for seconds, noted in [(59, 0), (60, 60), (100, 60), (120, 120)]:
        clock.set(begun + timedelta(seconds=seconds))
        await identify(kiosk.token, None, clock.now())
        rows = await AccessToken.select(AccessToken.last_used_at)
        assert rows[0]["last_used_at"] == begun + timedelta(seconds=noted)


async def test_an_admin_serves_every_studio(database: None, context: Context) -> None:
    await add_studio()
    token = await sign_in_staff(await add_staff(role=Role.ADMIN), context.now())
    actor = await identify(token, None, context.now())
    assert actor is not None
    assert actor.studio_ids is None


async def test_a_role_is_the_persons_present_one(database: None, context: Context) -> None:
    staff_id = await add_staff(role=Role.ADMIN)
    token = await sign_in_staff(staff_id, context.now())
    await StaffMember.update({StaffMember.role: Role.STAFF.value}).where(StaffMember.id == staff_id)
    actor = await identify(token, None, context.now())
    assert actor is not None
    assert (actor.role, actor.studio_ids) == (Role.STAFF, frozenset())


async def test_the_database_keeps_no_token(database: None, context: Context) -> None:
    token = await sign_in_customer(await add_customer(await add_studio()), context.now())
    assert token not in str(await AccessToken.select())
