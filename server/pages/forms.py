"""What the pages' forms send: texts, read into the contract's own types; a field that is not one of them is ignored.

What people type is judged by the use case or by the page that asks again; what only a page fills in and comes wrong
is 422.
"""

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct, field

from server.contract.base import Id, Text

Typed = Annotated[Text, Meta(max_length=1000)]
"""Whatever stands in a field that people type into."""


class BookForm(Struct, kw_only=True):
    """Book one class on one pass; a makeup names its part (R17). The day is the one that the page showed."""

    pass_id: Id = field(name="pass")
    session_id: Id = field(name="session")
    step_id: Id | None = field(name="part", default=None)
    day: date


class CheckInForm(Struct, kw_only=True):
    """Check in from the phone, with the door's digits where the studio asks for them (R30)."""

    door_code: Annotated[Text, Meta(max_length=20)] = ""


class EmailForm(Struct, kw_only=True):
    """Where a sign-in code is to be sent."""

    email: Typed = ""


class CodeForm(Struct, kw_only=True):
    """The digits from the mail, and what a new customer is asked for beside them."""

    code: Typed = ""
    name: Typed = ""
    studio_id: Id | None = field(name="studio", default=None)
