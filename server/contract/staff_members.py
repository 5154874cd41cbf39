"""A staff member as admins set them up. Passwords and PINs come in and never go out."""

from enum import StrEnum
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from server.contract.base import NO_NUL, Email, Instant, Name, Request, Shape
from server.contract.kiosk import Pin
from server.contract.setup import Ids

Password = Annotated[str, Meta(min_length=8, max_length=200, pattern=NO_NUL)]


class StaffRole(StrEnum):
    """The roles that people who work here have (R41)."""

    STAFF = "STAFF"
    ADMIN = "ADMIN"


class StaffMember(Shape):
    """A person who works here; an admin serves every studio, whatever `studioIds` says."""

    id: int
    email: str
    name: str
    role: StaffRole
    studio_ids: list[int]
    has_password: bool
    has_pin: bool
    created_at: Instant
    archived_at: Instant | None


class StaffMemberRequest(Request):
    """A new person; without a password they cannot sign in, without a PIN they cannot help at a kiosk."""

    email: Email
    name: Name
    role: StaffRole
    studio_ids: Ids
    password: Password | None = None
    pin: Pin | None = None


class StaffMemberChange(Request):
    """What changes of a person; null takes the password or the PIN away."""

    email: Email | UnsetType = UNSET
    name: Name | UnsetType = UNSET
    role: StaffRole | UnsetType = UNSET
    studio_ids: Ids | UnsetType = UNSET
    password: Password | UnsetType | None = UNSET
    pin: Pin | UnsetType | None = UNSET
