"""What a studio sells, what a customer has bought, and the punch ledger."""

from piccolo.columns import Boolean, Date, ForeignKey, Integer, OnDelete, Serial, Timestamptz, Varchar
from piccolo.table import Table

from server.rules.vocabulary import PassType, PunchKind
from server.tables.columns import CheckedInteger, Instant, OneOf, listed
from server.tables.courses import Course
from server.tables.people import Customer, StaffMember
from server.tables.studios import Studio


class PassProduct(Table, tablename="pass_product"):
    """What a studio sells; its terms are copied when it is sold (R6). Prices in integer cents."""

    id: Serial
    studio = ForeignKey(Studio, on_delete=OnDelete.restrict, null=False, index=True)
    name = Varchar(length=200)
    pass_type = OneOf(values=listed(PassType), default=PassType.PUNCH_PASS.value)
    sessions_included = CheckedInteger(check="sessions_included > 0", null=True, default=None)
    max_advance_reservations = CheckedInteger(check="max_advance_reservations > 0", null=True, default=None)
    requires_sequential_attendance = Boolean(default=False)
    absence_grace_period = CheckedInteger(check="absence_grace_period >= 0", null=True, default=None)
    validity_days = CheckedInteger(check="validity_days > 0", null=True, default=None)
    price_cents = CheckedInteger(check="price_cents >= 0", null=True, default=None)
    archived_at = Timestamptz(default=None, null=True)


class PassProductCourse(Table, tablename="pass_product_course"):
    """A course that a pass product covers; unique for the pair."""

    id: Serial
    pass_product = ForeignKey(PassProduct, on_delete=OnDelete.cascade, null=False)
    course = ForeignKey(Course, on_delete=OnDelete.restrict, null=False)


class ClassRegistration(Table, tablename="class_registration"):
    """A pass that a customer has bought. `sessions_remaining` is the sum of its ledger, never below 0 (R9)."""

    id: Serial
    customer = ForeignKey(Customer, on_delete=OnDelete.restrict, null=False, index=True)
    studio = ForeignKey(Studio, on_delete=OnDelete.restrict, null=False, index=True)
    pass_product = ForeignKey(PassProduct, on_delete=OnDelete.restrict, null=True, default=None)
    name = Varchar(length=200)
    pass_type = OneOf(values=listed(PassType), default=PassType.PUNCH_PASS.value)
    sessions_included = Integer(null=True, default=None)
    sessions_remaining = CheckedInteger(check="sessions_remaining >= 0", null=True, default=None)
    max_advance_reservations = Integer(null=True, default=None)
    requires_sequential_attendance = Boolean(default=False)
    absence_grace_period = Integer(null=True, default=None)
    valid_from = Date(default=None, null=True)
    valid_until = Date(default=None, null=True)
    frozen_from = Date(default=None, null=True)
    frozen_until = Date(default=None, null=True)
    price_cents = Integer(null=True, default=None)
    currency = Varchar(length=3, null=True, default=None)
    payment = Varchar(length=32, null=True, default=None)
    payment_note = Varchar(length=500, null=True, default=None)
    sold_at = Instant()
    sold_by = ForeignKey(StaffMember, on_delete=OnDelete.restrict, null=True, default=None)
    cancelled_at = Timestamptz(default=None, null=True)


class RegistrationCourse(Table, tablename="registration_course"):
    """A course that a sold pass covers; unique for the pair."""

    id: Serial
    registration = ForeignKey(ClassRegistration, on_delete=OnDelete.cascade, null=False)
    course = ForeignKey(Course, on_delete=OnDelete.restrict, null=False)


class PunchEntry(Table, tablename="punch_entry"):
    """A row of the punch ledger (R9), append-only: only `reversed_at` is set later, when a REVERSAL is appended.

    `reservation` is its id; the foreign key is the other way round in time, so it stays a plain integer here.
    """

    id: Serial
    registration = ForeignKey(ClassRegistration, on_delete=OnDelete.restrict, null=False)
    reservation_id = Integer(null=True, default=None)
    kind = OneOf(values=listed(PunchKind), default=PunchKind.GRANT.value)
    delta = Integer(default=0)
    reason = Varchar(length=500, null=True, default=None)
    actor = Varchar(length=60)
    at = Instant()
    reversed_at = Timestamptz(default=None, null=True)
