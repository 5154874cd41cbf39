r"""Find customers by what the desk remembers of them.

A database's own case folding knows ASCII only on SQLite and on PostgreSQL's C locale, so a word is looked for in the
spellings that people type. `%` and `_` in it mean themselves. By an address nobody is found who has none.
"""

from functools import reduce
from operator import or_

from piccolo.columns.combination import WhereRaw
from piccolo.custom_types import Combinable

from server.contract import customers as shapes
from server.contract.paging import Page, Paging
from server.services.actor import Actor
from server.services.customers.address import NOWHERE
from server.services.customers.present import present
from server.services.customers.served_customer import served_by
from server.services.paging import read_page
from server.tables.people import Customer

MOST_WORDS = 8


async def search_customers(text: str, actor: Actor, paging: Paging) -> Page[shapes.Customer]:
    """Return the customers whom the actor may see, by name; each word of the text is in the name or in the address."""
    conditions = [*served_by(actor), *(_has(word) for word in text.split()[:MOST_WORDS])]
    rows, next_cursor = await read_page(Customer, conditions, paging, Customer.name)
    return Page(items=[present(row) for row in rows], next_cursor=next_cursor)


def _has(word: str) -> Combinable:
    spellings = sorted({word, word.lower(), word.upper(), word.title()})
    return reduce(or_, [_is_like(spelling) for spelling in spellings])


def _is_like(spelling: str) -> Combinable:
    pattern = "%" + "".join(f"\\{letter}" if letter in "%_\\" else letter for letter in spelling) + "%"
    return WhereRaw(
        "(lower(customer.name) LIKE lower({}) ESCAPE '\\'"
        f" OR (lower(customer.email) LIKE lower({{}}) ESCAPE '\\' AND customer.email NOT LIKE '%{NOWHERE}'))",
        pattern,
        pattern,
    )
