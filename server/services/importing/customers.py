"""Rows of customers.csv: matched by e-mail address, one on this server for each, linked to the studio (R41)."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from server.services.customers.address import no_address
from server.services.importing.cells import Numbered
from server.services.importing.placed import Outcomes, Placed
from server.services.importing.rows import CustomerRow
from server.services.importing.run import Run
from server.tables.people import Customer, CustomerStudio
from server.tables.sql_lists import insert_rows, placeholders


async def place_customers(rows: Sequence[Numbered[CustomerRow]], run: Run) -> Outcomes:
    """Add who is new; who has that address already stays as they are, and becomes known to the studio.

    Who has no address is always new (R31).
    """
    addresses = {each.line: no_address() if each.row.email is None else each.row.email.lower() for each in rows}
    known = await _known([addresses[each.line] for each in rows if each.row.email is not None], run)
    new: dict[str, Numbered[CustomerRow]] = {}
    for each in rows:
        if addresses[each.line] not in known:
            new.setdefault(addresses[each.line], each)  # of two rows with one address the first says who it is
    ids = dict(zip(new, await run.new_ids(Customer, len(new)), strict=True))
    await _write(new, ids, run)
    await _link([*known.values(), *ids.values()], run)
    here = {**known, **ids}
    first_lines = {each.line for each in new.values()}
    return {line: Placed(here[address], is_new=line in first_lines) for line, address in addresses.items()}


async def _write(new: Mapping[str, Numbered[CustomerRow]], ids: Mapping[str, int], run: Run) -> None:
    values = [
        (ids[address], address, each.row.name, each.row.phone, each.row.locale, run.now)
        for address, each in new.items()
    ]
    await run.insert(Customer, "id, email, name, phone, locale, created_at", values)
    if run.plans is not None:
        run.plans.emails |= ids


async def _known(emails: Sequence[str], run: Run) -> dict[str, int]:
    if not emails:
        return {}
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
