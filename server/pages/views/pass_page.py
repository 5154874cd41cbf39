"""A pass on its own page: the card, how far the parts are, and every punch in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from server.contract.passes import PartStatus, PunchRow, Registration, RegistrationStatus
from server.pages.views.ledger import LedgerLine, ledger_line
from server.pages.views.pass_card import OVER, PassCard, pass_card
from server.pages.views.tag import Tag, Tone
from server.rules.vocabulary import PartState

PART_TAGS: Final[Mapping[PartState, Tag]] = {
    PartState.DONE: Tag("Done", Tone.YES),
    PartState.BOOKED: Tag("Booked", Tone.INFO),
    PartState.OPEN: Tag("Open"),
    PartState.MISSED: Tag("Missed: take it again", Tone.WAIT),
    PartState.LOCKED: Tag("Later", Tone.PLAIN),
}


@dataclass(frozen=True)
class PartLine:
    """One part: how it stands, and why where it is locked."""

    title: str
    tag: Tag
    why: str | None
    is_next: bool


@dataclass(frozen=True)
class PassPage:
    """Everything that a pass's page shows."""

    card: PassCard
    parts: Sequence[PartLine]
    parts_words: str
    ledger: Sequence[LedgerLine]
    can_book: bool
    warnings: Sequence[str]


def pass_page(a_pass: Registration, status: RegistrationStatus, punches: Sequence[PunchRow], now: datetime) -> PassPage:
    """Return the page of a pass; the ledger comes newest first, its days are the studio's (R4)."""
    zone = ZoneInfo(a_pass.timezone)
    done = sum(part.state is PartState.DONE for part in status.parts)
    return PassPage(
        card=pass_card(a_pass, now),
        parts=[_part_line(part, status.next_step_id) for part in status.parts],
        parts_words=f"{done} of {len(status.parts)} done",
        ledger=[ledger_line(row, zone, now) for row in punches],
        can_book=a_pass.status not in OVER,
        warnings=status.warnings,
    )


def _part_line(part: PartStatus, next_step_id: int | None) -> PartLine:
    return PartLine(part.title, PART_TAGS[part.state], part.why, part.step_id == next_step_id)
