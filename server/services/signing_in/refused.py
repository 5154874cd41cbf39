"""How signing in fails, told so that nobody learns whether an address is known."""

from datetime import datetime


class WrongSecretError(Exception):
    """A code, a password or a pairing code that does not open: the edge answers 401 with this stable code."""

    def __init__(self, code: str, message: str) -> None:
        """Keep the stable code and a sentence for people."""
        super().__init__(message)
        self.code = code
        self.message = message


class MissingForSignUpError(Exception):
    """A new address needs one thing more: the edge answers 422 with this stable code; the sign-in code stays good."""

    def __init__(self, code: str, field: str, message: str) -> None:
        """Keep the stable code, the field as the wire names it, and a sentence for people."""
        super().__init__(message)
        self.code = code
        self.field = field
        self.message = message


class TooManyTriesError(Exception):
    """A limit is reached: the edge answers 429 until `retry_at` (UTC)."""

    def __init__(self, now: datetime, retry_at: datetime) -> None:
        """Keep when it was asked and when the next try counts."""
        super().__init__(retry_at.isoformat())
        self.now = now
        self.retry_at = retry_at
