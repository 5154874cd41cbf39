"""How people sign in: customers by a code in their mail, staff by their password."""

from typing import Annotated

from msgspec import Meta

from server.contract.base import NO_NUL, Email, Id, Name, Request, Shape
from server.rules.vocabulary import Role

SignInCode = Annotated[str, Meta(min_length=1, max_length=20, pattern=NO_NUL)]
Password = Annotated[str, Meta(min_length=1, max_length=1000, pattern=NO_NUL)]


class CodeRequest(Request):
    """An address that a code is to be sent to."""

    email: Email


class SignInRequest(Request):
    """The address and the six digits from its mail; an address that is new here also needs a name and a studio."""

    email: Email
    code: SignInCode
    name: Name | None = None
    studio_id: Id | None = None


class CustomerSignedIn(Shape):
    """A customer's token, shown once."""

    token: str
    role: Role
    customer_id: int
    name: str


class StaffSignInRequest(Request):
    """A staff member's address and password."""

    email: Email
    password: Password


class StaffSignedIn(Shape):
    """A staff member's or an admin's token, shown once."""

    token: str
    role: Role
    staff_id: int
    name: str
