"""Customers and staff members, and the studios they belong to (R41)."""

from piccolo.columns import ForeignKey, OnDelete, Serial, Timestamptz, Varchar
from piccolo.table import Table

from server.rules.vocabulary import Role
from server.tables.columns import Instant, OneOf, listed
from server.tables.studios import Studio


class Customer(Table, tablename="customer"):
    """A person who books; one for each e-mail address on this server (stored in lower case)."""

    id: Serial
    email = Varchar(length=254, unique=True)
    name = Varchar(length=200)
    phone = Varchar(length=40, null=True, default=None)
    locale = Varchar(length=8, null=True, default=None)
    created_at = Instant()


class CustomerStudio(Table, tablename="customer_studio"):
    """A customer is known to a studio; unique for each pair."""

    id: Serial
    customer = ForeignKey(Customer, on_delete=OnDelete.restrict, null=False)
    studio = ForeignKey(Studio, on_delete=OnDelete.restrict, null=False, index=True)


class StaffMember(Table, tablename="staff_member"):
    """A person who works here; password and PIN are Argon2 hashes with a pepper (R42)."""

    id: Serial
    email = Varchar(length=254, unique=True)
    name = Varchar(length=200)
    role = OneOf(values=listed(Role), default=Role.STAFF.value)
    password_hash = Varchar(length=300, null=True, default=None)
    pin_hash = Varchar(length=300, null=True, default=None)
    created_at = Instant()
    archived_at = Timestamptz(default=None, null=True)


class StaffStudio(Table, tablename="staff_studio"):
    """A staff member works at a studio; admins serve every studio and need no row."""

    id: Serial
    staff = ForeignKey(StaffMember, on_delete=OnDelete.restrict, null=False)
    studio = ForeignKey(Studio, on_delete=OnDelete.restrict, null=False, index=True)
