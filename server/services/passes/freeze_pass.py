"""Freeze a pass for some dates: what it has booked on them falls, and its validity gains as many days (R8)."""

from datetime import date

from server.contract.mail import PassChange
from server.contract.pass_acts import ChangedPass, FreezeRequest
from server.database.write_transaction import write_transaction
from server.rules.local_time import local_date
from server.rules.pass_acts import LONGEST_FREEZE_DAYS, Freeze, frozen, judge_freeze
from server.rules.passes import PassTerms
from server.rules.verdict import Refused
from server.rules.vocabulary import AuditAction, AuditSubject
from server.services.actor import Actor
from server.services.audit.record_act import Act, Facts, record_act
from server.services.context import Context
from server.services.messages.about import ToldChange
from server.services.outcomes import Declined, InvalidFieldError
from server.services.passes.changed_pass import changed_pass
from server.services.passes.hold_pass import HeldPass, hold_pass
from server.services.passes.uncover_bookings import not_over, refuse_unconfirmed, uncover
from server.tables.passes import ClassRegistration


async def freeze_pass(
    registration_id: int, asked: FreezeRequest, actor: Actor, context: Context
) -> ChangedPass | Declined:
    """Freeze a pass from today on, or from a later date, both ends inclusive.

    Declined with `pass_cancelled`, `freeze_not_over`, `pass_ended`. Raises NotFoundError, InvalidFieldError for dates
    that cannot be, and ConflictError `would_cancel` where bookings would fall that nobody has confirmed.
    """
    now, freeze = context.now(), _freeze(asked)
    async with write_transaction():
        held = await hold_pass(registration_id, actor)
        today = local_date(now, held.zone)
        verdict = judge_freeze(held.terms, freeze, today)
        if isinstance(verdict, Refused):
            return Declined(verdict, held.zone)
        if freeze.first < today:
            raise InvalidFieldError("from", f"may not be before the studio's today, {today}")
        fallen = [row for row in not_over(held.pending, now) if freeze.contains(row.local_date)]
        refuse_unconfirmed(fallen, is_confirmed=asked.confirm)
        terms = frozen(held.terms, freeze)
        await _write(held.id, terms)
        told = ToldChange(PassChange.FROZEN, freeze.first, freeze.last)
        cancelled = await uncover(fallen, told, asked.reason, actor, now)
        await record_act(_act(held, terms, asked.reason, len(fallen)), actor, now)
    return await changed_pass(registration_id, cancelled, actor, context)


def _freeze(asked: FreezeRequest) -> Freeze:
    freeze = Freeze(asked.first, asked.until)
    if freeze.days < 1:
        raise InvalidFieldError("until", "may not be before from")
    if freeze.days > LONGEST_FREEZE_DAYS:
        raise InvalidFieldError("until", f"may not be more than {LONGEST_FREEZE_DAYS} days after from")
    return freeze


async def _write(registration_id: int, terms: PassTerms) -> None:
    table = ClassRegistration
    await table.update(
        {
            table.frozen_from: terms.frozen_from,
            table.frozen_until: terms.frozen_until,
            table.valid_until: terms.valid_until,
        }
    ).where(table.id == registration_id)


def _act(held: HeldPass, terms: PassTerms, reason: str, cancelled: int) -> Act:
    facts: Facts = {
        "frozenFrom": _text(terms.frozen_from),
        "frozenUntil": _text(terms.frozen_until),
        "oldValidUntil": _text(held.terms.valid_until),
        "validUntil": _text(terms.valid_until),
        "cancelled": cancelled,
    }
    return Act(held.studio_id, AuditAction.PASS_FROZEN, AuditSubject.CLASS_REGISTRATION, held.id, reason, facts)


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
