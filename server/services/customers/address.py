"""Customers without an e-mail address: nobody asks one of who walks in (R31).

The column takes one text for each customer, and so such a customer has one that is no address: no mail goes there,
nobody signs in with it, and the desk sees none.
"""

import secrets

_NONE = "no-address:"


def no_address() -> str:
    """Return the text of a customer who has given no address; never the same twice."""
    return f"{_NONE}{secrets.token_hex(16)}"


def address_of(email: str) -> str | None:
    """Return a customer's address as people may see it, None where there is none."""
    return email if has_address(email) else None


def has_address(email: str) -> bool:
    """Tell whether a mail can be sent there."""
    return not email.startswith(_NONE)
