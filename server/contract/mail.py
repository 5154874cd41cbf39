"""What services hand to delivery, and what comes back: the two stand side by side and know nothing of each other.

Nothing of this is on the wire; it is the agreement on what a mail says, in values and without a word of prose.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class SignInMail:
    """The code by which the holder of an address signs in, good for some minutes, once."""

    studio_name: str
    code: str
    minutes: int


@dataclass(frozen=True)
class ConfirmationMail:
    """A booked place: instants are UTC and spoken in the studio's zone (R4)."""

    studio_name: str
    studio_email: str | None
    customer_name: str
    course_name: str
    part_title: str | None
    room: str | None
    instructor: str | None
    starts_at: datetime
    ends_at: datetime
    check_in_opens_at: datetime
    zone: ZoneInfo
    pass_code: str
    public_url: str


@dataclass(frozen=True)
class Envelope:
    """A mail on its way to one address; `id` is the same on every try, `posted_at` (UTC) is this one's."""

    id: str
    recipient: str
    posted_at: datetime
    mail: SignInMail | ConfirmationMail


@dataclass(frozen=True)
class Undelivered:
    """Why a mail was not taken; another try is useless where the refusal is permanent. `why` may hold an address."""

    why: str
    is_permanent: bool
