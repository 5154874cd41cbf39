"""Requests that carried an `Idempotency-Key`, and their first answers (R21)."""

from piccolo.columns import Integer, Serial, Text, Varchar
from piccolo.table import Table

from server.tables.columns import Instant


class KeyedRequest(Table, tablename="keyed_request"):
    """One key of one caller for one method and path; unique by the four. No answer yet: it runs, or its server died.

    The answer is sealed: it may hold a pass code, of which the database keeps only the hash (R43).
    """

    id: Serial
    caller = Varchar(length=60)
    method = Varchar(length=8)
    path = Varchar(length=300)
    key = Varchar(length=255)
    body_hash = Varchar(length=64)
    claimed_at = Instant()
    status = Integer(null=True, default=None)
    answer = Text(null=True, default=None)
