"""A pass on its card: what is left in the largest figure, punches as dots, state and validity in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, assert_never
from zoneinfo import ZoneInfo

from server.contract.passes import Registration
from server.pages.views.spoken import counted, joined, spoken_date, zone_words
from server.pages.views.tag import Tag, Tone
from server.rules.local_time import local_date
from server.rules.passes import PassState
from server.rules.vocabulary import PassType

OVER: Final = frozenset({PassState.EXPIRED.value, PassState.CANCELLED.value})
"""The states in which a pass books nothing any more."""

MOST_DOTS: Final = 20
"""More punches than these are only a figure."""


@dataclass(frozen=True)
class PassCard:
    """One pass. `dots` holds a word for each punch: left, held or used; empty on a pass without punches."""

    id: int
    name: str
    figure: str
    figure_is_word: bool
    figure_words: str
    dots: Sequence[str]
    held_words: str
    tag: Tag | None
    validity: str
    courses: str
    studio_line: str


def pass_card(a_pass: Registration, now: datetime) -> PassCard:
    """Return the card of a pass; its dates are the studio's."""
    figure, words = _figure(a_pass)
    return PassCard(
        id=a_pass.id,
        name=a_pass.name,
        figure=figure,
        figure_is_word=not figure.isdigit(),
        figure_words=words,
        dots=dots_of(a_pass),
        held_words=_held_words(a_pass),
        tag=_tag(PassState(a_pass.status)),
        validity=_validity(a_pass, local_date(now, ZoneInfo(a_pass.timezone))),
        courses=", ".join(a_pass.course_names),
        studio_line=joined(a_pass.studio_name, zone_words(a_pass.timezone)),
    )


def in_order(passes: Sequence[Registration]) -> Sequence[Registration]:
    """Return passes with those that are good for booking first, and those that are over last."""
    return sorted(passes, key=lambda one: (one.status != PassState.ACTIVE, one.status in OVER))


def dots_of(a_pass: Registration) -> Sequence[str]:
    """Return a dot for each punch: those left, those held for booked classes (R10), those used."""
    remaining = a_pass.sessions_remaining
    if remaining is None:
        return ()
    held = min(a_pass.sessions_held or 0, remaining)
    used = max((a_pass.sessions_included or 0) - remaining, 0)
    dots = ("left",) * (remaining - held) + ("held",) * held + ("used",) * used
    return dots if len(dots) <= MOST_DOTS else ()


def _figure(a_pass: Registration) -> tuple[str, str]:
    match a_pass.pass_type:
        case PassType.PUNCH_PASS:
            remaining = a_pass.sessions_remaining or 0
            return str(remaining), "punch left" if remaining == 1 else "punches left"
        case PassType.UNLIMITED_SERIES:
            return "Unlimited", "as often as you like"
        case PassType.FULL_COURSE:
            return "Full course", "every part of it once"
        case _:
            assert_never(a_pass.pass_type)


def _held_words(a_pass: Registration) -> str:
    held = a_pass.sessions_held
    ahead, limit = a_pass.open_reservations, a_pass.max_advance_reservations
    return joined(
        f"{held} held for booked classes" if held else None,
        f"{ahead} of {limit} booked ahead"
        if limit is not None
        else f"{counted(ahead, 'class', 'classes')} booked ahead",
    )


def _tag(state: PassState) -> Tag | None:
    """An active pass needs no word."""
    match state:
        case PassState.ACTIVE:
            return None
        case PassState.UPCOMING:
            return Tag("Not valid yet", Tone.INFO)
        case PassState.EXPIRED:
            return Tag("Expired", Tone.NO)
        case PassState.FROZEN:
            return Tag("Frozen", Tone.INFO)
        case PassState.CANCELLED:
            return Tag("Cancelled", Tone.NO)
        case _:
            assert_never(state)


def _validity(a_pass: Registration, today: date) -> str:
    first, last = a_pass.valid_from, a_pass.valid_until
    if first is not None and first > today:
        until = f" to {spoken_date(last, today)}" if last is not None else ""
        return f"Valid from {spoken_date(first, today)}{until}"
    if last is None:
        return "No end date"
    return f"Was valid until {spoken_date(last, today)}" if last < today else f"Valid until {spoken_date(last, today)}"
