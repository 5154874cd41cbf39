"""The rules' closed lists as raw statements need them, built once."""

from collections.abc import Container, Sequence, Sized
from enum import StrEnum
from typing import Final

from server.rules.vocabulary import CONSUMPTIONS, SEATED, PunchKind, ReservationStatus


def sql_list(kind: type[StrEnum], members: Container[StrEnum]) -> str:
    """Return members of an enum as SQL's `('A', 'B')`, in the enum's own order.

    SQLite takes a partial index only where the statement lists the same words in the same order.
    """
    return "(" + ", ".join(f"'{member.value}'" for member in kind if member in members) + ")"


CONSUMING_KINDS: Final = sql_list(PunchKind, CONSUMPTIONS)
SEATED_STATUSES: Final = sql_list(ReservationStatus, SEATED)


def placeholders(values: Sized) -> str:
    """Return the `({}, {})` of a raw statement's IN for as many values; there has to be one at least."""
    return "(" + ", ".join(["{}"] * len(values)) + ")"


def rows_of_placeholders(rows: Sequence[Sized]) -> str:
    """Return the `({}, {}), ({}, {})` of a raw INSERT's VALUES for rows of one length."""
    return ", ".join([placeholders(rows[0])] * len(rows))
