"""Customers: one for each address on this server, linked to the studio, and otherwise left as they are (R41)."""

from pathlib import Path

from server.services.context import Context
from server.tables.people import Customer, CustomerStudio
from tests.builders import add_customer, add_studio
from tests.exports import exported, rows_of
from tests.imports import ANA, import_from, write_files


async def test_a_known_address_is_linked_and_stays_as_it_is(tmp_path: Path, studio_id: int, context: Context) -> None:
    ana = await add_customer(await add_studio("Elsewhere"), "Ana R.", email="ana@example.org")
    folder = write_files(tmp_path, {"customers.csv": [ANA | {"email": "ANA@Example.org", "phone": "12"}]})
    ran = await import_from(folder, studio_id, context)
    assert ran.said("customers.csv") == ["known here already, and linked"]
    (row,) = await Customer.select(Customer.id, Customer.name, Customer.phone)
    assert row == {"id": ana, "name": "Ana R.", "phone": None}
    assert await CustomerStudio.exists().where(CustomerStudio.customer == ana, CustomerStudio.studio == studio_id)


async def test_two_rows_with_one_address_are_one_customer(tmp_path: Path, studio_id: int, context: Context) -> None:
    """The first says who it is; both ids name them."""
    twin = ANA | {"id": "u2", "email": "Ana@example.org", "name": "Ana Maria"}
    folder = write_files(tmp_path, {"customers.csv": [ANA, twin]})
    dry = await import_from(folder, studio_id, context, is_dry=True)
    ran = await import_from(folder, studio_id, context)
    assert dry.said("customers.csv") == ran.said("customers.csv") == ["added", "known here already, and linked"]
    assert ran.own_id("customers.csv", "u1") == ran.own_id("customers.csv", "u2")
    assert [row["name"] for row in await Customer.select(Customer.name)] == ["Ana Ruiz"]


async def test_a_known_customer_of_the_studio_keeps_one_link(tmp_path: Path, studio_id: int, context: Context) -> None:
    await add_customer(studio_id, email="ana@example.org")
    await import_from(write_files(tmp_path, {"customers.csv": [ANA]}), studio_id, context)
    assert await CustomerStudio.count() == 1


async def test_who_has_given_no_address_is_a_customer_of_their_own(
    tmp_path: Path, studio_id: int, context: Context
) -> None:
    """R31; they come out without one again."""
    rows = [ANA | {"email": ""}, ANA | {"id": "u2", "email": ""}]
    folder = write_files(tmp_path / "files", {"customers.csv": rows})
    dry = await import_from(folder, studio_id, context, is_dry=True)
    ran = await import_from(folder, studio_id, context)
    assert dry.said("customers.csv") == ran.said("customers.csv") == ["added", "added"]
    assert ran.own_id("customers.csv", "u1") != ran.own_id("customers.csv", "u2")
    out = rows_of((await exported(studio_id, tmp_path / "out"))["customers.csv"])
    assert [(row["id"], row["email"]) for row in out] == [("u1", ""), ("u2", "")]
