"""Give a pass another last date: a later one brings back what has run out, an earlier one cancels bookings (R8, R9)."""

from dataclasses import replace
from datetime import date, datetime

from server.contract.mail import PassChange
from server.contract.pass_acts import ChangedPass, ExtendRequest
from server.database.write_transaction import write_transaction
from server.rules.expiry import last_date_to_expire
from server.rules.pass_acts import judge_pass_act
from server.rules.passes import PassTerms
from server.rules.verdict import Refused
from server.rules.vocabulary import AuditAction, AuditSubject
from server.services.actor import Actor
from server.services.audit.record_act import Act, Facts, record_act
from server.services.booking.reservation_row import ReservationRow, under_terms
from server.services.context import Context
from server.services.messages.about import ToldChange
from server.services.outcomes import Declined, InvalidFieldError
from server.services.passes.append_punches import bring_back_expired
from server.services.passes.changed_pass import changed_pass
from server.services.passes.hold_pass import HeldPass, hold_pass
from server.services.passes.uncover_bookings import not_over, refuse_unconfirmed, uncover
from server.tables.passes import ClassRegistration


async def extend_pass(
    registration_id: int, asked: ExtendRequest, actor: Actor, context: Context
) -> ChangedPass | Declined:
    """Move the end of a pass; the one that it has already changes and records nothing.

    Declined with `pass_cancelled`. Raises NotFoundError, InvalidFieldError for an end before the beginning, and
    ConflictError `would_cancel` where bookings would fall that nobody has confirmed.
    """
    now = context.now()
    async with write_transaction():
        held = await hold_pass(registration_id, actor)
        verdict = judge_pass_act(held.terms)
        if isinstance(verdict, Refused):
            return Declined(verdict, held.zone)
        if asked.valid_until == held.terms.valid_until:
            return await changed_pass(registration_id, [], actor, context)
        terms = _extended(held.terms, asked)
        fallen = await no_longer_covered(held, terms, now)
        refuse_unconfirmed(fallen, is_confirmed=asked.confirm)
        await _write(held, terms, asked.reason, actor, now)
        told = ToldChange(PassChange.SHORTENED, last=asked.valid_until)
        cancelled = await uncover(fallen, told, asked.reason, actor, now)
        await record_act(_act(held, terms, asked.reason, len(fallen)), actor, now)
    return await changed_pass(registration_id, cancelled, actor, context)


async def no_longer_covered(held: HeldPass, terms: PassTerms, now: datetime) -> list[ReservationRow]:
    """Return the bookings to come that the pass covers as it stands, and would not under other terms (R8).

    A class that the studio has moved counts where it stood as well, as it does at the door (R38).
    """
    covered = [row for row in not_over(held.pending, now) if row.is_pass_usable]
    return [row for row in await under_terms(covered, terms) if not row.is_pass_usable]


def _extended(terms: PassTerms, asked: ExtendRequest) -> PassTerms:
    if asked.valid_until is not None and terms.valid_from is not None and asked.valid_until < terms.valid_from:
        raise InvalidFieldError("validUntil", f"may not be before the pass begins, {terms.valid_from}")
    return replace(terms, valid_until=asked.valid_until)


async def _write(held: HeldPass, terms: PassTerms, reason: str, actor: Actor, now: datetime) -> None:
    table = ClassRegistration
    await table.update({table.valid_until: terms.valid_until}).where(table.id == held.id)
    last = last_date_to_expire(now, held.zone, held.offline_max_hours)
    if terms.valid_until is None or terms.valid_until > last:
        await bring_back_expired(held.id, reason, actor, now)


def _act(held: HeldPass, terms: PassTerms, reason: str, cancelled: int) -> Act:
    facts: Facts = {
        "oldValidUntil": _text(held.terms.valid_until),
        "validUntil": _text(terms.valid_until),
        "cancelled": cancelled,
    }
    return Act(held.studio_id, AuditAction.PASS_EXTENDED, AuditSubject.CLASS_REGISTRATION, held.id, reason, facts)


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
