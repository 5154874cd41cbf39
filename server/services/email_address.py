"""E-mail addresses as the database keeps them: in lower case, so that each is one person's (R41)."""

from typing import Final

from server.services.outcomes import InvalidFieldError

LONGEST: Final = 254


def stored_address(email: str) -> str:
    """Return the address in lower case. Raises InvalidFieldError where that makes it too long: a few letters grow."""
    lowered = email.lower()
    if len(lowered) > LONGEST:
        raise InvalidFieldError("email", f"takes {LONGEST} characters at most")
    return lowered
