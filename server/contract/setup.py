"""What the shapes of the set-up share: bounds, PATCH, and the answer to DELETE.

In PATCH an absent field stays (`UNSET`), null clears what may be empty (`api.md`, "Malformed").
"""

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta

from server.contract.base import NO_NUL, VISIBLE, Id, Request, Shape

MINUTES_OF_A_DAY = 24 * 60

Capacity = Annotated[int, Meta(ge=0, le=1000)]
DurationMinutes = Annotated[int, Meta(ge=1, le=MINUTES_OF_A_DAY)]
Label = Annotated[str, Meta(min_length=1, max_length=100, pattern=VISIBLE)]
Description = Annotated[str, Meta(max_length=4000, pattern=NO_NUL)]
Ids = Annotated[list[Id], Meta(max_length=200)]


class Removal(Shape):
    """What became of a thing that was deleted: what has a history is archived instead."""

    id: int
    archived: bool


def given_fields(asked: Request) -> dict[str, object]:
    """Return the fields that a PATCH names, by their Python names; the absent ones are left out."""
    return {name: value for name, value in msgspec.structs.asdict(asked).items() if value is not UNSET}
