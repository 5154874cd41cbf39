"""Write down what staff and admins do beside moving reservations: those moves have their own events (§6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import msgspec

from server.rules.vocabulary import AuditAction, AuditSubject
from server.services.actor import Actor
from server.tables.desk import AuditEntry
from server.tables.sql_lists import insert_rows

_COLUMNS: Final = "studio, action, subject, subject_id, actor, channel, reason, facts, at"

Facts = Mapping[str, str | int | datetime | None]
"""What it was and what it is, by the wire's names; instants are written as RFC 3339 UTC."""


@dataclass(frozen=True)
class Act:
    """One act at a studio: on what, which one of it, and why; `facts` say what it was and what it is now."""

    studio_id: int
    action: AuditAction
    subject: AuditSubject
    subject_id: int
    reason: str | None = None
    facts: Facts = field(default_factory=dict)


async def record_act(act: Act, actor: Actor, at: datetime) -> None:
    """Write an act down in the caller's transaction; `at` is UTC."""
    await record_acts([act], actor, at)


async def record_acts(acts: Sequence[Act], actor: Actor, at: datetime) -> None:
    """Write acts down in the caller's transaction, in their order, some hundred with each statement; `at` is UTC."""
    await insert_rows(AuditEntry, _COLUMNS, [_values(act, actor, at) for act in acts])


def _values(act: Act, actor: Actor, at: datetime) -> tuple[object, ...]:
    return (
        act.studio_id,
        act.action.value,
        act.subject.value,
        act.subject_id,
        actor.label,
        actor.channel.value,
        act.reason,
        msgspec.json.encode(act.facts).decode(),
        at,
    )
