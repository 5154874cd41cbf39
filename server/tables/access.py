"""Who is signed in, and who has tried too often: all kept in the database, so that a restart forgives nothing."""

from piccolo.columns import ForeignKey, Integer, OnDelete, Serial, Timestamptz, Varchar
from piccolo.table import Table

from server.rules.vocabulary import Role
from server.tables.columns import Instant, OneOf, listed
from server.tables.kiosks import Kiosk
from server.tables.people import Customer, StaffMember


class AccessToken(Table, tablename="access_token"):
    """An opaque token, known by its SHA-256; a staff token with a kiosk counts only at that kiosk (R42)."""

    id: Serial
    token_hash = Varchar(length=64, unique=True)
    kind = OneOf(values=listed(Role), default=Role.CUSTOMER.value)
    customer = ForeignKey(Customer, on_delete=OnDelete.cascade, null=True, default=None)
    staff = ForeignKey(StaffMember, on_delete=OnDelete.cascade, null=True, default=None)
    kiosk = ForeignKey(Kiosk, on_delete=OnDelete.cascade, null=True, default=None)
    created_at = Instant()
    last_used_at = Timestamptz(default=None, null=True)
    expires_at = Timestamptz(default=None, null=True)
    revoked_at = Timestamptz(default=None, null=True)


class SignInCode(Table, tablename="sign_in_code"):
    """Six digits sent to an address: ten minutes, five tries, single use; kept as a keyed hash."""

    id: Serial
    email = Varchar(length=254, index=True)
    code_hash = Varchar(length=64)
    tries_left = Integer(default=5)
    created_at = Instant()
    expires_at = Instant()
    used_at = Timestamptz(default=None, null=True)


class Attempt(Table, tablename="attempt"):
    """One try that counts towards a limit: `subject` names who or what tried, never in clear (a keyed hash)."""

    id: Serial
    kind = Varchar(length=32)
    subject = Varchar(length=64)
    at = Instant()


class PinLock(Table, tablename="pin_lock"):
    """Wrong PINs in a row of one person on one kiosk (R42); unique for the pair."""

    id: Serial
    kiosk = ForeignKey(Kiosk, on_delete=OnDelete.cascade, null=False)
    staff = ForeignKey(StaffMember, on_delete=OnDelete.cascade, null=False)
    wrong_in_a_row = Integer(default=0)
    locked_until = Timestamptz(default=None, null=True)
