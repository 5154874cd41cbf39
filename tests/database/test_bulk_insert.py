"""Thousands of rows at once, in the caller's transaction or not at all."""

import pytest

from server.database.bulk_insert import NoTransactionError, bulk_insert
from server.database.errors import broken_index
from server.database.write_transaction import write_transaction
from server.tables.people import Customer
from tests.builders import LONG_AGO

COLUMNS = "email, name, phone, created_at"
ROWS = [(f"{number}@example.org", "Ana", None, LONG_AGO) for number in range(2000)]


async def test_all_rows_are_there_with_the_defaults_of_what_was_not_named(database: None) -> None:
    async with write_transaction():
        await bulk_insert("customer", COLUMNS, ROWS)
    assert await Customer.count() == 2000
    row = await Customer.select().where(Customer.email == "7@example.org").first()
    assert row == {
        "id": row["id"] if row else None,
        "email": "7@example.org",
        "name": "Ana",
        "phone": None,
        "locale": None,
        "created_at": LONG_AGO,
    }


async def test_one_row_that_cannot_be_takes_all_back(database: None) -> None:
    with pytest.raises(Exception, match=r"(?i)unique") as refused:
        async with write_transaction():
            await bulk_insert("customer", COLUMNS, [*ROWS, ROWS[0]])
    assert broken_index(refused.value)
    assert await Customer.count() == 0


async def test_rows_outside_a_transaction_are_refused(database: None) -> None:
    with pytest.raises(NoTransactionError):
        await bulk_insert("customer", COLUMNS, ROWS)
    assert await Customer.count() == 0
