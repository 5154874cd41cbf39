"""Rows of customers.csv: matched by e-mail address, one on this server for each, linked to the studio (R41)."""

from collections.abc import Collection, Sequence
from typing import Any

from server.services.importing.cells import Numbered
from server.services.importing.placed import Outcomes, Placed
from server.services.importing.rows import CustomerRow
from server.services.importing.run import Run
from server.tables.people import Customer, CustomerStudio
from server.tables.sql_lists import insert_rows, placeholders


async def place_customers(rows: Sequence[Numbered[CustomerRow]], run: Run) -> Outcomes:
    """Add who is new; who has that address already stays as they are, and becomes known to the studio."""
    known = await _known({_address(each) for each in rows}, run)
    new = {_address(each): each.row for each in reversed(rows) if _address(each) not in known}
    ordered = list(reversed(new))  # of two rows with one address the first counts
    ids = dict(zip(ordered, await run.new_ids(Customer, len(ordered)), strict=True))
    values = [(ids[key], key, new[key].name, new[key].phone, new[key].locale, run.now) for key in ordered]
    await run.insert(Customer, "id, email, name, phone, locale, created_at", values)
    await _link([*known.values(), *ids.values()], run)
    if run.plans is not None:
        run.plans.emails |= ids
    return {
        each.line: Placed(known[_address(each)], is_new=False)
        if _address(each) in known
        else Placed(ids[_address(each)], is_new=new[_address(each)] is each.row)
        for each in rows
    }


def _address(row: Numbered[CustomerRow]) -> str:
    """Addresses are kept in lower case."""
    return row.row.email.lower()


async def _known(emails: Collection[str], run: Run) -> dict[str, int]:
    rows: list[dict[str, Any]] = await Customer.raw(
        f"SELECT id, email FROM customer WHERE email IN {placeholders(emails)}", *emails
    )
    found: dict[str, int] = {row["email"]: row["id"] for row in rows}
    return found if run.plans is None else found | {e: run.plans.emails[e] for e in emails if e in run.plans.emails}


async def _link(customer_ids: Collection[int], run: Run) -> None:
    """A link that is there stays."""
    if run.plans is None:
        links = [(own_id, run.studio_id) for own_id in sorted(customer_ids)]
        await insert_rows(CustomerStudio, "customer, studio", links, " ON CONFLICT (customer, studio) DO NOTHING")
