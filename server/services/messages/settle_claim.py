"""What became of a claimed message: it has left, its reason has gone, it waits for another try, or it is given up."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from server.contract.mail import Hindrance, Undelivered
from server.database.write_transaction import write_transaction
from server.rules.vocabulary import InboxKind
from server.services.messages.claim import ClaimedMessage
from server.tables.desk import InboxItem
from server.tables.outbox import OutboxMessage

RESTS: Final[Mapping[Hindrance, Sequence[timedelta]]] = {
    Hindrance.AWAY: (timedelta(seconds=10), timedelta(seconds=30), timedelta(minutes=1), timedelta(minutes=2)),
    Hindrance.SETUP: (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15)),
    Hindrance.DEFERRED: (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(minutes=60)),
}
"""After the first try in vain, the second and so on; the last one for all that follow."""

KEPT_TRYING: Final = timedelta(days=5)
"""As long as mail servers themselves try: an address that takes nothing for so long takes nothing."""

_WORDS: Final = {
    Hindrance.REFUSED: "The mail server refused it",
    Hindrance.DEFERRED: "It was put off for days",
    Hindrance.AWAY: "The mail server was out of reach for days",
    Hindrance.SETUP: "The mail server refused this server's set-up for days",
}


def rest_after(hindrance: Hindrance, tries: int) -> timedelta:
    """Return for how long to wait after so many tries in vain, from 1."""
    rests = RESTS[hindrance]
    return rests[min(tries, len(rests)) - 1]


async def mark_sent(message: ClaimedMessage, now: datetime) -> None:
    """Note that a message has left; this holds also where the claim has run out meanwhile."""
    async with write_transaction():
        await OutboxMessage.update({OutboxMessage.sent_at: now, OutboxMessage.facts: _facts_to_keep(message)}).where(
            OutboxMessage.id == message.id
        )


async def mark_dropped(message: ClaimedMessage, now: datetime) -> None:
    """Note that the reason for a message has gone."""
    async with write_transaction():
        await _settle(message, {OutboxMessage.dropped_at: now, OutboxMessage.facts: _facts_to_keep(message)})


async def mark_undelivered(message: ClaimedMessage, undelivered: Undelivered, now: datetime) -> bool:
    """Put a message off, or give it up where it is refused for good or has been tried for days; tell which."""
    is_final = undelivered.hindrance is Hindrance.REFUSED or now - message.due_at >= KEPT_TRYING
    async with write_transaction():
        if is_final:
            await _give_up(message, undelivered, now)
        else:
            rest = rest_after(undelivered.hindrance, message.attempt)
            await _settle(message, {OutboxMessage.claimed_until: now + rest, **_error(undelivered)})
    return is_final


async def _give_up(message: ClaimedMessage, undelivered: Undelivered, now: datetime) -> None:
    """A dead letter waits in its studio's inbox; a sign-in code that never came is asked for again."""
    facts = _facts_to_keep(message)
    values = {OutboxMessage.failed_at: now, OutboxMessage.facts: facts, **_error(undelivered)}
    has_settled = await _settle(message, values)
    if not has_settled or message.studio_id is None:
        return
    item = InboxItem(
        studio=message.studio_id,
        kind=InboxKind.FAILED_MESSAGE,
        message=message.id,
        reservation=_reservation_of(message),
        reason=_reason(message, undelivered),
        created_at=now,
    )
    await InboxItem.insert(item)


async def _settle(message: ClaimedMessage, values: Mapping[Any, object]) -> bool:
    """Write what became of a claim, unless it ran out and another took its place; tell whether it was written."""
    rows = (
        await OutboxMessage.update(dict(values))
        .where(
            OutboxMessage.id == message.id, OutboxMessage.attempts == message.attempt, OutboxMessage.sent_at.is_null()
        )
        .returning(OutboxMessage.id)
    )
    return bool(rows)


def _reservation_of(message: ClaimedMessage) -> int | None:
    """Return the reservation that a message is about: the missed one, or the first of several."""
    facts = message.facts
    for name in ("reservationId", "noShowId"):
        if name in facts:
            return int(facts[name])
    listed: Sequence[int] = facts.get("reservationIds", ())
    return listed[0] if listed else None


def _reason(message: ClaimedMessage, undelivered: Undelivered) -> str:
    """Return why, without the address: a mail server's own words may repeat it in any form."""
    kind = message.kind.value.replace("_", " ").lower()
    status = f" ({undelivered.status})" if undelivered.status else ""
    return f"Mail not delivered: {kind}. {_WORDS[undelivered.hindrance]}{status}."


def _facts_to_keep(message: ClaimedMessage) -> str:
    """A sign-in code has no business in the database once its mail is settled."""
    kept = {name: fact for name, fact in message.facts.items() if name != "code"}
    return msgspec.json.encode(kept).decode()


def _error(undelivered: Undelivered) -> Mapping[Any, object]:  # Any: Piccolo's columns
    return {OutboxMessage.last_error: _printable(undelivered.why)}


def _printable(text: str) -> str:
    """Return a mail server's words as the column takes them; PostgreSQL stores no NUL."""
    return "".join(letter if letter.isprintable() else " " for letter in text)[:300]
