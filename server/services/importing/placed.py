"""What a kind of row answers for a batch: where each line went, or why it could not."""

from dataclasses import dataclass

from server.services.importing.cells import Flaw


@dataclass(frozen=True, slots=True)
class Placed:
    """What a row is here now, and whether it is new or was known before the import."""

    own_id: int
    is_new: bool = True


Outcomes = dict[int, Placed | Flaw]
"""By line."""


def unknown(what: str, foreign_id: str, column: str) -> Flaw:
    """Return why a row is refused that leans on one which is not there, maybe because that one was refused."""
    return Flaw(f"there is no {what} {foreign_id!r}: it is in no file, or its row was refused", column)
