"""Customers without an e-mail address: nobody asks one of who walks in (R31).

The column takes one text for each customer, and so such a customer has one at a domain that can never be (RFC 2606):
no mail goes there, nobody signs in with it, the desk sees none, and an export can be brought in again.
"""

import secrets
from typing import Final

NOWHERE: Final = "@no-address.invalid"


def no_address() -> str:
    """Return the text of a customer who has given no address; never the same twice."""
    return f"{secrets.token_hex(16)}{NOWHERE}"


def address_of(email: str) -> str | None:
    """Return a customer's address as people may see it, None where there is none."""
    return email if has_address(email) else None


def has_address(email: str) -> bool:
    """Tell whether a mail can be sent there."""
    return not email.endswith(NOWHERE)
