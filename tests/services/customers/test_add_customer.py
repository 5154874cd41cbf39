import asyncio

import pytest

from server.contract.customers import CustomerRequest
from server.services.context import Context
from server.services.customers.add_customer import add_customer
from server.services.outcomes import NotFoundError
from server.services.setup.studios.remove_studio import remove_studio
from server.tables.people import Customer, CustomerStudio
from tests import actors
from tests.builders import add_customer as add_known_customer
from tests.builders import add_studio
from tests.readings import everything


def ana(studio_id: int, *, email: str = "Ana@Example.org") -> CustomerRequest:
    return CustomerRequest(studio_id=studio_id, email=email, name="Ana Romero", phone="+1 555 0100")


async def test_a_new_customer_is_linked_to_the_studio(database: None, context: Context) -> None:
    studio_id = await add_studio()
    added = await add_customer(ana(studio_id), actors.staff(1, studio_id), context)
    assert added.is_new
    assert (added.customer.email, added.customer.name, added.customer.phone) == (
        "ana@example.org",
        "Ana Romero",
        "+1 555 0100",
    )
    assert added.customer.created_at == context.now()
    links = await CustomerStudio.select(CustomerStudio.customer, CustomerStudio.studio)
    assert links == [{"customer": added.customer.id, "studio": studio_id}]


async def test_a_known_address_is_linked_and_stays_as_it_is(database: None, context: Context) -> None:
    """R41: one customer per e-mail address and server."""
    known = await add_known_customer(await add_studio("Elsewhere"), "A. Ruiz", email="ana@example.org")
    studio_id = await add_studio()
    before = (await everything())["customer"]
    for _ in range(2):
        added = await add_customer(ana(studio_id, email="ANA@example.org"), actors.staff(1, studio_id), context)
        assert (added.is_new, added.customer.id, added.customer.name) == (False, known, "A. Ruiz")
    assert (await everything())["customer"] == before
    assert await CustomerStudio.count().where(CustomerStudio.studio == studio_id) == 1


async def test_one_address_sent_twice_at_once_is_one_customer(database: None, context: Context) -> None:
    studio_id = await add_studio()
    staff = actors.staff(1, studio_id)
    added = await asyncio.gather(*(add_customer(ana(studio_id), staff, context) for _ in range(4)))
    assert sorted(each.is_new for each in added) == [False, False, False, True]
    assert (await Customer.count(), await CustomerStudio.count()) == (1, 1)


async def test_a_studio_that_is_not_theirs_or_not_there_takes_nobody(database: None, context: Context) -> None:
    """R41."""
    mine, archived = await add_studio(), await add_studio("Closed")
    await add_known_customer(archived)
    await remove_studio(archived, context)
    before = await everything()
    for studio_id, actor in (
        (9999, actors.admin(1)),
        (archived, actors.admin(1)),
        (mine, actors.staff(1, archived)),
        (mine, actors.staff(1)),
    ):
        with pytest.raises(NotFoundError, match="studio"):
            await add_customer(ana(studio_id), actor, context)
    assert await everything() == before
