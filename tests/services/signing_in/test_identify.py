from datetime import timedelta

from server.rules.vocabulary import Channel, Role
from server.services.context import Context
from server.services.signing_in.identify import identify
from tests.builders import add_customer, add_kiosk, add_staff, add_studio, sign_in_customer, sign_in_staff


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
