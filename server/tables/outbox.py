"""Messages waiting to be sent, written in the transaction of the change that they tell of (R39)."""

from piccolo.columns import ForeignKey, Integer, OnDelete, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table

from server.tables.columns import Instant
from server.tables.studios import Studio


class OutboxMessage(Table, tablename="outbox_message"):
    """One message; `facts` is JSON by which it is composed when it is sent. Unique by its dedupe key.

    `studio` is whose staff look after it where it is given up; a sign-in code belongs to none.
    """

    id: Serial
    studio = ForeignKey(Studio, on_delete=OnDelete.restrict, null=True, default=None)
    kind = Varchar(length=40)
    dedupe_key = Varchar(length=120, unique=True)
    recipient = Varchar(length=254)
    facts = Text(default="{}")
    created_at = Instant()
    due_at = Instant()
    claimed_until = Timestamptz(default=None, null=True)
    attempts = Integer(default=0)
    sent_at = Timestamptz(default=None, null=True)
    dropped_at = Timestamptz(default=None, null=True)
    failed_at = Timestamptz(default=None, null=True)
    last_error = Varchar(length=300, null=True, default=None)
