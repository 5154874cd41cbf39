"""E-mail addresses as mail needs them: one, in ASCII, and nothing that could be read as two or as a header."""

from email.errors import MessageError
from email.headerregistry import Address
from email.utils import parseaddr


class WrongAddressError(Exception):
    """A text that no mail can be addressed to; it is not repeated here, for errors are logged."""


def address_of(text: str) -> Address:
    """Return the address that a text is, its domain in ASCII (IDNA). Raises WrongAddressError."""
    local_part, _, domain = text.rpartition("@")
    try:
        plain = f"{local_part}@{domain.encode('idna').decode('ascii')}"
        address = Address(addr_spec=plain)
    except (ValueError, MessageError, IndexError) as error:  # Python's parser looks past the end of "ana@"
        raise WrongAddressError from error
    if address.addr_spec != plain:  # a comment was left out, and the mail would go to somebody else
        raise WrongAddressError
    return address


def sender_of(text: str) -> Address:
    """Return the sender that `Kiln & Co <hello@kiln.example>` names. Raises WrongAddressError."""
    name, address = parseaddr(text)
    plain = address_of(address)
    return Address(name, plain.username, plain.domain)
