"""What the desk writes down: notes, what needs a person, and what staff did beside moving reservations."""

from piccolo.columns import ForeignKey, Integer, OnDelete, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table

from server.rules.vocabulary import Channel, InboxKind
from server.tables.columns import Instant, OneOf, listed
from server.tables.courses import ClassSession
from server.tables.outbox import OutboxMessage
from server.tables.passes import ClassRegistration
from server.tables.people import Customer
from server.tables.reservations import SessionReservation
from server.tables.studios import Studio


class StaffNote(Table, tablename="staff_note"):
    """A note that only staff read: about a customer at this studio, one of their passes, or a class session.

    `author` is an actor's label; the nightly job writes why it released bookings (R34).
    """

    id: Serial
    studio = ForeignKey(Studio, on_delete=OnDelete.restrict, null=False)
    customer = ForeignKey(Customer, on_delete=OnDelete.restrict, null=True, default=None)
    registration = ForeignKey(ClassRegistration, on_delete=OnDelete.restrict, null=True, default=None)
    session = ForeignKey(ClassSession, on_delete=OnDelete.restrict, null=True, default=None)
    author = Varchar(length=60)
    text = Text()
    at = Instant()


class InboxItem(Table, tablename="inbox_item"):
    """Something that needs a person: a message that was given up, or a scan that could not be judged (R37)."""

    id: Serial
    studio = ForeignKey(Studio, on_delete=OnDelete.restrict, null=False)
    kind = OneOf(values=listed(InboxKind), default=InboxKind.FAILED_MESSAGE.value)
    message = ForeignKey(OutboxMessage, on_delete=OnDelete.restrict, null=True, default=None)
    reservation = ForeignKey(SessionReservation, on_delete=OnDelete.restrict, null=True, default=None)
    scanned_at = Timestamptz(default=None, null=True)
    reason = Varchar(length=500)
    created_at = Instant()
    resolved_at = Timestamptz(default=None, null=True)
    resolved_by = Varchar(length=60, null=True, default=None)
    resolution = Varchar(length=32, null=True, default=None)
    resolution_reason = Varchar(length=500, null=True, default=None)


class AuditEntry(Table, tablename="audit_entry"):
    """One act of staff or an admin that is no move of a reservation; `facts` is JSON (what it was, what it is).

    `action` is one of `AuditAction`, a list that grows with what the desk can do, so that no CHECK holds it.
    """

    id: Serial
    studio = ForeignKey(Studio, on_delete=OnDelete.restrict, null=False)
    action = Varchar(length=40)
    subject = Varchar(length=40)
    subject_id = Integer(null=True, default=None)
    actor = Varchar(length=60)
    channel = OneOf(values=listed(Channel), default=Channel.API.value)
    reason = Varchar(length=500, null=True, default=None)
    facts = Text(default="{}")
    at = Instant()
