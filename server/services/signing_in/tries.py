"""How often something may be tried: kept in the database, so that a restart forgives nothing.

Whoever tries is known by a keyed hash: the table names no address. A try is written before it is judged, so that a
thousand tries at once find as many places under the limit as one after the other.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from server.database.write_transaction import write_transaction
from server.services.context import Context
from server.services.signing_in.refused import TooManyTriesError
from server.tables.access import Attempt

HOUR: Final = timedelta(hours=1)
QUARTER: Final = timedelta(minutes=15)
KEPT_FOR: Final = timedelta(days=1)
"""Longer than any limit looks back."""


@dataclass(frozen=True)
class Limit:
    """So many tries within a span, for each subject. All of a studio's phones may share one address on the net."""

    kind: str
    tries: int
    span: timedelta


CODES_PER_EMAIL: Final = Limit("code_email", 10, HOUR)
CODES_PER_CLIENT: Final = Limit("code_client", 1000, HOUR)
PASSWORDS_PER_EMAIL: Final = Limit("password_email", 10, QUARTER)
PASSWORDS_PER_CLIENT: Final = Limit("password_client", 300, QUARTER)
PAIRINGS_PER_CLIENT: Final = Limit("pairing_client", 30, QUARTER)


async def count_try(limit: Limit, subject: str, context: Context, now: datetime) -> None:
    """Count a try of a subject. Raises TooManyTriesError beyond the limit; such a try does not prolong it."""
    mark = subject_mark(limit.kind, subject, context)
    attempt_id = await _write(limit.kind, mark, now)
    since = now - limit.span
    rows = (
        await Attempt.select(Attempt.id, Attempt.at)
        .where(Attempt.kind == limit.kind, Attempt.subject == mark, Attempt.at > since)
        .order_by(Attempt.at, Attempt.id, ascending=False)
        .limit(limit.tries + 1)
    )
    if len(rows) > limit.tries:
        async with write_transaction():
            await Attempt.delete().where(Attempt.id == attempt_id)
        raise TooManyTriesError(now, rows[-1]["at"] + limit.span)


async def forgive_tries(limit: Limit, subject: str, context: Context) -> None:
    """Forget a subject's tries: it has shown that it knows the secret."""
    mark = subject_mark(limit.kind, subject, context)
    async with write_transaction():
        await Attempt.delete().where(Attempt.kind == limit.kind, Attempt.subject == mark)


def subject_mark(kind: str, subject: str, context: Context) -> str:
    """Return the keyed hash by which the table knows a subject."""
    return hmac.new(context.keys.sign_in_code, f"{kind}:{subject}".encode(), hashlib.sha256).hexdigest()


async def _write(kind: str, mark: str, now: datetime) -> int:
    async with write_transaction():
        rows = await Attempt.insert(Attempt(kind=kind, subject=mark, at=now)).returning(Attempt.id)
    return int(rows[0]["id"])
