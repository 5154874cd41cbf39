"""A pass on its own page: the card, how far the parts are, and every punch in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from server.contract.passes import PartStatus, PunchRow, Registration, RegistrationStatus
from server.pages.views.ledger import LedgerLine, ledger_line
from server.pages.views.pass_card import OVER, PassCard, pass_card
from server.pages.views.spoken import counted
from server.pages.views.tag import Tag, Tone
from server.rules.local_time import local_date
from server.rules.vocabulary import PartState

PART_TAGS: Final[Mapping[PartState, Tag]] = {
    PartState.DONE: Tag("Done", Tone.YES),
    PartState.BOOKED: Tag("Booked", Tone.INFO),
    PartState.OPEN: Tag("Open"),
    PartState.MISSED: Tag("Missed: take it again", Tone.WAIT),
    PartState.LOCKED: Tag("Later", Tone.PLAIN),
}


DOTS: Final[Mapping[PartState, str]] = {PartState.DONE: "left", PartState.BOOKED: "held"}
"""A part's dot on the card: full when it is done, a ring while it is booked, else pale."""


@dataclass(frozen=True)
class PartLine:
    """One part: how it stands, why, and where the next class of it is booked; `is_next` is the one to take now."""

    number: int
    title: str
    tag: Tag
    why: str | None
    is_done: bool
    is_next: bool
    book_address: str | None


@dataclass(frozen=True)
class BookButton:
    """The one thing to do on the page."""

    words: str
    address: str


@dataclass(frozen=True)
class PassPage:
    """Everything that a pass's page shows."""

    card: PassCard
    parts: Sequence[PartLine]
    ledger: Sequence[LedgerLine]
    book_button: BookButton | None
    warnings: Sequence[str]


def pass_page(a_pass: Registration, status: RegistrationStatus, punches: Sequence[PunchRow], now: datetime) -> PassPage:
    """Return the page of a pass; the ledger comes newest first, its days are the studio's (R4)."""
    zone = ZoneInfo(a_pass.timezone)
    lines = [_part_line(number, part, a_pass, status.next_step_id) for number, part in enumerate(status.parts, 1)]
    card = pass_card(a_pass, now)
    return PassPage(
        card=_with_progress(card, status.parts) if lines else card,
        parts=lines,
        ledger=[ledger_line(row, zone, now) for row in punches],
        book_button=None if a_pass.status in OVER else _book_button(a_pass.id, lines),
        warnings=status.warnings,
    )


def _with_progress(card: PassCard, parts: Sequence[PartStatus]) -> PassCard:
    """What matters most on a pass with parts is how many are done."""
    done = sum(part.state is PartState.DONE for part in parts)
    return replace(
        card,
        figure=str(done),
        figure_is_word=False,
        figure_words=f"of {counted(len(parts), 'part', 'parts')} done",
        dots=[DOTS.get(part.state, "used") for part in parts],
    )


def _part_line(number: int, part: PartStatus, a_pass: Registration, next_step_id: int | None) -> PartLine:
    return PartLine(
        number=number,
        title=part.title,
        tag=PART_TAGS[part.state],
        why=part.why,
        is_done=part.state is PartState.DONE,
        is_next=part.step_id == next_step_id,
        book_address=_book_address(part, a_pass),
    )


def _book_address(part: PartStatus, a_pass: Registration) -> str | None:
    """The day on which the next class of the part can be booked."""
    if part.next_starts_at is None:
        return None
    day = local_date(part.next_starts_at, ZoneInfo(a_pass.timezone))
    return f"/book?pass={a_pass.id}&day={day}"


def _book_button(pass_id: int, lines: Sequence[PartLine]) -> BookButton | None:
    """With parts it leads to the next one's day; where none is next there is nothing to book."""
    following = next((line for line in lines if line.is_next), None)
    if following is not None and following.book_address is not None:
        return BookButton(f"Book {following.title}", following.book_address)
    return None if lines and following is None else BookButton("Book with this pass", f"/book?pass={pass_id}")
