import pytest

from server.contract.paging import Paging
from server.services.actor import Actor
from server.services.customers.search_customers import search_customers
from tests import actors
from tests.builders import add_customer, add_studio


async def names_found(text: str, actor: Actor) -> list[str]:
    return [customer.name for customer in (await search_customers(text, actor, Paging())).items]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["Ana Romero", "Ben_Ode", "Zoë 100%", "Élodie Martin"]),
        ("ana", ["Ana Romero"]),
        ("ANA", ["Ana Romero"]),
        ("romero ana", ["Ana Romero"]),
        ("ana ben", []),
        ("kiln.example", ["Ben_Ode"]),
        ("BEN@KILN", ["Ben_Ode"]),
        ("élodie", ["Élodie Martin"]),
        ("ÉLODIE", ["Élodie Martin"]),
        ("Élodie", ["Élodie Martin"]),
        ("zoë", ["Zoë 100%"]),
        ("_", ["Ben_Ode"]),
        ("%", ["Zoë 100%"]),
        ("n_O", ["Ben_Ode"]),
        ("a_a", []),
        ("\\", []),
        ("'; DROP TABLE customer; --", []),
        ("{}", []),
    ],
)
async def test_each_word_is_looked_for_and_means_itself(database: None, text: str, found: list[str]) -> None:
    """R44."""
    studio_id = await add_studio()
    for name, email in (
        ("Zoë 100%", "z@example.org"),
        ("Ana Romero", "a@example.org"),
        ("Ben_Ode", "ben@kiln.example"),
        ("Élodie Martin", "e@example.org"),
    ):
        await add_customer(studio_id, name, email=email)
    assert await names_found(text, actors.staff(1, studio_id)) == found


async def test_staff_find_only_their_studios_customers(database: None) -> None:
    """R41."""
    here, there = await add_studio(), await add_studio("Elsewhere")
    await add_customer(here, "Ana")
    await add_customer(there, "Ben")
    assert await names_found("", actors.staff(1, here)) == ["Ana"]
    assert await names_found("ben", actors.staff(1, here)) == []
    assert await names_found("", actors.staff(1, here, there)) == ["Ana", "Ben"]
    assert await names_found("", actors.staff(1)) == []
    assert await names_found("", actors.admin(1)) == ["Ana", "Ben"]


async def test_what_is_found_comes_by_the_page(database: None) -> None:
    studio_id = await add_studio()
    for name in ("Ana C", "Ana A", "Ana B", "Ben"):
        await add_customer(studio_id, name)
    staff = actors.staff(1, studio_id)
    first = await search_customers("ana", staff, Paging(2))
    second = await search_customers("ana", staff, Paging(2, first.next_cursor))
    assert [each.name for each in (*first.items, *second.items)] == ["Ana A", "Ana B", "Ana C"]
    assert second.next_cursor is None
