"""What every shape on the wire shares: camelCase, closed requests, and types that stop bad values at the door.

Instants are RFC 3339 in UTC, local dates `2026-03-02`, both within the years 2000 to 2100 (`api.md`, "Malformed").
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

FIRST_YEAR = 2000
LAST_YEAR = 2100

_FIRST_INSTANT = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
_END_OF_INSTANTS = datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC)

# OpenAPI reads a pattern as ECMAScript, msgspec as Python: no `\Z` there, and here `$` allows a last line feed.
END = r"(?!\n)$"
NO_NUL = r"^[^\x00]*$"
VISIBLE = r"^[^\x00]*[^\s\x00][^\x00]*$"
# Addresses are kept in lower case; U+0130 (İ) is the one letter that grows there, past what a column holds.
EMAIL = r"^[^\s@\x00\u0130]+@[^\s@\x00\u0130]+\.[^\s@\x00\u0130]+" + END
SIX_DIGITS = r"^[0-9]{6}" + END
CURRENCY = r"^[A-Z]{3}" + END
COLOUR = r"^#[0-9A-Fa-f]{6}" + END
WALL_TIME = r"^([01][0-9]|2[0-3]):[0-5][0-9]" + END
NONCE = r"^[A-Za-z0-9_-]+" + END

PATTERN_WORDS: Mapping[str, str] = {
    NO_NUL: "may hold no NUL",
    VISIBLE: "may not be empty, and may hold no NUL",
    EMAIL: "must be an e-mail address",
    SIX_DIGITS: "must be six digits",
    CURRENCY: "must be three capital letters, such as EUR",
    COLOUR: "must be a colour such as #A8401F",
    WALL_TIME: "must be a time of day such as 16:00",
    NONCE: "may hold only letters, digits, - and _",
}
"""What each pattern of the contract asks for, as people read it; `malformed.in_words` looks it up."""

Id = Annotated[int, Meta(ge=1, le=2**31 - 1)]
Int32 = Annotated[int, Meta(ge=-(2**31), le=2**31 - 1)]
Text = Annotated[str, Meta(pattern=NO_NUL)]
Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=VISIBLE)]
Note = Annotated[str, Meta(max_length=2000, pattern=NO_NUL)]
Reason = Annotated[str, Meta(min_length=1, max_length=500, pattern=VISIBLE)]
Email = Annotated[str, Meta(min_length=3, max_length=254, pattern=EMAIL)]
Instant = Annotated[datetime, Meta(tz=True)]
LocalDate = date
WallTime = Annotated[str, Meta(pattern=WALL_TIME)]


class Shape(msgspec.Struct, rename="camel", kw_only=True):
    """An answer: unknown fields are ignored by readers, so that fields can be added."""


class Request(msgspec.Struct, rename="camel", kw_only=True, forbid_unknown_fields=True):
    """A body that a client sends: unknown fields and dates out of range are refused (422)."""

    def __post_init__(self) -> None:
        """Refuse dates and instants outside the years 2000 to 2100 (raises WrongDateError)."""
        for name in self.__struct_fields__:
            refuse_far_date(getattr(self, name))


class WrongDateError(ValueError):
    """A date, or a span of dates, that cannot be: the edge answers 422."""


def refuse_far_date(value: object) -> None:
    """Raise WrongDateError for a date or an aware instant outside the years 2000 to 2100; other values pass.

    An instant's year is that of UTC, whatever offset it came with.
    """
    if isinstance(value, datetime):
        is_near = _FIRST_INSTANT <= value < _END_OF_INSTANTS
    else:
        is_near = not isinstance(value, date) or FIRST_YEAR <= value.year <= LAST_YEAR
    if not is_near:
        raise WrongDateError(f"a date must lie in the years {FIRST_YEAR} to {LAST_YEAR}")


LONGEST_SPAN_DAYS = 366


@dataclass(frozen=True)
class DateSpan:
    """A span of the studio's dates, both inclusive. Raises WrongDateError for a backwards, far or too long one."""

    first: date
    last: date

    def __post_init__(self) -> None:
        """Check the span."""
        refuse_far_date(self.first)
        refuse_far_date(self.last)
        if self.last < self.first:
            raise WrongDateError("the span ends before it begins")
        if (self.last - self.first).days >= LONGEST_SPAN_DAYS:
            raise WrongDateError(f"the span is longer than {LONGEST_SPAN_DAYS} days")
